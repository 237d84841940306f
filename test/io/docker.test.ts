/** How buildx is started: by docker's own client, or without it where that comes to the same. */
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { realDocker } from '../../src/io/docker.ts';

let home: string;
const log = () => path.join(home, 'log');

/** A plugin for the real client, which notes the words that it is started with. */
const PLUGIN = `#!/bin/sh
if [ "$1" = docker-cli-plugin-metadata ]; then
  echo '{"SchemaVersion":"0.1.0","Vendor":"us","Version":"v0.29.1"}'
else
  echo "$*" >> "$HOME/log"
  echo "$WANTED in $PWD"
fi
`;

async function program(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(path.join(home, file)), { recursive: true });
  await writeFile(path.join(home, file), text);
  await chmod(path.join(home, file), 0o755);
}

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'docker-'));
  await program('.docker/cli-plugins/docker-buildx', PLUGIN);
});
afterEach(() => rm(home, { recursive: true, force: true }));

/** Looks, and then runs a bake in a folder of its own with a variable of its own; gives what it says. */
async function said(PATH = process.env.PATH): Promise<string> {
  const docker = realDocker({ HOME: home, PATH }, new AbortController().signal);
  docker.look(undefined);
  return docker.output({
    file: 'docker',
    args: ['buildx', 'bake', '--print'],
    env: { WANTED: 'bread' },
    cwd: home,
  });
}

test('the plugin that docker would take is started without it, in the same place', async () => {
  expect(await said()).toBe(`bread in ${home}`);
  expect(await readFile(log(), 'utf8')).toBe('bake --print\n');
});

test('a docker that is a script is asked: it may set what the plugin needs', async () => {
  const { stdout: real } = await execa('sh', ['-c', 'command -v docker']);
  await program('bin/docker', `#!/bin/sh\nexec ${real} "$@"\n`);
  expect(await said(`${home}/bin:${process.env.PATH}`)).toBe(`bread in ${home}`);
  expect(await readFile(log(), 'utf8')).toBe('buildx bake --print\n');
});
