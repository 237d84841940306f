/** Preflights: docker, buildx, builder and local images, judged from facts. */
import { variable } from 'baketree';
import { expect, test } from 'vitest';
import type { DockerFacts } from '../../src/plan/docker-facts.ts';
import { preflight } from '../../src/plan/preflight.ts';
import { planVariable } from '../../src/plan/validations.ts';
import { asked } from './support.ts';

const good: DockerFacts = {
  client: '29.0.0',
  server: { version: '29.0.0' },
  buildx: 'v0.29.1',
  builder: { name: 'default', driver: 'docker' },
  images: new Map([['crew:latest', 'sha256:1']]),
};
const crew = { reference: 'crew:latest', title: 'Crew image', target: 'crew' };
const sails = { reference: 'sails:latest', title: 'Sail image', target: 'sails' };
const judge = (facts: Partial<DockerFacts>, locals = [crew]) =>
  preflight(ship, { ...good, ...facts }, { locals, ...asked('ship') });
const ship = { name: 'ship', buildx: '0.29.0', variables: [] };
const codes = (...given: Parameters<typeof judge>) => judge(...given).map(({ code }) => code);

test('a machine with all it needs has no problems', () => {
  expect(judge({})).toEqual([]);
});

test('without docker nothing else can be said', () => {
  expect(codes({ client: undefined, server: { unreachable: 'x' }, buildx: undefined })).toEqual([
    'docker-missing',
  ]);
});

test('a daemon that does not answer and a plugin that is missing are told together', () => {
  expect(codes({ server: { unreachable: 'no socket' }, buildx: undefined })).toEqual([
    'docker-unreachable',
    'buildx-missing',
  ]);
  expect(judge({ server: { unreachable: 'no socket' } })[0]?.summary).toBe(
    'the docker daemon does not answer: no socket',
  );
});

test.each([
  ['v0.28.0', false],
  ['0.9.1', false],
  ['v0.29.0', true],
  ['0.29.1+ds1', true],
  ['v0.30.0-rc1', true],
  ['v0.29.1-15-gabcdef0', true],
  ['v1.0.0', true],
  ['0.0.0+unknown', true],
  ['built by hand', true],
])('buildx %s is new enough: %s', (buildx, is) => {
  expect(codes({ buildx })).toEqual(is ? [] : ['buildx-old']);
});

test('images that are taken from here must be here, each of them', () => {
  expect(judge({ images: new Map() }, [crew, sails])).toEqual([
    {
      code: 'image-missing',
      summary: "Crew image 'crew:latest' not found locally!",
      hint: ['Please build the crew image first:', '  npm run bake crew'],
    },
    {
      code: 'image-missing',
      summary: "Sail image 'sails:latest' not found locally!",
      hint: ['Please build the sail image first:', '  npm run bake sails'],
    },
  ]);
});

test('a builder that cannot see local images is refused only where one is needed', () => {
  const builder = { name: 'big', driver: 'docker-container' };
  expect(codes({ builder }, [])).toEqual([]);
  expect(judge({ builder })).toEqual([
    {
      code: 'builder-unsuitable',
      summary:
        'builder "big" (driver docker-container) cannot see local images, so not \'crew:latest\' either',
      hint: ['Build the crew image in the same run:', '  npm run bake crew ship -- --builder big'],
    },
  ]);
  expect(codes({ builder: { unknown: 'no such builder' } }, [])).toEqual(['builder-unsuitable']);
});

test('caches cannot be written from the image store of old, and only by the driver docker', () => {
  const given = { locals: [], ...asked('ship'), exportsCaches: true };
  const old = { ...good, containerdStore: false };
  const CACHE_MODE = planVariable(variable('CACHE_MODE', { description: 'x', default: 'off' }));
  const problem = {
    code: 'builder-unsuitable',
    summary: 'this engine cannot write caches: its images are not in the containerd image store',
    expected:
      'that store (https://docs.docker.com/engine/storage/containerd/), or a builder with another driver',
  };
  expect(preflight(ship, old, given)).toEqual([problem]);
  expect(preflight({ ...ship, variables: [CACHE_MODE] }, old, given)).toEqual([
    { ...problem, hint: 'CACHE_MODE=read npm run bake ship' },
  ]);
  expect(preflight(ship, old, { ...given, exportsCaches: false })).toEqual([]);
  const builder = { name: 'big', driver: 'remote' };
  expect(preflight(ship, { ...old, builder }, given)).toEqual([]);
  for (const containerdStore of [true, undefined]) {
    expect(preflight(ship, { ...good, containerdStore }, given)).toEqual([]);
  }
});
