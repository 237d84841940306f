/** JSON with places: it takes what `JSON.parse` takes, and nothing else, and each place is the right one. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type JsonValue, readJson } from '../../src/parse/json-text.ts';

const read = (text: string) => readJson(text) as JsonValue;

function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

test('values are those of JSON.parse, with any white space', () => {
  fc.assert(
    fc.property(fc.json(), fc.constantFrom(undefined, 1, 2, '\t'), (json, space) => {
      const text = JSON.stringify(JSON.parse(json), null, space);
      expect(read(text).value).toEqual(JSON.parse(text));
    }),
    { numRuns: 2_000 },
  );
});

test('a text with one character changed is taken or refused as JSON.parse does', () => {
  const odd = [...'{}[]",:\\0-+.eE1tfn \t\n\r\u0000é'];
  fc.assert(
    fc.property(fc.json(), fc.nat(), fc.constantFrom(...odd, ''), (json, at, character) => {
      const index = at % (json.length + 1);
      const text = json.slice(0, index) + character + json.slice(index + 1);
      const [ours, theirs] = [readJson(text), parsed(text)];
      expect('why' in ours).toBe(theirs === undefined);
      if (theirs && !('why' in ours)) expect(ours.value).toEqual(theirs.value);
    }),
    { numRuns: 5_000 },
  );
});

test('each member stands where it says', () => {
  const text = '{\n "a": [1, {"x": "}"}],\n "b" : { "c": null, "d": "\\"" } }\n';
  const { members = [] } = read(text);
  const pieces = members.map(({ start, value }) => text.slice(start, value.end));
  expect(pieces).toEqual(['"a": [1, {"x": "}"}]', '"b" : { "c": null, "d": "\\"" }']);
  expect(members[1]?.value.members?.map(({ name }) => name)).toEqual(['c', 'd']);
});

test.each([
  ['', 1, 'the file ends where a value is expected'],
  ['{\n\t"auths": {}\n\t"x": 1\n}', 3, 'something else stands where a comma'],
  ['{\n\t"auths": {\n', 3, 'the file ends where a text in double quotes'],
  ['{}\n{}', 2, 'something else stands where the end of the file'],
  ['{ "a": secret }', 1, 'something else stands where a value is expected'],
  ["{ 'a': 1 }", 1, 'a text in double quotes'],
  ['[1 2]', 1, 'a comma or the end of a list'],
  ['{"a" 1}', 1, 'a colon'],
])('%j is wrong in line %d', (text, line, why) => {
  expect(readJson(text)).toEqual({ line, why: expect.stringContaining(why) });
});

test('ten thousand levels are refused, and fast', () => {
  expect(readJson('['.repeat(10_000))).toMatchObject({ line: 1 });
});

test('__proto__ is a name like any other', () => {
  const { value } = read('{"__proto__": {"a": 1}, "b": 2}');
  expect(Object.keys(value as object)).toEqual(['__proto__', 'b']);
});
