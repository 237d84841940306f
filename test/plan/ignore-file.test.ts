/** Ignore files: what a build sees of its context. */
import { describe, expect, test } from 'vitest';
import { ignoreFile } from '../../src/plan/ignore-file.ts';

const seen = (lines: readonly string[], files: readonly string[]) =>
  files.filter((file) => ignoreFile(lines).sees(file));

describe('sees', () => {
  test.each<[string, readonly string[], readonly string[], readonly string[]]>([
    ['everything without lines', [], ['a', 'b/c'], []],
    ['what no line names', ['a'], ['b', 'b/a'], ['a', 'a/b']],
    ['nothing of a folder', ['b/'], ['bb', 'a/b'], ['b', 'b/c', 'b/c/d']],
    ['one star in one folder', ['*.md', 'x/*'], ['a/b.md', 'md'], ['a.md', 'x/y', 'x/y/z']],
    ['two stars in any', ['**/tmp'], ['atmp', 'tmp2'], ['tmp', 'a/tmp', 'a/b/tmp/c']],
    ['two stars at the end', ['a/**'], ['a', 'b'], ['a/b', 'a/b/c']],
    ['a question mark', ['a?c'], ['ac', 'abbc', 'a/c'], ['abc']],
    ['a set', ['[ab]c', '[^x]y'], ['cc', 'xy'], ['ac', 'bc', 'zy']],
    ['a full stop as it stands', ['a.b', '+(c)|{d}$'], ['axb'], ['a.b', '+(c)|{d}$']],
    ['an escape', ['\\*'], ['a'], ['*']],
    ['no comments, blanks and lines without text', ['# a', '', '  b  '], ['a', '# a'], ['b']],
    ['a path that goes round', ['./a/../b', '/c'], ['a'], ['b', 'c']],
    ['what is let through again', ['*', '!a', '!b/c'], ['a', 'a/x', 'b/c'], ['b/d', 'c']],
    ['the last line that names it', ['**', '!**/x', 'y', '!y/z/x'], ['a/x', 'y/z/x'], ['y/x', 'a']],
  ])('%s', (_, lines, yes, no) => {
    expect(seen(lines, [...yes, ...no])).toEqual(yes);
  });
});

test('a folder may hold something that is seen unless no later line lets anything through', () => {
  const { mayHold } = ignoreFile(['**', '!**/x', 'target', '**/node_modules']);
  expect(
    ['a', 'a/b', 'x', 'target', 'target/a', 'a/target', 'a/node_modules'].map(mayHold),
  ).toEqual([true, true, true, false, false, true, false]);
  expect(ignoreFile(['a', '!a/b']).mayHold('a')).toBe(true);
  expect(ignoreFile(['!a/b', 'a']).mayHold('a')).toBe(false);
});

test.each<[readonly string[], string, string | undefined]>([
  [['*', '!a'], 'b/c', '*'],
  [['*', '!a'], 'a/c', undefined],
  [['*', '!b/c/d'], 'b', undefined],
  [['*', '!b/*/d'], 'b/c', undefined],
  [['*', '!b/*'], 'b/c/d', undefined],
  [['*', '!b/?'], 'cc/d', '*'],
  [['*', '!*/b'], 'a/b/c', undefined],
  [['*', '!**/x'], 'a/b', undefined],
  [['*', '!c/**/x'], 'a/b', '*'],
  [['*', '![bc]/x'], 'a', undefined],
  [['!a/b', 'a'], 'a', 'a'],
  [['a/*'], 'a', undefined],
  [[], 'a', undefined],
])('%j hides %s: %j', (lines, path, line) => {
  expect(ignoreFile(lines).hides(path)).toBe(line);
});
