/** Build caches on a real engine and a real registry, with colony's own function and a tree of two small targets. */
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { type AuthRegistry, startAuthRegistry } from '../../support/auth-registry.ts';
import { type Progress, readProgress } from '../../support/bake-progress.ts';
import { makeRemoteBuilder } from '../../support/builders.ts';
import { plantSmallTree, SMALL } from '../../support/cached-tree.ts';
import {
  type ColonyProject,
  type Environment,
  LONG,
  machineValues,
  makeColonyProject,
  runIn,
} from '../../support/colony-project.ts';
import { inspectImage } from '../../support/images.ts';
import { type LocalRegistry, startRegistry } from '../../support/local-registry.ts';
import { has, testThat } from '../../support/needs.ts';

let project: ColonyProject;
let registry: LocalRegistry;
let machine: Environment;

beforeAll(async () => {
  if (!has('needs-engine')) return;
  project = await makeColonyProject('caches');
  registry = await startRegistry(path.join(project.temporary, 'registry'));
  const { RUNTIME_IMAGE } = machineValues();
  machine = RUNTIME_IMAGE ? { RUNTIME_IMAGE: await registry.push(RUNTIME_IMAGE, 'runtime') } : {};
  await writeFile(path.join(project.folder, '.env'), '');
  await plantSmallTree(project);
}, LONG);

afterAll(async () => {
  await registry?.stop();
  await project?.remove();
}, LONG);

interface Asked {
  readonly mode: 'off' | 'read' | 'write';
  readonly scope?: string;
  readonly host?: string;
  /** A builder of the test's own. */
  readonly on?: Environment & { readonly BUILDX_BUILDER: string };
}

const valuesOf = ({ mode, scope, host = registry.host, on }: Asked): Environment => ({
  ...machine,
  ...on,
  REGISTRY: host,
  ECR_CACHE_REPOSITORY: project.prefix,
  CACHE_MODE: mode,
  ...(scope === undefined ? {} : { CACHE_SCOPE: scope }),
});

/** Plain bake of the committed file, which must end well. */
async function bake(asked: Asked): Promise<Progress> {
  const { exitCode, stderr } = await runIn(
    project.folder,
    ['docker', 'buildx', 'bake', '-f', 'bake/small/docker-bake.hcl', '--progress=rawjson'],
    { ...project.environment, ...valuesOf(asked) },
  );
  expect(exitCode, stderr).toBe(0);
  return readProgress(stderr);
}

/** The steps that copy, and whether a cache had each of them. */
const copies = ({ steps }: Progress) =>
  Object.fromEntries(
    steps.flatMap(({ names: [name = ''], cached }) => {
      const [, step] = /\] (COPY .*)$/.exec(name) ?? [];
      return step === undefined ? [] : [[step, cached]];
    }),
  );
const UNDER = 'COPY --from=unused /unused /under';
const OVER = 'COPY over.txt /over';
// Of what is above a target that is only a context, BuildKit may miss a cache that is there, by chance, the
// quicker the steps the oftener (docs/ecr.md, "Build cache"). So hits are looked for below; see colony.test.ts.

/** The caches that a run asked for, as tags. */
const asksFor = ({ names }: Progress) =>
  names
    .flatMap((name) => /importing cache manifest from \S+:([^:]+)$/.exec(name)?.[1] ?? [])
    .sort();

async function manifestOf(tag: string) {
  const accept =
    'application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json';
  const answer = await fetch(`http://${registry.host}/v2/${project.prefix}/manifests/${tag}`, {
    headers: { accept },
  });
  return {
    found: answer.ok,
    type: answer.headers.get('content-type'),
    digest: answer.headers.get('docker-content-digest'),
    manifest: (await answer.json()) as {
      readonly config?: { readonly mediaType: string };
      readonly layers?: readonly { readonly mediaType: string }[];
    },
  };
}
const digests = async (scope: string) =>
  Promise.all(SMALL.map(async (name) => (await manifestOf(`${name}-${scope}`)).digest));

