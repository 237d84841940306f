/** The line of an attribute in a source, and nothing where it is not plain to see. */
import { expect, test } from 'vitest';
import { ownLine } from '../../src/parse/own-line.ts';

/** The line of `tags` in a source whose call of `target` is on its second line. */
const lineOf = (...lines: readonly string[]) => ownLine(['//', ...lines, ''].join('\n'), 2, 'tags');

test.each<readonly [string, readonly string[], number]>([
  ['in an object', ["target('a', {", '  page,', "  tags: ['x'],", '});'], 4],
  ['on the same line', ["target('a', { tags: [] });"], 2],
  ['in what a function gives', ["const a = target('a', { axes }, (c) => ({", 'tags,', '}));'], 3],
  [
    'in a block',
    ["target('a', { axes }, (c) => {", 'const x = 1;', 'return {', 'tags: [] };', '});'],
    5,
  ],
  [
    'after a spread',
    ["target('a', {", '...plain,', '...(c ? { pull: true } : {}),', 'tags,', '})'],
    5,
  ],
  [
    'beside others of its name in values',
    ["target('a', {", 'labels: { tags: x },', 'tags: x })'],
    4,
  ],
  [
    'beside its name in a text',
    ["target('a', {", "page: '{ tags: x',", '// tags:', 'tags: x })'],
    5,
  ],
  ['beside a pattern', ["target('a', { axes }, ({ tags }) => ({", 'tags })', ')'], 3],
  ['in a tree', ['export default defineTree({', 'ecr: { tags: x },', 'tags: x });'], 4],
  ['in a workflow', ['workflow: githubWorkflow({', 'tags: x }),'], 3],
  ['before another call', ["target('a', {", 'tags: x });', "target('b', { tags: x });"], 3],
])('%s', (_, lines, want) => {
  expect(lineOf(...lines)).toBe(want);
});

test.each<readonly [string, readonly string[]]>([
  ['not there', ["target('a', { page });"]],
  ['there twice', ["target('a', {", '...(c ? { tags: x } : y),', 'tags: z });']],
  ['only within a value', ["target('a', { labels: { tags: x } });"]],
  ['only within an argument of a value', ["target('a', { output: when(x, [{ tags: y }], []) });"]],
  ['only in a typed pattern', ["target('a', { axes }, ({ tags }: Cell) => ({ ...x }))"]],
  ['only in a pattern', ["target('a', { axes }, ({ tags }) => ({ ...x }))"]],
  [
    'only taken apart',
    ["target('a', { axes }, (c) => {", 'const { tags } = c; return { ...x }; })'],
  ],
  ['with a computed or quoted key', ["target('a', { ['tags']: x, 'tags': y });"]],
  ['in the second of two calls', ["target('a', x); target('b', { tags: x });"]],
  ['in a helper', ["make('a', { tags: x });"]],
  ['in a call that does not close', ["target('a', { tags: x }"]],
  ['behind a method of that name', ["my.target('a', { tags: x })"]],
])('nothing: %s', (_, lines) => {
  expect(lineOf(...lines)).toBeUndefined();
});

test('lines that the source does not have', () => {
  expect(ownLine('', 7, 'tags')).toBeUndefined();
});
