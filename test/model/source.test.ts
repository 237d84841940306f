/** Places in a person's source. */
import { axis, defineTree, exclusion, group, target, template, variable } from 'baketree';
import { expect, test } from 'vitest';
import { locationIn } from '../../src/model/source.ts';
import { linesOf } from '../plan/support.ts';

const line = linesOf(import.meta.url);

test.each([
  ['    at /home/ana/site/web.ts:3:5', '/home/ana/site/web.ts', 3, 5],
  [
    '    at Object.<anonymous> (/home/ana/my site (new)/web.ts:3:5)',
    '/home/ana/my site (new)/web.ts',
    3,
    5,
  ],
  ['    at async file:///home/ana/my%20site/web.ts:13:15', '/home/ana/my site/web.ts', 13, 15],
  ['    at new Place (file:///a/b.ts:1:2)', '/a/b.ts', 1, 2],
  ['    at /home/ana/my site/web.ts:3:5', '/home/ana/my site/web.ts', 3, 5],
])('%s is read', (frame, file, row, column) => {
  expect(locationIn(frame)).toEqual({ file, line: row, column });
});

test.each(['', 'Error', '    at Array.map (<anonymous>)', '    at native', 'at x'])(
  '%j names no place',
  (frame) => {
    expect(locationIn(frame)).toBeUndefined();
  },
);

test('whatever is declared knows its line, and the limit of stacks is as before', () => {
  const before = Error.stackTraceLimit;
  const side = axis('side', ['left']); // the axis
  const page = template('page'); // the template
  const SIDE = variable('SIDE', { description: 'Which', default: 'left' }); // the variable
  const book = target('book', { description: 'To read', template: page }); // the target
  const verse = target('verse', { axes: [side] }, () => ({ description: '', template: page })); // the cells
  const none = exclusion([side], 'it is so', () => false); // the exclusion
  const shelf = group('shelf', 'Books', [book]); // the group
  const tree = defineTree({ name: 't', description: '', targets: [book], default: [book] }); // the tree
  const places = {
    axis: side.at,
    template: page.at,
    variable: SIDE.at,
    target: book.declaredAt,
    cells: verse.declaredAt,
    exclusion: none.at,
    group: shelf.declaredAt,
    tree: tree.declaredAt,
  };
  for (const [what, at] of Object.entries(places)) {
    expect([what, `source.test.ts:${at?.line}`]).toEqual([what, line(`// the ${what}\n`.trim())]);
  }
  expect(Error.stackTraceLimit).toBe(before);
});
