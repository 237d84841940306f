/** Shared blocks: what all cells of a target have in common, and what is left for each. */
import { axis, defineTree, type Text, target, template, variable, when } from 'baketree';
import { expect, test } from 'vitest';
import { ownAttributes, shareAttributes } from '../../src/plan/shared.ts';
import { planTree } from './support.ts';

const NIGHT = variable('NIGHT', { description: 'Whether', default: false });
const key = axis('key', ['c', 'g', 'd']);
const sheet = template('sheet');

function cells(body: (cell: { readonly key: string }) => object) {
  const song = target('song', { axes: [key] }, (cell) => ({
    description: 'A song',
    template: sheet,
    ...body(cell),
  }));
  const tree = defineTree({
    name: 'songs',
    description: 'Music',
    variables: [NIGHT],
    targets: [song],
    default: [song],
  });
  return planTree(tree, { sheet: 'FROM scratch\n' }).plan.targets;
}

test('equal attributes are shared whole, maps entry by entry', () => {
  const targets = cells((cell) => ({
    labels: { composer: 'bach', key: cell.key },
    tags: [`song:${cell.key}`],
    noCache: NIGHT,
    cacheFrom: [{ type: 'gha', scope: 'a' }],
  }));
  const [block, ...more] = shareAttributes(targets);
  expect(more).toEqual([]);
  expect(block).toMatchObject({ name: '_song', target: 'song' });
  expect(Object.keys(block?.attributes ?? {}).sort()).toEqual([
    'attest',
    'cache-from',
    'context',
    'description',
    'dockerfile',
    'labels',
    'no-cache',
    'output',
    'platforms',
  ]);
  expect(block?.attributes.labels).toEqual({ composer: 'bach' });
  expect(
    targets.map(({ attributes }) => ownAttributes(attributes, block?.attributes ?? {})),
  ).toEqual(['c', 'g', 'd'].map((each) => ({ labels: { key: each }, tags: [`song:${each}`] })));
});

test('what only some cells have is not shared', () => {
  const targets = cells((cell) => (cell.key === 'g' ? {} : { labels: { a: 'x' }, pull: true }));
  const [block] = shareAttributes(targets);
  expect(block?.attributes).not.toHaveProperty('labels');
  expect(block?.attributes).not.toHaveProperty('pull');
});

test('expressions are shared where they are written alike', () => {
  const tag = (cell: { readonly key: string }): Text =>
    when(NIGHT, 'song:slow', cell.key === 'x' ? '' : 'song:fast');
  const [block] = shareAttributes(cells((cell) => ({ labels: { speed: tag(cell) } })));
  expect(block?.attributes.labels).toMatchObject({ speed: { $: 'conditional', yes: 'song:slow' } });
});

test('keys that every object has are told from those that it was given', () => {
  const targets = cells((cell) => ({
    labels: cell.key === 'c' ? { toString: 'x', constructor: 'same' } : { constructor: 'same' },
  }));
  const [block] = shareAttributes(targets);
  expect(Object.entries(block?.attributes.labels ?? {})).toEqual([['constructor', 'same']]);
  const own = ownAttributes(targets[0]?.attributes ?? {}, block?.attributes ?? {});
  expect(Object.entries(own.labels ?? {})).toEqual([['toString', 'x']]);
});

test('a single cell shares nothing', () => {
  expect(shareAttributes(cells(() => ({})).slice(0, 1))).toEqual([]);
});
