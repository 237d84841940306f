/** Images that a variable names: who is asked about them, and what is said. */
import { defineTree, image, target, template, variable } from 'baketree';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HEALTHY, openWorkshop, problemsOf, type Workshop } from './workshop.ts';

const MILL = variable('MILL', { description: 'Where flour comes from.', default: 'mill:1' });
const flour = target('flour', {
  description: 'Flour',
  template: template('flour'),
  contexts: { mill: image(MILL) },
});
const pantry = defineTree({
  name: 'pantry',
  description: 'What is kept',
  variables: [MILL],
  targets: [flour],
  default: [flour],
});

let workshop: Workshop;
beforeEach(async () => {
  workshop = await openWorkshop([pantry]);
  await workshop.write('templates/pantry/flour.Dockerfile.hbs', 'FROM mill\n');
  workshop.answers.facts = {
    ...HEALTHY,
    builder: { name: 'big', driver: 'remote' },
    images: new Map([['own/mill:2', 'sha256:2']]),
  };
});
afterEach(() => workshop.close());

const asked = () => workshop.effects.filter((effect) => effect.startsWith('ask'));

test('on another driver the local store is asked about them, and a warning says what happens', async () => {
  await workshop.bake(['flour'], { dotenv: { MILL: 'own/mill:2' } });
  expect(asked()).toEqual(['ask for facts and no images', 'ask for facts and own/mill:2']);
  expect(workshop.effects).toContain(
    'warning: builder "big" (driver remote) asks a registry for MILL=own/mill:2: it cannot see the one of this machine',
  );
  expect(workshop.commands).toHaveLength(1);
});

test('a stand-in stops everything', async () => {
  const environment = { MILL: 'baketree-standin/mill:trixie' };
  const [problem, ...more] = await problemsOf(workshop.bake(['flour'], { environment }));
  expect([problem?.code, problem?.hint, more]).toEqual([
    'builder-unsuitable',
    'MILL=baketree-standin/mill:trixie npm run bake flour -- --builder default',
    [],
  ]);
  expect(workshop.commands).toEqual([]);
});

test('on the driver docker, and for the default, nobody is asked', async () => {
  await workshop.bake(['flour']);
  workshop.answers.facts = HEALTHY;
  await workshop.bake(['flour'], { dotenv: { MILL: 'baketree-standin/mill:trixie' } });
  expect(asked()).toEqual(['ask for facts and no images', 'ask for facts and no images']);
  expect(workshop.effects.filter((effect) => effect.startsWith('warning'))).toEqual([]);
});
