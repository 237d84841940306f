/** Order: parents first, cycles told once, and no recursion that could run out. */
import { axis, defineTree, target, template } from 'baketree';
import { expect, test } from 'vitest';
import type { Target } from '../../src/model/target.ts';
import { sortByDependency } from '../../src/plan/order.ts';
import { linesOf, planTree, told } from './support.ts';

const line = linesOf(import.meta.url);
const naming = {
  what: 'things',
  name: (item: string) => item,
  place: (item: string) => ({ file: `${item}.ts`, line: 1 }),
};
const sort = (uses: Readonly<Record<string, readonly string[]>>) =>
  sortByDependency(Object.keys(uses), (item) => uses[item] ?? [], naming);

test('parents come first; otherwise the order stays', () => {
  const { sorted, problems } = sort({ roof: ['wall'], door: [], wall: ['floor'], floor: [] });
  expect(sorted).toEqual(['floor', 'wall', 'roof', 'door']);
  expect(problems).toEqual([]);
});

test('each cycle is told once, as the path that closes it', () => {
  const { sorted, problems } = sort({ a: ['b'], b: ['c'], c: ['a', 'd'], d: ['d'], e: ['a'] });
  expect(problems).toEqual([
    {
      code: 'cycle',
      summary: 'things form a cycle: "a" uses "b" uses "c" uses "a"',
      at: { file: 'a.ts', line: 1 },
    },
    {
      code: 'cycle',
      summary: 'things form a cycle: "d" uses "d"',
      at: { file: 'd.ts', line: 1 },
    },
  ]);
  expect([...sorted].sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
});

test('a chain of 100,000 is sorted', () => {
  const items = Array.from({ length: 100_000 }, (_, index) => index);
  const { sorted } = sortByDependency(
    items,
    (item) => (item + 1 < items.length ? [item + 1] : []),
    {
      what: 'links',
      name: String,
      place: () => undefined,
    },
  );
  expect(sorted[0]).toBe(99_999);
  expect(sorted).toHaveLength(100_000);
});

test('targets that use each other are a cycle, which only functions of cells can make', () => {
  const hand = axis('hand', ['left', 'right']);
  type Handed = Target<{ readonly hand: 'left' | 'right' }>;
  const sketch = template('sketch');
  const drawing: Handed = target('drawing', { axes: [hand] }, (cell) => ({
    description: 'One hand draws the other',
    template: sketch,
    contexts: { other: drawing.at({ hand: cell.hand === 'left' ? 'right' : 'left' }) },
  }));
  const gallery = defineTree({
    name: 'gallery',
    description: 'Impossible things',
    targets: [drawing],
    default: [drawing],
  });
  const { problems } = planTree(gallery, { sketch: 'FROM other\n' });
  expect(told(problems)).toEqual([
    {
      code: 'cycle',
      summary: 'targets form a cycle: "drawing-left" uses "drawing-right" uses "drawing-left"',
      at: line('const drawing'),
    },
  ]);
});
