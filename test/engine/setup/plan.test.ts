import { describe, expect, test } from 'vitest';
import { decide, type Found } from '../../../scripts/engine/plan.ts';

const engine = { version: '28.5.2', store: 'containerd' };
const buildx = { version: '0.29.1', driver: 'docker' };
const obstacle = {
  code: 'engine-unsupported',
  summary: 'setting up anything here takes root',
} as const;
const found: Found = {
  engine: undefined,
  ours: false,
  buildx: undefined,
  standIns: 'auto',
  obstacle: undefined,
  detour: undefined,
};
const codes = (more: Partial<Found>) =>
  decide({ ...found, ...more }).problems.map((problem) => problem.code);
const parts = (more: Partial<Found>) => decide({ ...found, ...more }).parts;

describe('what is done', () => {
  test('nothing answers: everything', () => {
    expect(parts({})).toEqual(['engine', 'buildx', 'stand-ins']);
  });

  test('an engine answers: it is told, and only stand-ins are in question', () => {
    const plan = decide({ ...found, engine, buildx });
    expect(plan).toEqual({
      parts: ['stand-ins'],
      says: ['docker answers: engine 28.5.2, image store containerd, driver docker, buildx 0.29.1'],
      problems: [],
    });
  });

  test('ours answers: every step is looked at, so that an interrupted run is finished', () => {
    expect(parts({ engine, buildx, ours: true })).toEqual(['engine', 'buildx', 'stand-ins']);
  });

  test('an engine without buildx gets buildx', () => {
    expect(parts({ engine })).toEqual(['buildx', 'stand-ins']);
  });

  test('no stand-ins where they are not wished', () => {
    expect(parts({ engine, buildx, standIns: 'never' })).toEqual([]);
  });

  test('no stand-ins for a builder that cannot see them, and that is said', () => {
    const plan = decide({ ...found, engine, buildx: { ...buildx, driver: 'remote' } });
    expect(plan.parts).toEqual([]);
    expect(plan.says.at(-1)).toContain('driver "remote" does not see local images');
  });
});

describe('what cannot be done', () => {
  test('nothing answers, and this machine cannot be set up', () => {
    expect(codes({ obstacle })).toEqual(['engine-unsupported']);
  });

  test('docker looks elsewhere: an engine here would not be found', () => {
    const detour = { what: '"DOCKER_HOST=tcp://gone:2375"', hint: 'unset DOCKER_HOST' };
    const [problem] = decide({ ...found, detour }).problems;
    expect(problem?.summary).toContain('"DOCKER_HOST=tcp://gone:2375" does not answer');
    expect(problem?.hint).toEqual(['unset DOCKER_HOST', 'npm run engine']);
  });

  test('a docker that hangs is not replaced; ours is stopped by hand', () => {
    expect(codes({ engine: 'hangs' })).toEqual(['docker-unreachable']);
    expect(codes({ engine: 'hangs', ours: true })).toEqual(['engine-failed']);
  });

  test('an engine without buildx, where none can be fetched', () => {
    expect(codes({ engine, obstacle })).toEqual(['buildx-missing']);
  });

  test('an obstacle does not matter where nothing is missing', () => {
    expect(codes({ engine, buildx, obstacle })).toEqual([]);
  });
});
