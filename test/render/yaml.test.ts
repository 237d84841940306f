/** YAML, read back by an independent parser: whatever goes in comes out. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { commented, type Yaml, yamlComment, yamlMap } from '../../src/render/yaml.ts';

const written = (map: Readonly<Record<string, Yaml>>) => parse(yamlMap(map), { version: '1.2' });

test.each([
  ['a plain word', 'main'],
  ['nothing', ''],
  ['a word that means something', 'true'],
  ['an old word for one', 'No'],
  ['a number', '1.10'],
  ['another', '.5'],
  ['one in other figures', '0x1f'],
  ['what begins like a list', '- a'],
  ['what begins like an alias', '*.ts'],
  ['a mapping', 'a: b'],
  ['a comment', 'a #b'],
  ['an expression', "${{ vars.A || 'it''s' }}"],
  ['blanks around', ' a '],
  ['quotes', `a "b" 'c'`],
  ['a backslash', 'a\\nb'],
  ['a control character', 'a\u0007b'],
  ['a line separator', 'a\u2028b'],
  ['a carriage return', 'a\r\nb\n'],
  ['lines', 'a\n  b: c\n\n# d\n'],
  ['lines with blanks in front', '  a\nb\n'],
  ['lines without an end', 'a\nb'],
  ['lines with two ends', 'a\nb\n\n'],
  ['a line of blanks', 'a\n   \nb\n'],
  ['a tab', 'a\n\tb\n'],
  ['an emoji', '🚀'],
])('%s', (_, text) => {
  const all = {
    [text === '' ? 'empty' : text]: text,
    list: [text, { in: text }],
    map: { in: text },
  };
  expect(written(all)).toEqual(all);
});

test('any text, as a value, an item and a key', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('a', ' ', '\n', ':', '#', '-', '"', "'", '$', '{', '\t') }),
  );
  fc.assert(
    fc.property(texts, texts, (key, text) => {
      // A key of this name is no key of its own in JavaScript.
      fc.pre(key !== '__proto__');
      const all = { [key]: { in: text }, list: [{ one: text, two: text }, text] };
      expect(written(all)).toEqual(all);
    }),
    { numRuns: 2000 },
  );
});

test('a comment is no part of a value, and no line of it ends up elsewhere', () => {
  const text = yamlMap({ uses: commented('a/b@c', 'v1\nrun: rm'), next: 1 });
  expect(text).toBe('uses: a/b@c # v1 run: rm\nnext: 1\n');
  expect(yamlComment(['a\nname: b', ''])).toBe('# a name: b\n#\n');
});

test('what is empty, what is left out, and no text', () => {
  const all = { none: [], map: {}, items: [{}], yes: true, four: 4 };
  expect(written({ ...all, gone: undefined as unknown as Yaml })).toEqual(all);
});
