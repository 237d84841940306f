/**
 * Texts that bake takes apart as it reads: what the model accepts of them bake does too, and what bake
 * refuses the model refuses first, with a better message.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildxVersion } from './bake.ts';
import { compareCases, isOlder, type Oracle, show } from './compare.ts';
import { makeScratch } from './scratch.ts';
import { BUILDX_NEW } from './settings.ts';
import { caseOf, planOf } from './single.ts';

let oracle: Oracle & { readonly remove: () => void };

beforeAll(async () => {
  const version = await buildxVersion(BUILDX_NEW);
  if (version === undefined) throw new Error('docker buildx cannot be run, and the oracle is bake');
  const scratch = await makeScratch();
  oracle = { scratch, version, buildx: BUILDX_NEW, remove: scratch.remove };
});

afterAll(() => oracle.remove());

const RIGHT: readonly object[] = [
  ...['0', '64m', '64M', '1.5g', '2 gb', '1KiB', '5b'].map((shmSize) => ({ shmSize })),
  ...['nofile=1', 'nofile=1:2', 'core=-1', 'nproc=5:-1', ''].map((limit) => ({ ulimits: [limit] })),
  ...['a=b', 'a=', 'index:a=b', 'manifest[linux/amd64],index:a=b:c', '=', ''].map((one) => ({
    annotations: [one],
  })),
  ...['0', 'f', 'False', 'true', 'T', '1'].map((disabled) => ({
    attest: [{ type: 'sbom', disabled }],
  })),
  { secret: [{ id: 'a', env: 'HOME' }] },
  { secret: [{ id: 'a', src: 'plain', env: '' }] },
  { ssh: [{ id: 'a', paths: [] }] },
  { output: [{ type: 'local', dest: 'out' }] },
  { output: [{ type: 'oci' }] },
];

const WRONG: readonly object[] = [
  ...['', 'x', '64x', '1mm', '-1', '1bb', '1 2', 'm'].map((shmSize) => ({ shmSize })),
  ...['nofile', 'files=1', 'nofile=a', 'nofile=2:1', 'nofile=-1:5', 'nofile=1:2:3'].map(
    (limit) => ({
      ulimits: [limit],
    }),
  ),
  ...['a', 'x:a=b', 'index,x:a=b', 'manifest[]:a=b', ':a=b'].map((one) => ({ annotations: [one] })),
  ...['', 'yes', 'tRue', '2'].map((disabled) => ({ attest: [{ type: 'sbom', disabled }] })),
  { secret: [{ id: 'not there' }] },
  { secret: [{ id: '', env: 'HOME' }] },
  { secret: [{ id: 'a', env: '', src: '' }] },
  { ssh: [{ id: 'a', paths: 'key' }] },
  { output: [{ type: 'local' }] },
  { output: [{ type: '', dest: 'a.tar' }] },
  { cacheFrom: [{ type: '', ref: 'a' }] },
  { cacheFrom: [{ type: 'local', paths: ['a'] }] },
];

const NEW_RIGHT: readonly object[] = [
  ...['panic', 'WARN', 'trace'].map((level) => ({ policy: [{ 'log-level': level }] })),
  { policy: [{ filename: 'a', strict: 'T' }] },
  { resources: { memory: '1g', 'memory-swap': '-1', 'cpu-shares': '5', 'cpuset-cpus': '0-1' } },
];

const NEW_WRONG: readonly object[] = [
  { policy: [{ 'log-level': 'loud' }] },
  { policy: [{ strict: 'yes' }] },
  { resources: { memory: 'much' } },
  { resources: { 'cpu-shares': '0.5' } },
];

const name = (attributes: object) => JSON.stringify(attributes);

test.each(RIGHT.map((each) => [name(each), each] as const))(
  '%s: both accept it',
  async (_, each) => {
    await accepted(each);
  },
);

test.each(WRONG.map((each) => [name(each), each] as const))(
  '%s: both refuse it',
  async (_, each) => {
    await refused(each);
  },
);

test('both agree on policy and resources (BAKETREE_BUILDX_NEW)', async (context) => {
  for (const each of NEW_RIGHT) expect(planOf(each).problems, name(each)).toEqual([]);
  for (const each of NEW_WRONG) expect(planOf(each).problems, name(each)).not.toEqual([]);
  // Bake would take an empty name for none, and say nothing.
  expect(planOf({ policy: [{ filename: '' }] }).problems).not.toEqual([]);
  if (isOlder(oracle.version, '0.35.0')) {
    context.skip(`buildx ${oracle.version} does not read them; name a newer one`);
  }
  for (const each of NEW_RIGHT) await accepted(each);
  for (const each of NEW_WRONG) await refused(each);
});

async function accepted(attributes: object): Promise<void> {
  const { plan, problems } = planOf(attributes);
  expect(problems).toEqual([]);
  const one = caseOf(plan);
  expect(one).toBeDefined();
  if (one) expect(show(await compareCases([one], oracle))).toBe('');
}

async function refused(attributes: object): Promise<void> {
  const { plan, problems } = planOf(attributes);
  expect(problems.map(({ code }) => code)).toContain('attribute-invalid');
  const one = caseOf(plan);
  const found = one ? await compareCases([one], oracle) : [];
  expect(found.map(({ path }) => path)).toContain('bake');
}
