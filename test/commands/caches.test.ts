/** Build caches in a bake: what docker is asked before, and what is said afterwards. */
import { defineTree, equals, target, template, text, variable, when } from 'baketree';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HEALTHY, openWorkshop, problemsOf, type Workshop } from './workshop.ts';

const CACHE_MODE = variable('CACHE_MODE', {
  description: 'Whether.',
  oneOf: ['off', 'write'],
  default: 'off',
});
const flour = target('flour', {
  description: 'Flour',
  template: template('flour'),
  cacheTo: when(
    equals(CACHE_MODE, 'write'),
    [{ type: 'registry', ref: text`mill.example.com/cache:flour`, 'ignore-error': true }],
    [],
  ),
});
const pantry = defineTree({
  name: 'pantry',
  description: 'What is kept',
  variables: [CACHE_MODE],
  targets: [flour],
  default: [flour],
});

let workshop: Workshop;
let asked: (boolean | undefined)[];
beforeEach(async () => {
  workshop = await openWorkshop([pantry]);
  await workshop.write('templates/pantry/flour.Dockerfile.hbs', 'FROM scratch\n');
  asked = [];
  const { docker } = workshop;
  const { facts } = docker;
  Object.assign(docker, {
    facts: (request: Parameters<typeof facts>[0]) => {
      asked.push(request.store);
      return facts(request);
    },
  });
});
afterEach(() => workshop.close());

const environment = { CACHE_MODE: 'write' };
const said = () => workshop.effects.filter((effect) => /^(?:info|warning): .*cache/.test(effect));
const LOST =
  'warning: not written, so the next build is slower: caches in mill.example.com/cache: flour; docker says why at "exporting cache"';

test('without caches nobody asks for the image store, or speaks of caches', async () => {
  await workshop.bake(['flour']);
  expect([asked, said()]).toEqual([[undefined], []]);
});

test('a cache that was to be written and was not is a warning, and no failure', async () => {
  await expect(workshop.bake(['flour'], { environment })).resolves.toHaveLength(1);
  expect(asked).toEqual([true]);
  expect(said()).toEqual(['info: writes caches in mill.example.com/cache: flour', LOST]);
});

test('one that was written is not told of again', async () => {
  workshop.answers.metadata = JSON.stringify({ flour: { 'cache.manifest': '{}' } });
  await workshop.bake(['flour'], { environment });
  expect(said()).toHaveLength(1);
});

test('where nothing was built, nothing was to be written', async () => {
  await workshop.bake(['flour'], { environment, options: { check: true } });
  expect(said()).toEqual([]);
});

test('an engine that writes none is told before anything starts', async () => {
  workshop.answers.facts = { ...HEALTHY, containerdStore: false };
  const problems = await problemsOf(workshop.bake(['flour'], { environment }));
  expect(problems).toMatchObject([
    { code: 'builder-unsuitable', hint: 'CACHE_MODE=read npm run bake flour' },
  ]);
  expect(workshop.commands).toEqual([]);
});
