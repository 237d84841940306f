/** Patterns: JavaScript and bake's RE2 agree on every one that is let pass, and samples match. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execaSync } from 'execa';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkPattern } from '../../src/model/pattern.ts';
import { sampleOf } from '../../src/model/pattern-sample.ts';
import { hclString } from '../../src/render/hcl.ts';
import { hasBuildx } from '../plan/support.ts';

const FINE = [
  '',
  'a',
  '^a$',
  'a|b',
  '|a',
  'a||b',
  '()',
  '(?:)',
  '(a)(b)',
  '(?:a|b)+',
  '[a-z]',
  '[^a-z]',
  '[]',
  '[a-]',
  '[-a]',
  '[a-c-e]',
  '[.]',
  '[*+?]',
  '[$^]',
  '[^^]',
  '[/]',
  '[\\]x]',
  '[\\\\]',
  '[\\-x]',
  '[\\[]',
  'a*',
  'a+',
  'a?',
  'a{2}',
  'a{2,}',
  'a{0}',
  'a{0,2}',
  '\\.',
  '\\\\',
  '\\$',
  '\\^',
  '\\*',
  '\\+',
  '\\?',
  '\\(',
  '\\)',
  '\\[',
  '\\]',
  '\\{',
  '\\}',
  '\\|',
  '\\/',
  '\\t',
  '\\n',
  '\\r',
  '\\f',
  '\\v',
  'é',
  '[é]',
  '[^é]',
  '🐝',
  '[🐝]',
  '^(?:🐝){2}$',
  '[a-🐝]',
  '(a{30}){30}',
  'a{1000}',
  '^[^/]+$',
  '\\+?',
  '\\.+',
  '^(?:|[A-Za-z0-9.-]+(:[0-9]+)?(/[a-z0-9._-]+)*)$',
  '^(?:[A-Za-z0-9_][A-Za-z0-9._-]{0,127})$',
  '(((((a)))))',
  '^',
  '$',
  '$a',
  'a^',
  '(^a|b$)',
  '/',
  '-',
  '"',
  "'",
  '\\$\\{x\\}',
  '%',
  '#',
  ' ',
  '[ ]',
  'ſ',
  'K',
].filter((pattern) => pattern !== '[]');

const STRINGS = [
  '',
  'a',
  'b',
  'A',
  'ab',
  'aa',
  'aaa',
  'ba',
  '-',
  '.',
  '*',
  '+',
  '?',
  '/',
  '\\',
  ']',
  '[',
  '{',
  '}',
  '|',
  '^',
  '$',
  '(',
  ')',
  '\n',
  'a\n',
  '\na',
  '\r',
  '\r\n',
  '\t',
  '\f',
  '\v',
  '\u2028',
  '\u0085',
  '\u00a0',
  ' ',
  'é',
  'e',
  '🐝',
  '🐝🐝',
  '\ufeff',
  'x]',
  'c',
  'd',
  'e-',
  'registry.example.com:5000',
  'a/b',
  '_x-1',
  's',
  'k',
  'ſ',
  'K',
  '"',
  "'",
  '%',
  '#',
  '${x}',
  'a'.repeat(1000),
  'a'.repeat(900),
  '\0',
];

/** What bake makes of pattern and text, for all pairs in one call: rows of y and n. */
function bakeTable(patterns: readonly string[], texts: readonly string[]): readonly string[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'baketree-pattern-'));
  const rows = patterns.map((pattern, index) => {
    const cells = texts.map(
      (text) => `length(regexall(${hclString(pattern)}, ${hclString(text)})) > 0 ? "y" : "n"`,
    );
    return `    P${index} = join("", [${cells.join(', ')}])\n`;
  });
  writeFileSync(
    path.join(folder, 'docker-bake.hcl'),
    `target "default" {\n  args = {\n${rows.join('')}  }\n}\n`,
  );
  const { stdout } = execaSync('docker', ['buildx', 'bake', '--print'], { cwd: folder });
  rmSync(folder, { recursive: true });
  const { args } = JSON.parse(stdout).target.default as {
    readonly args: Readonly<Record<string, string>>;
  };
  return patterns.map((_, index) => args[`P${index}`] ?? '');
}

