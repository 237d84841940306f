/** The file of a workflow among the other generated files: written, protected, checked and removed like them. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { check } from '../../src/commands/check.ts';
import { generate } from '../../src/commands/generate.ts';
import { type AnyTarget, target } from '../../src/model/target.ts';
import { template } from '../../src/model/template.ts';
import { defineTree, type Tree } from '../../src/model/tree.ts';
import { githubWorkflow } from '../../src/model/workflow.ts';
import { colonyTree } from '../../src/trees/colony.ts';
import { kiosk, openWorkshop, problemsOf, type Workshop } from './workshop.ts';

const FILE = '.github/workflows/kiosk.yml';

const [newspaper] = kiosk.targets as readonly [AnyTarget];
const press: Tree = { ...kiosk, workflow: githubWorkflow({ bakes: newspaper }) };

let workshop: Workshop;
const run = (tree: Tree = press, discard: readonly string[] = []) =>
  generate({ trees: [tree] }, workshop.disk, { discard });
const states = async (tree: Tree = press) => {
  const { files } = await check({ trees: [tree] }, workshop.disk);
  return files.filter(({ state }) => state !== 'current').map(({ path, state }) => [path, state]);
};

beforeEach(async () => {
  workshop = await openWorkshop([press]);
});
afterEach(() => workshop.close());

test('it is written with the others, and the second time it is the same', async () => {
  expect((await run()).written).toContain(FILE);
  const first = await workshop.read(FILE);
  expect(await run()).toMatchObject({ written: [], removed: [] });
  await workshop.disk.remove(FILE);
  expect((await run()).written).toEqual([FILE]);
  expect(await workshop.read(FILE)).toBe(first);
  expect(await states()).toEqual([]);
});

test('what is committed for colony is what the model says, by the byte', async () => {
  const { realDisk } = await import('../../src/io/disk.ts');
  const { files } = await check({ trees: [colonyTree] }, realDisk(process.cwd()));
  expect(files).toContainEqual({ path: '.github/workflows/colony.yml', state: 'current' });
});

test('an edit is told, kept, and lost only on request', async () => {
  await run();
  const generated = await workshop.read(FILE);
  await workshop.change(FILE, 'ubuntu-24.04', 'ubuntu-latest');
  expect(await states()).toEqual([[FILE, 'edited']]);
  const [problem] = await problemsOf(run());
  expect(problem).toMatchObject({ code: 'file-edited', hint: expect.any(Array) });
  expect(problem?.details?.join('\n')).toContain('+    runs-on: ubuntu-latest');
  expect(await workshop.read(FILE)).toContain('ubuntu-latest');
  expect((await run(press, [FILE])).written).toEqual([FILE]);
  expect(await workshop.read(FILE)).toBe(generated);
});

test('it is stale when the model says something else', async () => {
  await run();
  const other = { ...press, workflow: githubWorkflow({ bakes: newspaper, branch: 'trunk' }) };
  expect(await states(other)).toEqual([[FILE, 'stale']]);
  expect((await run(other)).written).toEqual([FILE]);
});

test('when the tree declares it no more it is left over and removed, and others’ workflows stay', async () => {
  await run();
  await workshop.write('.github/workflows/tests.yml', 'on: push\n');
  expect(await states(kiosk)).toEqual([[FILE, 'left-over']]);
  expect((await run(kiosk)).removed).toEqual([FILE]);
  expect(await workshop.read('.github/workflows/tests.yml')).toBe('on: push\n');
});

test('a workflow that somebody else wrote is not written over', async () => {
  await workshop.write(FILE, 'on: push\n');
  const [problem] = await problemsOf(run());
  expect(problem?.code).toBe('file-foreign');
  expect(await workshop.read(FILE)).toBe('on: push\n');
});

test('while its tree has a problem it is left as it is', async () => {
  await run();
  const torn = defineTree({
    name: 'kiosk',
    description: 'Torn',
    targets: [target('magazine', { description: 'None', template: template('magazine') })],
    default: [],
  });
  const stall = target('stall', { description: 'A stall', template: template('newspaper') });
  const other = defineTree({ ...kiosk, name: 'stall', targets: [stall], default: [stall] });
  await workshop.write(
    'templates/stall/newspaper.Dockerfile.hbs',
    await workshop.read('templates/kiosk/newspaper.Dockerfile.hbs'),
  );
  const { removed, problems } = await generate({ trees: [other, torn] }, workshop.disk, {
    discard: [],
  });
  expect(problems).not.toEqual([]);
  expect(removed).toEqual([]);
  expect(await workshop.read(FILE)).toContain('name: kiosk');
});

test('a bake does not wait for it: what runs is the bake file', async () => {
  await run();
  await workshop.change(FILE, 'ubuntu-24.04', 'ubuntu-latest');
  const said = workshop.effects.length;
  await workshop.bake(['newspaper']);
  expect(workshop.effects.slice(said).join('\n')).not.toContain(FILE);
  expect(await states()).toEqual([[FILE, 'edited']]);
});
