/** CACHE_MODE and CACHE_SCOPE: which caches plain bake reads and writes, by the committed file. */
import { execa } from 'execa';
import { expect, test } from 'vitest';

const NAMES = ['base', 'planner', 'builder', 'colony'];
const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';

type Values = Readonly<Record<string, string>>;

async function print(env: Values) {
  const own = /^(?:REGISTRY|ECR_.*|CACHE_.*|COLONY_BASE)$/;
  const rest = Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)));
  const file = ['-f', 'bake/colony/docker-bake.hcl'];
  return execa('docker', ['buildx', 'bake', ...file, '--print', 'all'], {
    env: { ...rest, ...env } as Values,
    extendEnv: false,
    reject: false,
  });
}

type Entry = Readonly<Record<string, string>>;

/** The caches of each target, by its name. */
async function cachesOf(env: Values) {
  const { exitCode, stdout, stderr } = await print({ REGISTRY: HOST, ...env });
  expect(exitCode, stderr).toBe(0);
  const { target } = JSON.parse(stdout) as {
    target: Record<string, Record<'cache-from' | 'cache-to', readonly Entry[] | undefined>>;
  };
  expect(Object.keys(target).sort()).toEqual([...NAMES].sort());
  return Object.entries(target).map(([name, attributes]) => ({
    name,
    from: attributes['cache-from'] ?? [],
    to: attributes['cache-to'] ?? [],
  }));
}

const ref = (name: string, scope: string) => `${HOST}/distributed-colony-cache:${name}-${scope}`;
const imported = (name: string, scope: string) => ({ type: 'registry', ref: ref(name, scope) });

test.each<[string, Values, readonly string[], string | undefined]>([
  ['off, by default', {}, [], undefined],
  ['off, whatever the scope', { CACHE_SCOPE: 'main' }, [], undefined],
  ['read, without a scope', { CACHE_MODE: 'read' }, ['main'], undefined],
  [
    'local tags, and caches in a registry',
    { CACHE_MODE: 'read', REGISTRY: '', CACHE_REGISTRY: HOST },
    ['main'],
    undefined,
  ],
  [
    'caches in another registry than images',
    { CACHE_MODE: 'read', REGISTRY: 'images.example', CACHE_REGISTRY: HOST },
    ['main'],
    undefined,
  ],
  ['main', { CACHE_MODE: 'write', CACHE_SCOPE: 'main' }, ['main'], 'main'],
  ['a branch', { CACHE_MODE: 'write', CACHE_SCOPE: 'pr-12' }, ['pr-12', 'main'], 'pr-12'],
  [
    'a branch that reads',
    { CACHE_MODE: 'read', CACHE_SCOPE: 'pr-12' },
    ['pr-12', 'main'],
    undefined,
  ],
  ['a release', { CACHE_MODE: 'write', CACHE_SCOPE: 'release' }, ['release'], 'release'],
  [
    'one of several',
    { CACHE_MODE: 'write', CACHE_SCOPE: 'release-1.4' },
    ['release-1.4'],
    'release-1.4',
  ],
  [
    'what only sounds so',
    { CACHE_MODE: 'read', CACHE_SCOPE: 'pre-release' },
    ['pre-release', 'main'],
    undefined,
  ],
])('%s', async (_, env, read, written) => {
  for (const { name, from, to } of await cachesOf(env)) {
    const order = (entries: readonly Entry[]) => entries.map((each) => each.ref).sort();
    expect(order(from)).toEqual(order(read.map((scope) => imported(name, scope))));
    expect(to).toEqual(
      written === undefined
        ? []
        : [
            {
              ...imported(name, written),
              mode: 'max',
              'image-manifest': 'true',
              'oci-mediatypes': 'true',
              'ignore-error': 'true',
            },
          ],
    );
  }
});

test('every scope that is let pass makes a tag, and no two targets write one cache', async () => {
  const scope = 'a'.repeat(120);
  const all = await cachesOf({ CACHE_MODE: 'write', CACHE_SCOPE: scope });
  const refs = all.flatMap(({ to }) => to.map((each) => each.ref ?? ''));
  expect(new Set(refs).size).toBe(NAMES.length);
  for (const each of refs) expect(each.split(':').at(-1)?.length).toBeLessThanOrEqual(128);
});

test.each<[string, Values, string]>([
  [
    'a registry is missing',
    { CACHE_MODE: 'read', REGISTRY: '' },
    'CACHE_MODE other than off needs a CACHE_REGISTRY or a REGISTRY',
  ],
  ['nobody says whose', { CACHE_MODE: 'write' }, 'CACHE_MODE=write needs a CACHE_SCOPE'],
  [
    'a word that there is not',
    { CACHE_MODE: 'max' },
    'CACHE_MODE must be one of: off, read, write.',
  ],
  ['too long a scope', { CACHE_SCOPE: 'a'.repeat(121) }, 'CACHE_SCOPE must be at most 120'],
  ['capitals, which are easy to mistake', { CACHE_SCOPE: 'Release' }, 'CACHE_SCOPE must be'],
  ['a branch as git has it', { CACHE_SCOPE: 'feat/a' }, 'CACHE_SCOPE must be'],
  ['an option in it', { CACHE_SCOPE: 'x,ref=evil' }, 'CACHE_SCOPE must be'],
  [
    "the images' own repository",
    { ECR_CACHE_REPOSITORY: 'distributed-colony' },
    'must be another repository',
  ],
  [
    "the base images' own",
    { ECR_CACHE_REPOSITORY: 'distributed-colony-base' },
    'must be another repository',
  ],
])('refused: %s', async (_, env, words) => {
  const { exitCode, stderr } = await print({ REGISTRY: HOST, ...env });
  expect(exitCode).not.toBe(0);
  expect(stderr).toContain(words);
});
