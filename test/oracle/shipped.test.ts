/** The trees of this project, as their committed bake files say them, under three environments. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { planProject } from '../../src/commands/project.ts';
import { loadConfig } from '../../src/io/config.ts';
import { realDisk } from '../../src/io/disk.ts';
import { bakeFilePath } from '../../src/plan/files.ts';
import type { TreePlan } from '../../src/plan/tree-plan.ts';
import { buildxVersion } from './bake.ts';
import { type Case, type Round, roundOf } from './cases.ts';
import { compareCases, type Oracle, show } from './compare.ts';
import { makeScratch } from './scratch.ts';
import { say } from './settings.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** What each tree is set to in the second and third environment; the first sets nothing. */
const SET: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>> = {
  colony: [
    {
      COLONY_BASE: 'local',
      FLAVOUR: 'debian',
      CA_FILE: 'plain',
      REGISTRY: '123456789012.dkr.ecr.eu-west-1.amazonaws.com',
      BUILD_VERSION: '"${BINARIES}" %{ if true } \\n $',
      LEFT_OUT: '',
      CACHE_MODE: 'write',
      CACHE_SCOPE: 'pr-12',
    },
    {
      FLAVOUR: 'debian',
      CHEF_IMAGE: 'chef.example.com:5000/chef:1.87',
      RUNTIME_IMAGE: 'debian:trixie-slim',
      CA_FILE: 'quo"te',
      IMAGE_TAG: 'v1.2.3',
      BINARIES: 'backend',
      COLONY_SOURCE: 'out/${x}/..',
      REGISTRY: 'registry.example.com:5000/team',
      CACHE_MODE: 'read',
      CACHE_SCOPE: 'release-1.4',
    },
  ],
};

let oracle: Oracle & { readonly remove: () => void };
let plans: readonly TreePlan[];

beforeAll(async () => {
  const version = await buildxVersion();
  if (version === undefined) throw new Error('docker buildx cannot be run, and the oracle is bake');
  const scratch = await makeScratch();
  oracle = { scratch, version, remove: scratch.remove };
  const config = await loadConfig(ROOT, path.join(ROOT, 'src/index.ts'));
  plans = (await planProject(config, realDisk(ROOT))).plans;
});

afterAll(() => oracle.remove());

test('every shipped tree has its environments here', () => {
  expect(Object.keys(SET).sort()).toEqual(plans.map(({ name }) => name).sort());
});

test('bake reads the committed files back as the model says, under three environments', async () => {
  for (const plan of plans) {
    const everything = [...plan.groups, ...plan.targets].map(({ name }) => name);
    const environments = [{}, ...(SET[plan.name] ?? [])];
    const asked = [everything, everything, ['default']];
    const rounds = environments.map((process, index): Round => {
      const round = roundOf(plan, process, asked[index] ?? everything);
      if (!round) throw new Error(`the model refuses an environment of ${plan.name}`);
      return round;
    });
    const hcl = readFileSync(path.join(ROOT, bakeFilePath(plan.name)), 'utf8');
    const one: Case = { label: plan.name, plan, hcl, rounds };
    expect(rounds).toHaveLength(3);
    expect(show(await compareCases([one], oracle))).toBe('');
    say(`${plan.name}: ${plan.targets.length} targets in 3 environments`);
  }
});
