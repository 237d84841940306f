/** A bake in waves: one after the other, with one report, and an end where one fails. */
import { defineTree, group, target, template, text, variable } from 'baketree';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { plan } from '../../src/commands/plan.ts';
import type { BakeEnd } from '../../src/io/docker.ts';
import { HEALTHY, openWorkshop, problemsOf, type Workshop } from './workshop.ts';

const COLOUR = variable('COLOUR', { description: 'Of all.', default: 'red' });
const wool = target('wool', { description: 'What all are made of', template: template('wool') });
const knitted = template('sock');
const socks = Array.from({ length: 60 }, (_, index) =>
  target(`sock${index}`, {
    description: 'A sock',
    template: knitted,
    contexts: { wool },
    tags: [text`sock${String(index)}:${COLOUR}`],
  }),
);
const drawer = defineTree({
  name: 'drawer',
  description: 'Socks',
  variables: [COLOUR],
  targets: [wool, ...socks],
  groups: [group('all', 'All of them', [wool, ...socks])],
  default: socks.slice(0, 2),
});

const FILE = 'bake/drawer/docker-bake.hcl';
const names = (from: number, to: number) => socks.slice(from, to).map(({ name }) => name);
const END = 'remove the private folder';
const SAID = 'info: 61 targets in 2 waves: at most 50 at once on the driver docker';

let workshop: Workshop;
beforeEach(async () => {
  workshop = await openWorkshop([drawer]);
  await workshop.write('templates/drawer/wool.Dockerfile.hbs', 'FROM scratch\n');
  await workshop.write('templates/drawer/sock.Dockerfile.hbs', 'FROM wool\n');
  await workshop.bake(['default']);
  workshop.effects.length = 0;
  workshop.commands.length = 0;
});
afterEach(() => workshop.close());

const metadataOf = (...all: readonly string[]) =>
  JSON.stringify(
    Object.fromEntries(all.map((name) => [name, { 'containerimage.digest': `sha256:${name}` }])),
  );

test('each wave is a bake with the same options, and the report is one', async () => {
  workshop.answers.metadata = [
    // What another wave was asked for says less here.
    JSON.stringify({ ...JSON.parse(metadataOf('wool', ...names(0, 49))), sock49: {} }),
    JSON.stringify({ ...JSON.parse(metadataOf(...names(49, 60))), wool: { less: true } }),
  ];
  const [result] = await workshop.bake(['all'], {
    options: { pull: true, allow: ['network.host'] },
    environment: { COLOUR: 'blue' },
  });
  const bakes = workshop.commands;
  expect(bakes.map(({ args }) => args)).toEqual(
    [['wool', ...names(0, 49)], names(49, 60)].map((asked, index) => [
      ...['buildx', 'bake', '-f', FILE, '--allow', 'network.host', '--pull', ...asked],
      `--metadata-file=/private/metadata-${index + 1}.json`,
    ]),
  );
  for (const { env } of bakes) {
    expect(env).toEqual({ COLOUR: 'blue', BUILDX_METADATA_PROVENANCE: 'disabled' });
  }
  expect(workshop.effects.filter((effect) => effect.startsWith('info'))).toEqual([
    SAID,
    `info: wave 1 of 2: wool, ${names(0, 8).join(', ')} and 41 more`,
    `info: wave 2 of 2: ${names(49, 58).join(', ')} and 2 more, and 1 that they need`,
  ]);
  expect(result?.targets.map(({ target: name, digest }) => [name, digest])).toEqual(
    ['wool', ...names(0, 60)].map((name) => [name, `sha256:${name}`]),
  );
  expect(result?.command.split(' &&\n  ')).toEqual([
    expect.stringMatching(/^COLOUR=blue docker buildx bake .* wool sock0 .* sock48$/),
    expect.stringMatching(/^COLOUR=blue docker buildx bake .* sock49 .* sock59$/),
  ]);
});

test('a wave that fails is the last, and what is left is named', async () => {
  const [bad, good] = [1, 0].map((exitCode) => ({ exitCode, signal: undefined, missing: false }));
  workshop.answers.ends = [bad, good] as BakeEnd[];
  expect(await problemsOf(workshop.bake(['all']))).toEqual([
    {
      code: 'bake-failed',
      summary: 'docker buildx bake ended with exit code 1; its own output is above',
      details: [`it was wave 1 of 2; not baked: wool, ${names(0, 8).join(', ')} and 52 more`],
    },
  ]);
  expect(workshop.commands).toHaveLength(1);
  expect(workshop.effects.at(-1)).toBe(END);
  workshop.answers.ends = [good, bad] as BakeEnd[];
  const [second] = await problemsOf(workshop.bake(['all']));
  expect(second?.details).toEqual([
    `it was wave 2 of 2; not baked: ${names(49, 58).join(', ')} and 2 more`,
  ]);
});

test('a metadata file that somebody asks for has all waves', async () => {
  workshop.answers.metadata = [metadataOf('wool', ...names(0, 49)), metadataOf(...names(49, 60))];
  await workshop.bake(['all'], { options: { 'metadata-file': 'meta.json' } });
  expect(workshop.effects).toContain('write meta.json');
  const written = JSON.parse(await workshop.read('meta.json'));
  expect(Object.keys(written)).toEqual(['wool', ...names(0, 60)]);
  for (const { args, env } of workshop.commands) {
    expect(args.filter((word) => word.startsWith('--metadata-file'))).toHaveLength(1);
    // Somebody may want the provenance.
    expect(env).toEqual({});
  }
});

test('a metadata file that cannot be written is a failure after a good bake', async () => {
  const options = { 'metadata-file': 'no/such/folder/meta.json' };
  workshop.answers.metadata = [metadataOf('wool', ...names(0, 49)), metadataOf(...names(49, 60))];
  expect(await problemsOf(workshop.bake(['all'], { options }))).toMatchObject([
    { code: 'disk-failed', at: { file: `${workshop.folder}/no/such/folder/meta.json` } },
  ]);
  expect(workshop.effects.at(-1)).toBe(END);
});

test.each([
  ['another driver', {}, { name: 'big', driver: 'docker-container' }],
  ['a bake that prints', { print: true }, HEALTHY.builder],
  ['a check', { check: true }, HEALTHY.builder],
  ['a call', { call: 'outline' }, HEALTHY.builder],
])('%s is one bake, of the group', async (_, options, builder) => {
  workshop.answers.facts = { ...HEALTHY, builder };
  await workshop.bake(['all'], { options });
  expect(workshop.commands).toHaveLength(1);
  expect(workshop.commands[0]?.args).toContain('all');
  expect(workshop.effects.filter((effect) => effect.includes('wave'))).toEqual([]);
});

test('a dry run and a plan have a line for each wave, without asking for the driver', async () => {
  const said = `${SAID}; on any other driver all at once`;
  const [result] = await workshop.bake(['all'], { options: { 'dry-run': true } });
  expect(workshop.effects).toEqual([said]);
  expect(workshop.commands).toEqual([]);
  const planned = await plan(workshop.config, workshop.request(['all']), workshop);
  expect(planned.trees[0]?.command).toBe(result?.command);
  expect(planned.trees[0]?.bake.notices.map(({ line }) => `info: ${line}`)).toEqual([said]);
  expect(result?.command.split('\n')).toHaveLength(2);
});
