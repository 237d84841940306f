/** A tree without problems, many problems at once, and that a plan is data. */
import { readdirSync, readFileSync } from 'node:fs';
import { defineTree, folder, image, target, template, text, variable } from 'baketree';
import { expect, test } from 'vitest';
import { PROBLEM_CODES } from '../../src/errors/codes.ts';
import { linesOf, planTree, told } from './support.ts';

const line = linesOf(import.meta.url);

const TELESCOPE = variable('TELESCOPE', { description: 'Its name', default: 'hooker' });
const PLATES = variable('PLATES', { description: 'Photographs', default: 'plates', path: true });

const mirror = target('mirror', {
  description: 'The glass',
  template: template('mirror'),
  contexts: { glass: image('quarry.example.com/glass:1') },
  args: { INCHES: '100' },
});

const camera = target('camera', {
  description: 'What looks',
  template: template('camera'),
  contexts: { mirror, plates: folder(PLATES) },
  tags: [text`observatory/${TELESCOPE}:1`],
});

const observatory = defineTree({
  name: 'observatory',
  description: 'A telescope',
  variables: [TELESCOPE, PLATES],
  targets: [mirror, camera],
  default: [camera],
});

const DOCKERFILES = {
  mirror: 'FROM glass\nARG INCHES\nRUN grind $INCHES\n',
  camera: 'FROM mirror\nARG INCHES\nCOPY --from=plates / /plates\nRUN expose $INCHES\n',
};

test('a fine tree has no problems', () => {
  expect(planTree(observatory, DOCKERFILES).problems).toEqual([]);
});

test('every attribute of a target is explicit, and an argument came along the edge', () => {
  const [, planned] = planTree(observatory, DOCKERFILES).plan.targets;
  expect(planned).toMatchObject({ name: 'camera', links: ['mirror'], locals: [] });
  expect(JSON.parse(JSON.stringify(planned?.attributes))).toMatchObject({
    description: 'What looks',
    context: '.',
    contexts: { mirror: 'target:mirror', plates: { $: 'variable', name: 'PLATES' } },
    dockerfile: 'cwd://docker/observatory/camera.Dockerfile',
    platforms: ['linux/amd64'],
    args: { INCHES: '100' },
    tags: [{ $: 'concat', parts: ['observatory/', { name: 'TELESCOPE' }, ':1'] }],
    output: [{ type: 'docker' }],
    attest: [{ type: 'provenance', disabled: true }],
  });
});

test('a plan survives JSON', () => {
  const { plan } = planTree(observatory, DOCKERFILES);
  expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
});

test('the same tree gives the same plan', () => {
  expect(planTree(observatory, DOCKERFILES)).toEqual(planTree(observatory, DOCKERFILES));
});

test('a tree without a default group still has one in the plan', () => {
  expect(planTree(observatory, DOCKERFILES).plan.groups).toEqual([
    { name: 'default', description: 'What is baked when nothing is named', members: ['camera'] },
  ]);
});

const VERSION = variable('VERSION', { description: 'Hijacked', default: '1' });
const dome = target('dome', {
  description: 'A roof',
  template: template('dome'),
  args: { SLIT: 'open' },
  tags: ['Dome'],
});
const pillar = target('pillar.1', { description: 'A pillar', template: template('pillar') });
const broken = defineTree({
  name: 'broken',
  description: 'Much is wrong',
  variables: [VERSION],
  targets: [dome, pillar],
  default: [],
});

test('problems of all kinds are found at once, each with its place', () => {
  const { problems } = planTree(broken, {
    dome: 'FROM copper\nRUN --mount=type=cache,target=/x true\n',
    pillar: 'FROM scratch\nARG HEIGHT\n',
  });
  const found = told(problems).map(({ code, at }) => `${code} ${at}`);
  expect(found).toEqual([
    'mount-incomplete dome:2',
    `name-illegal ${line('const pillar =')}`,
    `variable-hijacked ${line('const VERSION =')}`,
    'argument-undeclared dome.Dockerfile.hbs:1',
    'from-unknown dome.Dockerfile.hbs:1',
    'argument-missing pillar.Dockerfile.hbs:2',
    `image-invalid ${line('const dome =')}`,
    `reference-unknown ${line('const VERSION =')}`,
    `group-empty ${line('const broken =')}`,
  ]);
});

test('every code for models, templates and paths has a test here', () => {
  const codes = Object.keys(PROBLEM_CODES);
  const folders = ['.', '../parse', '../commands', '../cli/screens'].map(
    (folder) => new URL(`${folder}/`, import.meta.url),
  );
  const sources = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((file) => file.endsWith('.test.ts'))
      .map((file) => readFileSync(new URL(file, folder), 'utf8')),
  );
  const wanted = [
    ...codes.filter((code) => code.startsWith('path-')),
    ...codes.slice(codes.indexOf('name-illegal'), codes.indexOf('mount-incomplete') + 1),
  ];
  expect(wanted.length).toBeGreaterThan(30);
  expect(wanted.filter((code) => !sources.some((source) => source.includes(code)))).toEqual([]);
});
