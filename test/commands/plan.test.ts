/** `plan` and `list`: everything as data, and nothing done. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { generate } from '../../src/commands/generate.ts';
import { list } from '../../src/commands/list.ts';
import { plan } from '../../src/commands/plan.ts';
import { bakery } from '../cli/bakery/trees/bakery.ts';
import { kiosk, openWorkshop, type Workshop } from './workshop.ts';

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
    ['rolls', ['rolls-soft', 'rolls-hard']],
    ['pretzel', ['pretzel-soft-none', 'pretzel-soft-coarse']],
  ]);
  expect(first?.variables.find(({ name }) => name === 'GRAIN')).toEqual({
    name: 'GRAIN',
    default: 'wheat',
    description: 'What the dough is made of.',
    oneOf: ['wheat', 'rye'],
  });
  expect(second?.targets).toEqual([{ name: 'newspaper', description: 'The paper' }]);
});
