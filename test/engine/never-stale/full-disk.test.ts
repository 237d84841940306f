/** A disk that is full: busybox's tools write a part of what they should, and say that all is well. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { describe, expect } from 'vitest';
import { chefImage, LONG } from '../../support/colony-project.ts';
import { testThat } from '../../support/needs.ts';

const DOCKERFILE = fileURLToPath(
  new URL('../../../docker/colony/colony.Dockerfile', import.meta.url),
);

/** The text of a script that the Dockerfile copies into the image. */
async function scriptOf(name: string): Promise<string> {
  const text = await readFile(DOCKERFILE, 'utf8');
  const found = new RegExp(`/usr/local/bin/${name}\n([^]*?\n)EOF\n`).exec(text)?.[1];
  if (found === undefined) throw new Error(`${DOCKERFILE} has no ${name}`);
  return found;
}

/** Runs settle on twenty files, with a tool that writes no more than 300 bytes. */
async function settleWith(tool: string) {
  const script = [
    'mkdir -p /plan /seed /app/src && cd /app',
    'touch /plan/toolchain && echo seed > /seed/seed',
    'for name in $(seq 20); do echo "$name" > "src/a-file-of-a-longer-name-$name"; done',
    'mkdir target',
    'whole=$(command -v "$1")',
    'if [ -n "$1" ]; then',
    // The PATH is the shell's own: other tools are found as before.
    '  mkdir /half && printf \'#!/bin/sh\\n%s "$@" | head -c 300\\n\' "$whole" > "/half/$1"',
    '  chmod +x "/half/$1" && PATH=/half:$PATH',
    'fi',
    'sh -c "$2" settle /seed 4096',
  ].join('\n');
  const run = ['run', '--rm', '--network=none', chefImage(), 'sh', '-uc', script, 'sh'];
  return execa('docker', [...run, tool, await scriptOf('settle')], { reject: false });
}

describe('settle, on a full disk', () => {
  testThat(
    'needs-engine',
    'gives times where there is room',
    async () => {
      const { exitCode, stderr } = await settleWith('');
      expect(exitCode, stderr).toBe(0);
    },
    LONG,
  );

  for (const [tool, file] of [
    ['stat', '/tmp/modes'],
    ['sha256sum', '/tmp/hashes'],
    ['awk', 'target/.met/list.new'],
  ] as const) {
    testThat(
      'needs-engine',
      `refuses what ${tool} wrote a part of`,
      async () => {
        const { exitCode, stderr } = await settleWith(tool);
        expect(exitCode).not.toBe(0);
        expect(stderr).toContain(`colony: not all of ${file} could be written`);
        expect(stderr).toContain('expected: room on the disk of the engine');
      },
      LONG,
    );
  }
});
