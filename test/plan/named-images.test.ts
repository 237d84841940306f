/** Images that a variable of a run names, on builders that cannot see them. */
import { expect, test } from 'vitest';
import type { DockerFacts } from '../../src/plan/docker-facts.ts';
import { checkNamedImages, namedImages } from '../../src/plan/named-images.ts';
import { asked } from './support.ts';

const facts = (driver: string, ...images: readonly string[]): DockerFacts => ({
  client: '29.0.0',
  server: {},
  buildx: 'v0.29.1',
  builder: { name: 'big', driver },
  images: new Map(images.map((name) => [name, 'sha256:1'])),
});
const deck = (contexts: Readonly<Record<string, string>>) => ({
  name: 'deck',
  requested: true,
  attributes: { contexts },
});
const run = (env: Readonly<Record<string, string>>) => ({
  targets: [
    deck({ wood: 'docker-image://own/wood:1', tools: 'docker-image://tools:2', sails: 'sails' }),
    deck({ hull: 'target:hull', wood: 'docker-image://own/wood:1' }),
  ],
  command: { file: 'docker', args: [], env, cwd: '/' },
});
const WOOD = { variable: 'WOOD', reference: 'own/wood:1' };
const STAND_IN = { variable: 'CHEF_IMAGE', reference: 'baketree-standin/chef:trixie' };

test('those count whose whole name a variable has, and no others', () => {
  expect(namedImages(run({ WOOD: 'own/wood:1', SAILS: 'sails', FLAVOUR: 'tools' }))).toEqual([
    WOOD,
  ]);
  expect(namedImages(run({}))).toEqual([]);
});

test('the driver docker sees them all, and of an unknown builder nothing is said', () => {
  const nothing = { problems: [], notices: [] };
  expect(checkNamedImages([WOOD, STAND_IN], facts('docker', 'own/wood:1'), asked())).toEqual(
    nothing,
  );
  const unknown = { ...facts('x', 'own/wood:1'), builder: { unknown: 'no such builder' } };
  expect(checkNamedImages([WOOD, STAND_IN], unknown, asked())).toEqual(nothing);
});

test('what the local store has is said, and what it has not is nothing special', () => {
  const { problems, notices } = checkNamedImages(
    [WOOD],
    facts('remote', 'own/wood:1'),
    asked('ship'),
  );
  expect(problems).toEqual([]);
  expect(notices).toEqual([
    {
      level: 'warning',
      line: 'builder "big" (driver remote) asks a registry for WOOD=own/wood:1: it cannot see the one of this machine',
    },
  ]);
  expect(checkNamedImages([WOOD], facts('remote'), asked('ship')).notices).toEqual([]);
});

test('a stand-in is refused wherever it is', () => {
  for (const images of [[], [STAND_IN.reference]]) {
    const found = checkNamedImages([STAND_IN], facts('remote', ...images), asked('ship'));
    expect(found).toMatchObject({ problems: [{ code: 'builder-unsuitable' }], notices: [] });
  }
});
