/** What a run builds, from the plan or from what bake printed. */
import { defineTree, equals, localOrTree, target, template, text, variable } from 'baketree';
import { expect, test } from 'vitest';
import { runPaths } from '../../src/plan/permissions.ts';
import { localsOf, readPrinted, runTargets, unescaped } from '../../src/plan/run-targets.ts';
import { planTree } from './support.ts';

const FROM = variable('YEAST_FROM', {
  description: 'Where',
  oneOf: ['tree', 'local'],
  default: 'tree',
});
const FLOUR = variable('FLOUR', { description: 'Which', default: 'rye' });
const CELLAR = variable('CELLAR', { description: 'A folder', default: '../cellar', path: true });
const file = (name: string) => template(name);
const water = target('water', { description: 'Wet', template: file('water'), context: CELLAR });
const yeast = target('yeast', {
  description: 'Alive',
  template: file('yeast'),
  contexts: { water },
});
const loaf = target('loaf', {
  description: 'Bread',
  template: file('loaf'),
  contexts: {
    yeast: localOrTree({
      choice: FROM,
      target: yeast,
      image: text`yeast:${FLOUR}`,
      title: 'Yeast',
    }),
  },
  tags: [text`loaf:${FLOUR}`],
  noCache: equals(FLOUR, 'none'),
  output: [
    { type: 'tar', dest: '-' },
    { type: 'local', dest: 'out' },
  ],
});
const { plan, problems } = planTree(
  defineTree({
    name: 'bakery',
    description: 'Bread',
    variables: [FROM, FLOUR, CELLAR],
    targets: [water, yeast, loaf],
    default: [loaf],
  }),
  { water: 'FROM scratch\n', yeast: 'FROM water\n', loaf: 'FROM yeast\n' },
);
const run = (YEAST_FROM: string, ...names: string[]) =>
  runTargets(
    plan,
    names,
    new Map([
      ['YEAST_FROM', YEAST_FROM],
      ['FLOUR', 'oat'],
      ['CELLAR', '/cellar'],
    ]),
  );

test('the tree of these tests is fine', () => {
  expect(problems).toEqual([]);
});

test('parents come with a target, as far as the run’s variables say', () => {
  const shown = (...given: Parameters<typeof run>) =>
    run(...given).map(({ name, requested }) => `${name}${requested ? '' : ' (linked)'}`);
  expect(shown('tree', 'loaf')).toEqual(['loaf', 'yeast (linked)', 'water (linked)']);
  expect(shown('local', 'loaf')).toEqual(['loaf']);
  expect(shown('local', 'loaf', 'yeast')).toEqual(['loaf', 'yeast', 'water (linked)']);
  expect(shown('tree', 'loaf', 'loaf', 'nothing')).toEqual([
    'loaf',
    'yeast (linked)',
    'water (linked)',
  ]);
});

test('attributes have values in place of expressions', () => {
  expect(run('local', 'loaf')[0]?.attributes).toMatchObject({
    contexts: { yeast: 'docker-image://yeast:oat' },
    tags: ['loaf:oat'],
    'no-cache': false,
    platforms: ['linux/amd64'],
  });
});

test('paths of a run are those that it reads and writes', () => {
  expect(runPaths(run('tree', 'loaf'))).toEqual([
    { target: 'loaf', attribute: 'context', path: '.', access: 'read' },
    { target: 'loaf', attribute: 'output', path: 'out', access: 'write' },
    { target: 'yeast', attribute: 'context', path: '.', access: 'read' },
    { target: 'water', attribute: 'context', path: '/cellar', access: 'read' },
  ]);
});

test('locals are those of the targets that are asked about', () => {
  expect(localsOf(plan, ['loaf', 'water']).map(({ title }) => title)).toEqual(['Yeast']);
  expect(localsOf(plan, ['yeast'])).toEqual([]);
});

test('what bake prints escaped is read back as it was', () => {
  const printed = {
    group: { default: { targets: ['loaf'] } },
    target: {
      loaf: {
        context: '$${not escaped here}',
        args: { A: '$${X}', B: '%%{if}', C: '$$${X}', D: '$$ %% $${a}$${b}' },
        labels: { constructor: '$${x}' },
        tags: ['loaf:1'],
      },
      yeast: {},
    },
  };
  expect(readPrinted(JSON.stringify(printed), ['loaf'])).toEqual([
    {
      name: 'loaf',
      requested: true,
      attributes: {
        context: '$${not escaped here}',
        args: { A: '${X}', B: '%{if}', C: '$${X}', D: '$$ %% ${a}${b}' },
        labels: { constructor: '${x}' },
        tags: ['loaf:1'],
      },
    },
    { name: 'yeast', requested: false, attributes: {} },
  ]);
  expect(readPrinted('{}', [])).toEqual([]);
  expect(unescaped(true)).toBe(true);
});

test('ten thousand targets are worked out at once', () => {
  const many = Array.from({ length: 10_000 }, (_, index) => ({
    ...(plan.targets[1] as (typeof plan.targets)[number]),
    name: `yeast-${index}`,
    attributes: { contexts: { water: `target:${index === 0 ? 'water' : `yeast-${index - 1}`}` } },
  }));
  const found = runTargets(
    { ...plan, targets: [...plan.targets, ...many] },
    many.map(({ name }) => name),
    new Map([['CELLAR', '/cellar']]),
  );
  expect(found).toHaveLength(10_001);
});