/** Runs something with a builder that has nothing in it. */
async function onNewBuilder(run: (on: Required<Asked>['on']) => Promise<void>): Promise<void> {
  const number = ++builders;
  const name = `${project.prefix}-${number}`;
  const buildxConfig = path.join(project.temporary, `buildx-${number}`);
  const folder = path.join(project.temporary, `builder-${number}`);
  const builder = await makeRemoteBuilder({ name, folder, buildxConfig, registry: registry.host });
  try {
    await run({ BUILDX_BUILDER: name, BUILDX_CONFIG: buildxConfig });
  } finally {
    await builder.remove();
  }
}
let builders = 0;

testThat(
  'needs-engine',
  'each target has a cache of its own, in the one form that ECR takes',
  async () => {
    await bake({ mode: 'write', scope: 'form' });
    for (const name of SMALL) {
      const { type, manifest } = await manifestOf(`${name}-form`);
      expect(type).toBe('application/vnd.oci.image.manifest.v1+json');
      expect(manifest.config?.mediaType).toBe('application/vnd.buildkit.cacheconfig.v0');
      expect(manifest.layers?.length).toBeGreaterThan(0);
      for (const { mediaType } of manifest.layers ?? []) {
        expect(mediaType).toMatch(/^application\/vnd\.oci\.image\.layer\.v1\.tar/);
      }
    }
  },
  LONG,
);

testThat(
  'needs-buildkit',
  'a new builder takes from the registry what another wrote, also of a target that is only a context; without, nothing',
  async () => {
    await bake({ mode: 'write', scope: 'main' });
    const { RootFS } = await inspectImage(project.colony);
    await onNewBuilder(async (on) => {
      const without = await bake({ mode: 'off', on });
      expect(asksFor(without)).toEqual([]);
      expect(copies(without)).toMatchObject({ [UNDER]: false, [OVER]: false });
    });
    await onNewBuilder(async (on) => {
      const read = await bake({ mode: 'read', on });
      expect(asksFor(read)).toEqual(['over-main', 'under-main']);
      expect(copies(read)).toMatchObject({ [UNDER]: true });
      expect(await inspectImage(project.colony)).toMatchObject({ RootFS });
    });
  },
  LONG,
);

testThat(
  'needs-buildkit',
  "a branch reads main's caches and writes its own; a release reads only what releases wrote",
  async () => {
    await bake({ mode: 'write', scope: 'main' });
    const main = await digests('main');
    await writeFile(path.join(project.folder, 'over.txt'), `over, of a branch ${project.prefix}`);
    await onNewBuilder(async (on) => {
      const branch = await bake({ mode: 'write', scope: 'pr-12', on });
      expect(asksFor(branch)).toEqual(['over-main', 'over-pr-12', 'under-main', 'under-pr-12']);
      expect(copies(branch)).toMatchObject({ [UNDER]: true, [OVER]: false });
    });
    expect(await digests('main')).toEqual(main);
    await writeFile(path.join(project.folder, 'under.txt'), `under, of a branch ${project.prefix}`);
    await onNewBuilder(async (on) => {
      const own = await bake({ mode: 'write', scope: 'pr-12', on });
      expect(copies(own)).toMatchObject({ [UNDER]: false, [OVER]: false });
    });
    await onNewBuilder(async (on) => {
      const again = await bake({ mode: 'read', scope: 'pr-12', on });
      expect(copies(again)).toMatchObject({ [UNDER]: true });
    });
    await onNewBuilder(async (on) => {
      const other = await bake({ mode: 'read', scope: 'pr-13', on });
      expect(asksFor(other)).toEqual(['over-main', 'over-pr-13', 'under-main', 'under-pr-13']);
      expect(copies(other)).toMatchObject({ [UNDER]: false });
    });
    expect(await digests('main')).toEqual(main);
    await onNewBuilder(async (on) => {
      const release = await bake({ mode: 'write', scope: 'release', on });
      expect(asksFor(release)).toEqual(['over-release', 'under-release']);
      expect(copies(release)).toMatchObject({ [UNDER]: false, [OVER]: false });
    });
    await onNewBuilder(async (on) => {
      const next = await bake({ mode: 'write', scope: 'release', on });
      expect(copies(next)).toMatchObject({ [UNDER]: true });
    });
    expect(await digests('main')).toEqual(main);
  },
  LONG,
);

