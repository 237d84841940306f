/**
 * The colony on other drivers than docker's own, which keep images, steps and cache mounts to themselves:
 * every promise about the compile step holds there, too. One registry serves base images to both.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import {
  compiledCrates,
  type Progress,
  readProgress,
  stepsThatSpoke,
} from '../../support/bake-progress.ts';
import {
  type Builder,
  type BuilderRequest,
  makeContainerBuilder,
  makeRemoteBuilder,
} from '../../support/builders.ts';
import {
  type ColonyProject,
  type Environment,
  LONG,
  machineValues,
  makeColonyProject,
  runIn,
  withoutVariables,
} from '../../support/colony-project.ts';
import { imageDigest, inspectImage } from '../../support/images.ts';
import { type LocalRegistry, startRegistry } from '../../support/local-registry.ts';
import { has, testThat } from '../../support/needs.ts';
import { makeTinyWorkspace, saying, WORDS, writeOld } from '../../support/tiny-workspace.ts';

/** The machine's values, with base images by the names that the registry knows them by. */
let machine: Readonly<Record<string, string>>;
let store: string;
let registry: LocalRegistry | undefined;

beforeAll(async () => {
  if (!has('needs-buildkit')) return;
  store = await mkdtemp(path.join(tmpdir(), 'registry-'));
  registry = await startRegistry(store);
  const { CHEF_IMAGE, RUNTIME_IMAGE } = machineValues();
  // A machine without stand-ins reaches the published images, and so do its builders.
  machine = {
    ...machineValues(),
    ...(CHEF_IMAGE ? { CHEF_IMAGE: await registry.push(CHEF_IMAGE, 'chef') } : {}),
    ...(RUNTIME_IMAGE ? { RUNTIME_IMAGE: await registry.push(RUNTIME_IMAGE, 'runtime') } : {}),
  };
}, LONG);

afterAll(async () => {
  if (!registry) return;
  await registry.stop();
  await rm(store, { recursive: true });
});

const DRIVERS: readonly (readonly [string, (request: BuilderRequest) => Promise<Builder>])[] = [
  ['remote', makeRemoteBuilder],
  ['docker-container', makeContainerBuilder],
];

describe.each(DRIVERS)('colony, on the driver %s', (driver, make) => {
  let project: ColonyProject;
  let builder: Builder | undefined;
  let values: Readonly<Record<string, string>>;
  let buildx: Environment;

  beforeAll(async () => {
    if (!registry) return;
    project = await makeColonyProject(driver, { ownCache: true });
    const buildxConfig = path.join(project.temporary, 'buildx');
    buildx = { BUILDX_CONFIG: buildxConfig };
    builder = await make({
      name: project.prefix,
      folder: path.join(project.temporary, 'builder'),
      buildxConfig,
      registry: registry.host,
    });
    values = { ...machine, COLONY_SOURCE: 'tiny', LEFT_OUT: '' };
    const lines = Object.entries(values).map(([name, value]) => `${name}=${value}\n`);
    await writeFile(path.join(project.folder, '.env'), lines.join(''));
    await makeTinyWorkspace(path.join(project.folder, 'tiny'));
  }, LONG);

  afterAll(async () => {
    await builder?.remove();
    await project?.remove();
  }, LONG);

  const source = (file: string) => path.join(project.folder, 'tiny', file);

  /** The documented command, with a builder named; fails the test where bake fails. */
  async function bake(on = project.prefix): Promise<Progress> {
    const file = ['-f', 'bake/colony/docker-bake.hcl'];
    const allow = values.CA_FILE ? [`--allow=fs.read=${values.CA_FILE}`] : [];
    const more = ['--builder', on, ...allow, '--progress=rawjson'];
    const { exitCode, stderr } = await runIn(
      project.folder,
      ['docker', 'buildx', 'bake', ...file, ...more, 'colony'],
      { ...project.environment, ...values, ...buildx },
    );
    expect(exitCode, stderr).toBe(0);
    return readProgress(stderr);
  }

  const says = async (binary: string) =>
    (await execa('docker', ['run', '--rm', project.colony, `/usr/local/bin/${binary}`])).stdout;

  const settled = ({ steps }: Progress) =>
    steps.flatMap(({ log }) => [...log.matchAll(/^settle: .*$/gm)].map(([line]) => line));

  testThat(
    'needs-buildkit',
    "plain bake loads an image that runs and equals docker's own; older changes compile what they reach, others nothing",
    async () => {
      const first = await bake();
      expect(compiledCrates(first.steps.filter(({ stage }) => stage === 'compile'))).toEqual([
        'backend',
        'coordinator',
        'shared',
      ]);
      expect(settled(first)).toEqual([expect.stringMatching(/^settle: (\d+) of \1 files/)]);
      expect([await says('backend'), await says('coordinator')]).toEqual(['first', 'first']);

      await writeOld(source(WORDS.shared), saying('shared', 'second'));
      const second = await bake();
      expect(compiledCrates(second.steps)).toEqual(['backend', 'shared']);
      expect(settled(second)).toEqual([expect.stringMatching(/^settle: 1 of \d+ files/)]);
      const before = second.steps.filter(({ stage }) => /^(?:base|planner|builder)$/.test(stage));
      expect(before.length).toBeGreaterThan(0);
      expect(stepsThatSpoke(before)).toEqual([]);
      expect([await says('backend'), await says('coordinator')]).toEqual(['second', 'first']);

      const digest = await imageDigest(project.colony);
      await writeFile(source('NONCE'), project.prefix);
      const third = await bake();
      expect(settled(third)).toHaveLength(1);
      expect(compiledCrates(third.steps)).toEqual([]);
      expect(await imageDigest(project.colony)).toBe(digest);

      // Digests are another matter: drivers pack the same files in other ways (28.5 and BuildKit 0.33).
      const { RootFS, Config } = await inspectImage(project.colony);
      await bake('default');
      expect(await inspectImage(project.colony)).toMatchObject({ RootFS, Config });
    },
    LONG,
  );

  testThat(
    'needs-buildkit',
    'the runner bakes base and image there, and says why the image alone cannot be',
    async () => {
      const named = ['--builder', project.prefix];
      const alone = await project.cli(['bake', 'colony', ...named], buildx);
      expect(alone.exitCode).toBe(4);
      expect(withoutVariables(alone.stderr)).toBe(
        [
          `[ERROR] builder "${project.prefix}" (driver ${driver}) cannot see local images, so not '${project.base}' either`,
          '[INFO] Build the base image in the same run:',
          `[INFO]   npm run bake builder colony -- --builder ${project.prefix}`,
        ].join('\n'),
      );

      await writeOld(source(WORDS.coordinator), saying('coordinator', 'third'));
      const all = await project.cli(['bake', 'all', ...named, '--json'], buildx);
      expect(all.exitCode, all.stderr).toBe(0);
      const [{ targets }] = JSON.parse(all.stdout) as [
        { targets: { target: string; digest: string }[] },
      ];
      const made = Object.fromEntries(targets.map(({ target, digest }) => [target, digest]));
      expect(made).toEqual({
        builder: await imageDigest(project.base),
        colony: await imageDigest(project.colony),
      });
      expect(await says('coordinator')).toBe('third');
    },
    LONG,
  );
});