const ourTable = (patterns: readonly string[], texts: readonly string[]) =>
  patterns.map((pattern) =>
    texts.map((text) => (new RegExp(pattern, 'u').test(text) ? 'y' : 'n')).join(''),
  );

test('the patterns of the table are let pass', () => {
  expect(FINE.map((pattern) => [pattern, checkPattern(pattern)]).filter(([, why]) => why)).toEqual(
    [],
  );
});

test.skipIf(!hasBuildx)('JavaScript and bake agree on all of them, for every text', () => {
  const bake = bakeTable(FINE, STRINGS);
  const shown = (table: readonly string[]) => table.map((row, index) => `${FINE[index]} ${row}`);
  expect(shown(bake)).toEqual(shown(ourTable(FINE, STRINGS)));
  expect(new Set(bake.join('')).size).toBe(2);
});

/** Pieces of which patterns can be made, good ones and bad ones. */
const PIECES = [
  'a',
  'b',
  '-',
  '[',
  ']',
  '^',
  '$',
  '(',
  ')',
  '(?:',
  '|',
  '*',
  '+',
  '?',
  '{2}',
  '{0,3}',
  '{',
  '}',
  '\\',
  '.',
  '\\.',
  '[a-b]',
  '[^a]',
  '&&',
  '\\d',
  '/',
  'é',
];

test.skipIf(!hasBuildx)('whatever is let pass, bake reads as well, and finds the same', () => {
  const made = fc.sample(fc.array(fc.constantFrom(...PIECES), { maxLength: 9 }), {
    numRuns: 12_000,
    seed: 7,
  });
  const patterns = [...new Set(made.map((pieces) => pieces.join('')))].filter(
    (pattern) => checkPattern(pattern) === undefined,
  );
  expect(patterns.length).toBeGreaterThan(300);
  const texts = STRINGS.slice(0, 32);
  expect(bakeTable(patterns, texts)).toEqual(ourTable(patterns, texts));
});

test.each([
  ['a.b', 'has a "." that is not escaped'],
  ['a\\\\.', 'has a "." that is not escaped'],
  ['(?=a)', 'has a group other than'],
  ['(?<n>a)', 'has a group other than'],
  ['(?i)a', 'has a group other than'],
  ['(a)\\1', 'has a back reference'],
  ['\\d+', 'has an escape'],
  ['[\\w]', 'has an escape'],
  ['\\bx', 'has an escape'],
  ['\\x41', 'has an escape'],
  ['\\-', 'has an escape'],
  ['[[:alpha:]]', 'has a bracket or a set operation'],
  ['[a&&b]', 'has a bracket or a set operation'],
  ['[]a]', 'has a class that begins with'],
  ['[^]', 'has a class that begins with'],
  ['[]', 'has a class that begins with'],
  ['a+?', 'has a possessive or lazy quantifier'],
  ['a*+', 'has a possessive or lazy quantifier'],
  ['a{2}?', 'has a possessive or lazy quantifier'],
  ['a{1001}', 'repeats more than 1000 times'],
  ['(a{40}){40}', 'repeats more than 1000 times'],
  ['(b(a{20}){20}){20}', 'repeats more than 1000 times'],
  ['(', 'is no regular expression'],
  ['[a', 'is no regular expression'],
  ['a**', 'is no regular expression'],
  ['\\', 'is no regular expression'],
  ['a{', 'is no regular expression'],
  [']', 'is no regular expression'],
  ['[b-a]', 'is no regular expression'],
])('%s is refused: it %s', (pattern, why) => {
  expect(checkPattern(pattern)).toMatch(why);
});

test('a sample matches, for every pattern that can match at all', () => {
  const none = FINE.filter((pattern) => sampleOf(pattern) === undefined);
  expect(none).toEqual(['$a', 'a^']);
  for (const pattern of FINE) {
    const sample = sampleOf(pattern);
    if (sample !== undefined)
      expect([pattern, new RegExp(pattern, 'u').test(sample)]).toEqual([pattern, true]);
  }
});

test.each([
  ['^v[0-9]+$', 'v0'],
  ['^(?:release|nightly)-[a-z]{3}$', 'release-aaa'],
  ['^[^a-z]x?$', '0'],
  ['a.b', undefined],
])('the sample of %s is %s', (pattern, sample) => {
  expect(sampleOf(pattern)).toBe(sample);
});