/** What a registry may say instead of the cache, and the words of docker for it. */
const REFUSALS: readonly (readonly [
  string,
  string,
  () => Promise<{ host: string; stop: () => Promise<unknown> }>,
])[] = [
  ['has none', 'not found', async () => ({ host: registry.host, stop: async () => {} })],
  ['wants a password (401)', '401 Unauthorized', () => password('other-word')],
  ['refuses (403)', '403 Forbidden', forbidding],
  [
    'cannot be reached',
    'connection refused',
    async () => ({ host: '127.0.0.1:1', stop: async () => {} }),
  ],
];

const password = (word: Parameters<typeof startAuthRegistry>[1]): Promise<AuthRegistry> =>
  startAuthRegistry(path.join(project.temporary, 'auth'), word);

async function forbidding() {
  const server = createServer((_, answer) => answer.writeHead(403).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { host, stop: () => new Promise((resolve) => server.close(resolve)) };
}

for (const [what, words, open] of REFUSALS) {
  testThat(
    'needs-engine',
    `no build fails for its caches where the registry ${what}, and it is said`,
    async () => {
      const { host, stop } = await open();
      try {
        const scope = 'none';
        const mine = await runIn(
          project.folder,
          [process.execPath, 'dist/cli.js', 'bake', 'over', '--progress=plain'],
          { ...project.environment, ...valuesOf({ mode: 'read', scope, host }) },
        );
        expect(mine.exitCode, mine.stderr).toBe(0);
        expect(mine.stderr).toContain(
          `[INFO] reads caches in ${host}/${project.prefix}: over-none, over-main, under-none, under-main`,
        );
        expect(mine.stderr).toContain('[INFO] a cache that is missing or refused is no failure');
        expect(mine.stderr).toMatch(
          new RegExp(`ERROR: failed to configure registry cache importer: .*${words}`),
        );
        const lost = `[WARNING] not written, so the next build is slower: caches in ${host}/${project.prefix}: over-none, under-none;`;
        const written = await project.cli(
          ['bake', 'over', '--progress=plain'],
          valuesOf({ mode: 'write', scope, host }),
        );
        expect(written.exitCode, written.stderr).toBe(0);
        if (what === 'has none') expect(written.stderr).not.toContain('not written');
        else expect(written.stderr).toContain(lost);
        await bake({ mode: 'write', scope: 'other', host });
      } finally {
        await stop();
      }
    },
    LONG,
  );
}

testThat('needs-engine', 'what a run lacks for its caches is told before it starts', async () => {
  const { exitCode, stderr } = await project.cli(['bake', 'over'], {
    ...machine,
    CACHE_MODE: 'write',
  });
  expect(exitCode).toBe(2);
  expect(stderr).toBe(
    [
      '[ERROR] CACHE_MODE is "write" (from the environment), which is not valid',
      '        CACHE_MODE other than off needs a CACHE_REGISTRY or a REGISTRY: the caches are there.',
      '[INFO] export CACHE_REGISTRY=registry.example.com',
      '[ERROR] CACHE_MODE is "write" (from the environment), which is not valid',
      '        CACHE_MODE=write needs a CACHE_SCOPE, such as main or pr-12: whose caches it writes.',
      '[INFO] export CACHE_SCOPE=local',
    ].join('\n'),
  );
});
