/** Commands as lines for a shell: whatever the words, a real shell reads the same ones back. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { shellLine, shellWord } from '../../src/plan/command.ts';

const area = realpathSync(mkdtempSync(path.join(tmpdir(), "baketree it's $HOME ")));
afterAll(() => rmSync(area, { recursive: true }));

/** Prints its arguments, one variable and its folder, each closed by a NUL. */
const ECHO =
  'process.stdout.write([...process.argv.slice(1), process.env.WORD ?? "-", process.cwd()].map((w) => w + "\\0").join(""))';

function readBack(line: string): readonly string[] {
  return execFileSync('sh', ['-c', line], { encoding: 'utf8', cwd: tmpdir() })
    .split('\0')
    .slice(0, -1);
}

const HARD = [
  '',
  ' ',
  '$HOME',
  '`id`',
  '$(id)',
  "it's",
  "''",
  '"',
  '\\',
  '\\\\',
  'a\nb',
  '\n',
  '*',
  '?',
  '[a]',
  '~',
  '~root',
  '!x',
  '#x',
  'a#b',
  '&',
  '|',
  ';',
  '<',
  '>',
  '(',
  ')',
  '{a,b}',
  '%s',
  '^',
  'a=b',
  '=ls',
  '-n',
  '--',
  '\t',
  'é',
  '日本',
  '\u0007',
  '\u00071\u001b[31m7',
  '🐝',
  '*.output=type=cacheonly',
  'if',
  'a b  c ',
  '${X:-y}',
  "'\\''",
  '\r',
];

test('hard words come back as they were, as arguments and as values of variables', () => {
  const line = shellLine(
    { file: process.execPath, args: ['-e', ECHO, '--', ...HARD], env: {}, cwd: area },
    '/nowhere',
  );
  expect(readBack(line)).toEqual([...HARD, '-', area]);
  for (const word of ['', "it's", '$HOME\n`x`', '\\']) {
    const one = shellLine(
      { file: process.execPath, args: ['-e', ECHO], env: { WORD: word }, cwd: area },
      area,
    );
    expect(readBack(one)).toEqual([word, realpathSync(tmpdir())]);
  }
});

test('any words come back', () => {
  const words = fc.array(
    fc.string({ unit: 'grapheme', maxLength: 12 }).filter((word) => !word.includes('\0')),
    { minLength: 1, maxLength: 40 },
  );
  fc.assert(
    fc.property(words, (args) => {
      const line = shellLine(
        { file: process.execPath, args: ['-e', ECHO, '--', ...args], env: {}, cwd: '/' },
        '/',
      );
      expect(readBack(line).slice(0, args.length)).toEqual(args);
    }),
    { numRuns: 15 },
  );
});

test('plain words stay plain, and a program with a space is one word', () => {
  const plain = [
    'buildx',
    '-f',
    'bake/colony/docker-bake.hcl',
    '--allow=fs.read=/a',
    'x@y%z+w,v:u',
    'A_B=c',
  ];
  expect(plain.map(shellWord)).toEqual(plain);
  expect(
    shellLine({ file: '/opt/my tools/docker', args: ['ps'], env: { A: 'b c' }, cwd: '/w' }, '/w'),
  ).toBe("A='b c' '/opt/my tools/docker' ps");
});

test('a line that works elsewhere goes to its folder first', () => {
  expect(shellLine({ file: 'docker', args: [], env: {}, cwd: '/my project' }, '/x')).toBe(
    "cd '/my project' && docker",
  );
});
