/** Names where a tree has problems and files have names of their own: both are minded at once. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { generate } from '../../src/commands/generate.ts';
import { list } from '../../src/commands/list.ts';
import { plan } from '../../src/commands/plan.ts';
import type { Tree } from '../../src/model/tree.ts';
import { bakery } from '../cli/bakery/trees/bakery.ts';
import { kiosk, openWorkshop, problemsOf, type Workshop } from './workshop.ts';

const CAKE = 'target "cake" {}\n';
const override = (tree: string) => `bake/${tree}/docker-bake.override.hcl`;
const WARNING = { level: 'warning', line: 'the tree "kiosk" has a problem: npm run check' };

let workshop: Workshop;
/** Opens sound trees, of which the kiosk then gets a problem. */
const open = async (...trees: readonly [Tree, ...Tree[]]) => {
  workshop = await openWorkshop(trees);
  await generate(workshop.config, workshop.disk, { discard: [] });
  await workshop.write('templates/kiosk/newspaper.Dockerfile.hbs', 'FROM scratch\nRUN {{ink}}\n');
  workshop.answers.listed = JSON.stringify([{ name: 'cake' }]);
  workshop.answers.printed = JSON.stringify({ target: { cake: { context: '.' } } });
  workshop.effects.length = 0;
};
const planned = async (...words: readonly string[]) =>
  plan(workshop.config, workshop.request(words), workshop);
const listed = async (...words: readonly string[]) => {
  const { trees, problems } = await list(workshop.config, workshop.disk, { words });
  return [trees.map(({ tree, targets }) => [tree, ...targets.map(({ name }) => name)]), problems];
};

beforeEach(() => open(bakery, kiosk));
afterEach(() => workshop.close());

test('a name that only a sound tree’s file has is baked, and each thing is said once', async () => {
  await workshop.write(override('bakery'), CAKE);
  await workshop.bake(['cake']);
  const said = workshop.effects.filter((effect) => /^(info|warning|bake)/.test(effect));
  expect(said.slice(0, 2)).toEqual([
    `warning: ${WARNING.line}`,
    `info: "cake" is not in the model: it comes from ${override('bakery')}`,
  ]);
  expect(said.filter((effect) => effect.startsWith('warning: the tree'))).toHaveLength(1);
  expect(said.at(-1)).toBe('bake cake');
});

test('what a word also means is in the plan, be the other tree unsound', async () => {
  const { notices } = await planned('default');
  const line = '"default" means bakery/default here; there is also kiosk/default';
  expect(notices).toEqual([WARNING, { level: 'info', line }]);
});

test('the files of an unsound tree are asked nothing, and what they may have is in doubt', async () => {
  await workshop.close();
  await open(kiosk, bakery);
  expect((await planned('bread')).notices).toEqual([WARNING]);
  await workshop.write(override('kiosk'), CAKE);
  const problems = await problemsOf(planned('bread'));
  expect(problems.map(({ code, hint }) => [code, hint])).toEqual([
    ['usage-ambiguous-target', ['npm run plan bakery/bread']],
    ['template-invalid', undefined],
  ]);
  expect((await planned('bakery/bread')).notices).toEqual([WARNING]);
  expect(workshop.effects).toEqual([]);
  await workshop.disk.remove(override('kiosk'));
  await workshop.change('bake/kiosk/docker-bake.hcl', 'target "newspaper"', 'target "leaflet"');
  const [edited] = await problemsOf(workshop.bake(['bread']));
  expect(edited?.hint).toEqual(['npm run bake bakery/bread']);
});

test('an excluded cell of a sound tree says why, and the problems of the other come with it', async () => {
  const told = [
    ['cell-excluded', ['because teeth break']],
    ['template-invalid', undefined],
  ];
  for (const run of [planned, listed]) {
    const problems = await problemsOf(run('pretzel-hard-coarse'));
    expect(problems.map(({ code, details }) => [code, details])).toEqual(told);
  }
});

test('a list of some names has those of sound trees, and the problems of the others', async () => {
  const problems = [expect.objectContaining({ code: 'template-invalid' })];
  expect(await listed('bread', 'kiosk')).toEqual([[['bakery', 'bread']], problems]);
  expect(await listed('newspaper')).toEqual([[], problems]);
});
