/** `plan` and `list`: everything as data, and nothing done. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { generate } from '../../src/commands/generate.ts';
import { list } from '../../src/commands/list.ts';
import { plan } from '../../src/commands/plan.ts';
import { bakery } from '../cli/bakery/trees/bakery.ts';
import { kiosk, openWorkshop, problemsOf, type Workshop } from './workshop.ts';

let workshop: Workshop;
beforeEach(async () => {
  workshop = await openWorkshop([bakery, kiosk]);
  await generate(workshop.config, workshop.disk, { discard: [] });
  workshop.effects.length = 0;
});
afterEach(() => workshop.close());

test('a plan says what bake would do, survives JSON, and touches nothing', async () => {
  await workshop.change('templates/bakery/bread.Dockerfile.hbs', '{{minutes}}', '55');
  const request = workshop.request(['bread', 'newspaper']);
  const planned = await plan(workshop.config, request, workshop);
  expect(workshop.effects).toEqual([]);
  expect(JSON.parse(JSON.stringify(planned))).toEqual(planned);
  expect(planned.trees.map(({ command }) => command)).toEqual([
    'STARTER=local docker buildx bake -f bake/bakery/docker-bake.hcl bread',
    'docker buildx bake -f bake/kiosk/docker-bake.hcl newspaper',
  ]);
  expect(planned.files.filter(({ state }) => state !== 'current')).toEqual([
    { path: 'docker/bakery/bread.Dockerfile', state: 'stale' },
  ]);
});

test('problems are part of the plan', async () => {
  const request = workshop.request(['bread'], { environment: { GRAIN: 'spelt' } });
  const { trees } = await plan(workshop.config, request, workshop);
  expect(trees[0]?.problems.map(({ code }) => code)).toEqual(['variable-invalid']);
});

test('the command of a plan is the command that bake runs', async () => {
  const words = ['all'];
  const more = {
    environment: { GRAIN: 'rye' },
    options: { 'no-cache': true, set: ['*.pull=true'] },
  };
  workshop.answers.printed = JSON.stringify({ target: { bread: { context: '.' } } });
  const planned = await plan(workshop.config, workshop.request(words, more), workshop);
  const [result] = await workshop.bake(words, more);
  expect(planned.trees[0]?.command).toBe(result?.command);
});

test('a list has every name that can be asked for, and every variable', async () => {
  const { trees, problems } = await list(workshop.config, workshop.disk);
  expect(problems).toEqual([]);
  const [first, second] = trees;
  expect(workshop.effects).toEqual([]);
  expect(first?.groups.map(({ name, members }) => [name, members])).toEqual([
    ['default', ['bread']],
    ['all', ['bread', 'rolls', 'pretzel']],
  ]);
  expect(first?.variables.find(({ name }) => name === 'GRAIN')).toEqual({
    name: 'GRAIN',
    default: 'wheat',
    description: 'What the dough is made of.',
    oneOf: ['wheat', 'rye'],
  });
  expect(second?.targets).toEqual([{ name: 'newspaper', description: 'The paper' }]);
});

test('a list tells of axes, of how many cells there are, and why others are not', async () => {
  const { trees } = await list(workshop.config, workshop.disk);
  const [first] = trees;
  expect(first?.targets.map(({ name, matrix }) => [name, matrix?.cells, matrix?.points])).toEqual([
    ['sourdough', undefined, undefined],
    ['bread', undefined, undefined],
    ['rolls', 2, 2],
    ['pretzel', 2, 4],
  ]);
  expect(first?.targets.at(-1)?.matrix).toEqual({
    pattern: 'pretzel-<crust>-<salt>',
    axes: [
      { name: 'crust', values: ['soft', 'hard'] },
      { name: 'salt', values: ['none', 'coarse'] },
    ],
    cells: 2,
    points: 4,
    exclusions: [{ axes: ['crust', 'salt'], because: 'teeth break' }],
  });
});

test('a list of some names has those alone, and the cells of a target', async () => {
  const of = async (...words: string[]) => {
    const { trees } = await list(workshop.config, workshop.disk, { words });
    return trees.map(({ tree, groups, targets }) => [
      tree,
      ...[...groups, ...targets].map(({ name }) => name),
    ]);
  };
  expect(await of('kiosk')).toEqual([['kiosk', 'default', 'newspaper']]);
  expect(await of('newspaper', 'bakery/all', 'bread')).toEqual([
    ['bakery', 'all', 'bread'],
    ['kiosk', 'newspaper'],
  ]);
  const { trees } = await list(workshop.config, workshop.disk, { words: ['pretzel-soft-none'] });
  const [asked] = trees;
  expect(asked?.targets[0]?.matrix?.names).toEqual(['pretzel-soft-none', 'pretzel-soft-coarse']);
  expect(await problemsOf(list(workshop.config, workshop.disk, { words: ['bred'] }))).toMatchObject(
    [{ code: 'usage-unknown-target', hint: 'npm run list bread' }],
  );
});

test('the hints of a plan lead to a plan, with the tree where it needs one', async () => {
  const wanted = workshop.request(['newspaper'], { options: { var: ['A=b'] } });
  const { trees } = await plan(workshop.config, wanted, workshop);
  expect(trees[0]?.problems[0]?.hint).toBe('A=b npm run plan kiosk/newspaper');
  const missed = plan(workshop.config, workshop.request(['bred']), workshop);
  expect(await problemsOf(missed)).toMatchObject([{ hint: 'npm run plan bread' }]);
});

test('what words also mean is in the plan', async () => {
  const { notices } = await plan(workshop.config, workshop.request(['default']), workshop);
  expect(notices.map(({ line }) => line)).toEqual([
    '"default" means bakery/default here; there is also kiosk/default',
  ]);
});
