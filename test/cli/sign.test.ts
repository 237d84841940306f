/** A person at a terminal who signs without a key, and what such a person sees. Cosign answers as told. */
import { chmod, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Bakery, CLI, openBakery, start } from './bakery.ts';

const IMAGE = `example.com/bread@sha256:${'5'.repeat(64)}`;

let bakery: Bakery;
beforeEach(async () => {
  bakery = await openBakery();
  const script = async (name: string, lines: readonly string[]) => {
    const file = path.join(bakery.home, 'bin', name);
    await writeFile(file, ['#!/bin/sh', ...lines, ''].join('\n'));
    await chmod(file, 0o755);
  };
  await script('docker', [`echo '{"digest": "sha256:${'5'.repeat(64)}"}'`]);
  await script('cosign', [
    `echo "$*" >> '${bakery.home}/calls'`,
    `[ "$1" = version ] && echo '{ "gitVersion": "v3.1.1" }' && exit`,
    // What it prints on stdout is no result of ours.
    'echo go to https://oauth2.example/auth',
    'read -r answer && echo "it was $answer"',
  ]);
});
afterEach(() => bakery.close());

/** Types `yes` to whatever asks. */
async function atTerminal(words: string): Promise<string> {
  const { folder: cwd, env, home } = bakery;
  const line = `'${process.execPath}' '${CLI}' sign ${IMAGE} ${words} > '${home}/results'`;
  const { stdout } = await start(['/usr/bin/script', '-qec', line, '/dev/null'], {
    cwd,
    env,
    stdin: 'pipe',
    running: (child) => child.stdin?.end('yes\n'),
  });
  return stdout.replaceAll('\r\n', '\n');
}

test.for([
  ['', `sign ${IMAGE}`],
  ['--yes', `sign --yes ${IMAGE}`],
])('a person answers Cosign, and results stay apart: %j', async ([words = '', call], context) => {
  const { exitCode } = await execa('/usr/bin/script', ['--version'], { reject: false });
  if (exitCode !== 0) context.skip('there is no script of util-linux');
  const seen = await atTerminal(`--json ${words}`);
  expect(seen).toContain('go to https://oauth2.example/auth\n');
  expect(seen).toContain('it was yes\n');
  const results = await readFile(path.join(bakery.home, 'results'), 'utf8');
  expect(JSON.parse(results)).toMatchObject({ signed: [IMAGE] });
  const calls = await readFile(path.join(bakery.home, 'calls'), 'utf8');
  expect(calls).toBe(`version --json\n${call}\n`);
});
