/** Generated files: what should be there against what is. */
import { expect, test } from 'vitest';
import { type Authorship, planFiles } from '../../src/plan/files.ts';

/** The texts of these tests say themselves whose they are. */
const whose = (text: string) => (/^(\w+):/.exec(text)?.[1] ?? 'foreign') as Authorship;
const stateOf = (wanted: string | undefined, found: string | undefined) =>
  planFiles(
    wanted === undefined ? [] : [{ path: 'bake/x.hcl', text: wanted }],
    new Map(found === undefined ? [] : [['bake/x.hcl', found]]),
    whose,
  ).map(({ state }) => state);

test.each([
  ['generated: new', undefined, ['missing']],
  ['generated: new', 'generated: new', ['current']],
  ['generated: a\nb\n', 'generated: a\r\nb\r\n', ['current']],
  ['generated: new', 'generated: old', ['stale']],
  ['generated: new', 'edited: by hand', ['edited']],
  ['generated: new', 'notes of my own', ['foreign']],
  [undefined, 'generated: old', ['left-over']],
  [undefined, 'edited: by hand', ['left-over-edited']],
  [undefined, 'notes of my own', []],
  [undefined, undefined, []],
])('wanted %j, found %j: %j', (wanted, found, states) => {
  expect(stateOf(wanted, found)).toEqual(states);
});

test('files are listed by path, with whole texts', () => {
  const expected = [
    { path: 'docker/b', text: 'generated: b' },
    { path: 'bake/a', text: 'generated: a' },
  ];
  const found = new Map([
    ['docker/b', 'generated: old'],
    ['docker/a', 'generated: gone'],
  ]);
  expect(planFiles(expected, found, whose)).toEqual([
    { path: 'bake/a', state: 'missing', expected: 'generated: a' },
    { path: 'docker/a', state: 'left-over', found: 'generated: gone' },
    { path: 'docker/b', state: 'stale', expected: 'generated: b', found: 'generated: old' },
  ]);
});
