/** Whether a local image was made from what is there now is asked when it is used, and then before anything. */
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { defineTree, localOrTree, target, template, variable } from '../../src/index.ts';
import { HEALTHY, openWorkshop, problemsOf, type Workshop } from './workshop.ts';

const FROM = variable('CLAY_FROM', {
  description: 'Where clay comes from.',
  oneOf: ['tree', 'local'],
  default: 'tree',
});
const PIT = variable('PIT', { description: 'The pit.', default: 'pit', path: true });
const GLAZE = variable('GLAZE', { description: 'The glaze.', default: 'blue' });
const clay = target('clay', {
  description: 'Clay',
  template: template('clay'),
  context: PIT,
  tags: ['clay:1'],
});
const jarTemplate = template('jar');
const jar = (name: string, glaze: string | typeof GLAZE) =>
  target(name, {
    description: 'A jar',
    template: jarTemplate,
    context: PIT,
    contexts: {
      clay: localOrTree({
        choice: FROM,
        target: clay,
        image: 'clay:1',
        title: 'Clay',
        madeFrom: { record: '/pit.txt', files: ['**', '!**/*.earth'], args: ['GLAZE'] },
      }),
    },
    args: { GLAZE: glaze },
    tags: [`${name}:1`],
  });
const [jug, bowl] = [jar('jug', GLAZE), jar('bowl', 'white')];
const pottery = defineTree({
  name: 'pottery',
  description: 'Pottery',
  variables: [FROM, PIT, GLAZE],
  targets: [clay, jug, bowl],
  default: [jug],
});

let shop: Workshop;
beforeEach(async () => {
  shop = await openWorkshop([pottery]);
  await shop.write('templates/pottery/clay.Dockerfile.hbs', 'FROM scratch\nCOPY . .\n');
  await shop.write(
    'templates/pottery/jar.Dockerfile.hbs',
    'FROM clay\nARG GLAZE\nRUN paint $GLAZE\n',
  );
  await shop.write('pit/deep/red.earth', 'red\n');
  await shop.write('pit/stone', 'hard\n');
  shop.answers.facts = { ...HEALTHY, images: new Map([['clay:1', 'sha256:c1']]) };
  shop.answers.record = { text: recordFor('red\n', 'blue') };
});
afterEach(() => shop.close());

const recordFor = (red: string, glaze: string) =>
  `${createHash('sha256').update(red).digest('hex')}  deep/red.earth\nGLAZE=${glaze}\n`;
const reads = () => shop.effects.filter((effect) => effect.startsWith('read /pit.txt'));
const bakes = () => shop.effects.filter((effect) => effect.startsWith('bake '));

describe('a local image', () => {
  test('that was made from what is there is used', async () => {
    await shop.bake(['jug']);
    expect(reads()).toEqual(['read /pit.txt of sha256:c1']);
    expect(bakes()).toHaveLength(1);
  });

  test('that was not is refused before anything is started', async () => {
    await shop.write('pit/deep/red.earth', 'brown\n');
    await shop.write('pit/blue.earth', 'blue\n');
    const problems = await problemsOf(shop.bake(['jug']));
    expect(problems).toMatchObject([
      {
        code: 'image-stale',
        summary: expect.stringMatching(/: blue\.earth, deep\/red\.earth$/),
        hint: 'npm run bake clay jug',
      },
    ]);
    expect(bakes()).toEqual([]);
    expect(shop.effects.filter((effect) => effect.startsWith('write'))).toEqual([]);
  });

  test('is looked at for each target that uses it, with that target’s own arguments', async () => {
    const problems = await problemsOf(shop.bake(['jug', 'bowl']));
    expect(problems.map(({ details }) => details)).toEqual([['GLAZE was "blue" and is "white"']]);
    const changed = await problemsOf(shop.bake(['jug'], { environment: { GLAZE: 'green' } }));
    expect(changed.map(({ details }) => details)).toEqual([['GLAZE was "blue" and is "green"']]);
  });

  test('is compared with the folder of this run', async () => {
    await shop.write('other/red.earth', 'red\n');
    const [problem] = await problemsOf(shop.bake(['jug'], { environment: { PIT: 'other' } }));
    expect(problem?.details).toEqual(['deep/red.earth is gone', 'red.earth is new']);
  });

  test('is not looked at where it is missing, or made in the same run, or nothing runs', async () => {
    await shop.bake(['clay', 'jug']);
    await shop.bake(['jug'], { options: { 'dry-run': true } });
    await shop.bake(['jug'], { environment: { CLAY_FROM: 'tree' } });
    shop.answers.facts = { ...HEALTHY, images: new Map() };
    const problems = await problemsOf(shop.bake(['jug']));
    expect(problems.map(({ code }) => code)).toEqual(['image-missing']);
    expect(reads()).toEqual([]);
  });

  test('is not compared with a folder that is not there, which is told', async () => {
    const problems = await problemsOf(shop.bake(['jug'], { environment: { PIT: 'nowhere' } }));
    expect(problems.map(({ code }) => code)).toEqual(['path-missing']);
  });

  test('without a record is refused', async () => {
    shop.answers.record = { unread: 'no such file' };
    const problems = await problemsOf(shop.bake(['jug']));
    expect(problems.map(({ code }) => code)).toEqual(['image-stale']);
  });
});
