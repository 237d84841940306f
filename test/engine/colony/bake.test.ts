/**
 * The colony on a real engine: built, run, and built again after changes. All tests share one copy of
 * the project and one cooked base; each says what it needs with `baked()`.
 */
import { randomBytes } from 'node:crypto';
import { lutimes, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import {
  compiledCrates,
  type Progress,
  readProgress,
  stepsThatSpoke,
} from '../../support/bake-progress.ts';
import { makeCheckout } from '../../support/checkout.ts';
import {
  type ColonyProject,
  LONG,
  machineValues,
  makeColonyProject,
  runIn,
} from '../../support/colony-project.ts';
import { imageDigest, inspectImage } from '../../support/images.ts';
import { testThat } from '../../support/needs.ts';
import { filesOfPlanner } from '../../support/planner-files.ts';
import { withRunningColony } from '../../support/running-colony.ts';

const FILE = ['-f', 'bake/colony/docker-bake.hcl'];
const MEMBERS = ['backend', 'coordinator', 'shared'];

let project: ColonyProject;
/** `npm run bake all` of the sources as they are committed, once. */
let baked: () => Promise<string>;

beforeAll(async () => {
  project = await makeColonyProject('bake', { ownCache: true });
  let once: Promise<string> | undefined;
  baked = () => {
    once ??= project.npmBake(['all']).then(({ exitCode, stderr }) => {
      expect(exitCode, stderr).toBe(0);
      return imageDigest(project.colony);
    });
    return once;
  };
});

afterAll(() => project.remove());

const source = (file: string) => path.join(project.folder, 'examples/colony/crates', file);
const unique = (text: string) => `${text} ${randomBytes(4).toString('hex')}`;
const say = (file: string, name: string, text: string) =>
  writeFile(source(file), `pub const ${name}: &str = "${text}";\n`);

/** Bakes with bake's own records, through npm or by plain docker; fails the test where bake fails. */
async function recorded(how: 'npm' | 'plain', ...targets: readonly string[]): Promise<Progress> {
  const { CA_FILE } = machineValues();
  const allow = CA_FILE ? [`--allow=fs.read=${CA_FILE}`] : [];
  const { exitCode, stderr } =
    how === 'npm'
      ? await project.npmBake([...targets, '--', '--progress=rawjson'])
      : await runIn(
          project.folder,
          ['docker', 'buildx', 'bake', ...FILE, ...allow, '--progress=rawjson', ...targets],
          { ...project.environment, ...machineValues() },
        );
  expect(exitCode, stderr).toBe(0);
  return readProgress(stderr);
}

/** What must hold after any change of sources: base, planner and builder are as they were. */
function expectOnlyCompiled({ steps }: Progress, crates: readonly string[]): void {
  const before = steps.filter(({ stage }) => stage !== 'compile' && stage !== 'colony');
  const stages = new Set(before.map(({ stage }) => stage));
  for (const stage of ['base', 'planner', 'builder']) expect(stages).toContain(stage);
  expect(stepsThatSpoke(before)).toEqual([]);
  expect(compiledCrates(steps)).toEqual(crates);
}

async function setTimes(folder: string, time: Date): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    await lutimes(path.join(entry.parentPath, entry.name), time, time);
  }
  await lutimes(folder, time, time);
}

describe('colony, baked', () => {
  testThat(
    'needs-engine',
    'both binaries of the image run, and backend answers with what coordinator says in this run',
    async () => {
      await baked();
      const first = await withRunningColony(project.colony, project.prefix, async (colony) => {
        const [one, two] = [await colony.ask(), await colony.ask()];
        expect(one).toMatchObject({ name: 'backend', mode: 'aws', build_version: 'dev' });
        expect(one.coordinator).toMatchObject({ name: 'coordinator', run_id: colony.runId });
        expect([one.coordinator.served, two.coordinator.served]).toEqual([1, 2]);
        return colony.runId;
      });
      await withRunningColony(project.colony, project.prefix, async (colony) => {
        expect(colony.runId).not.toBe(first);
        expect((await colony.ask()).coordinator.run_id).toBe(colony.runId);
      });
    },
    LONG,
  );

  testThat(
    'needs-engine',
    'plain docker buildx bake in a fresh checkout makes the same image, each time',
    async () => {
      const digest = await baked();
      const checkout = await makeCheckout(project);
      const node = await runIn(checkout.folder, ['docker', '--version'], checkout.environment);
      expect(node.exitCode).toBe(0);
      await expect(runIn(checkout.folder, ['node'], checkout.environment)).resolves.toMatchObject({
        exitCode: undefined,
      });
      for (const _time of ['first', 'second']) {
        const { digest: made, stderr } = await checkout.bake();
        expect(made, stderr).toBe(digest);
      }
    },
    LONG,
  );

  testThat(
    'needs-engine',
    'colony alone takes the local base image, builds nothing before it, and makes the same image',
    async () => {
      const digest = await baked();
      const { steps, names } = await recorded('npm', 'colony');
      expect(names.filter((name) => name.includes('context builder')).join('\n')).toContain(
        project.base,
      );
      expect(new Set(steps.map(({ stage }) => stage))).toEqual(new Set(['compile', 'colony']));
      expect(await imageDigest(project.colony)).toBe(digest);
    },
    LONG,
  );

  testThat(
    'needs-engine',
    'builder asked for beside colony is what colony uses, whatever COLONY_BASE says',
    async () => {
      await baked();
      const all = await project.npmBake(['all', '--', '--progress=rawjson'], {
        COLONY_BASE: 'local',
      });
      expect(all.exitCode, all.stderr).toBe(0);
      expect(all.stderr).toContain('COLONY_BASE is "tree" for this run, not "local"');
      for (const { names, steps } of [
        readProgress(all.stderr),
        await recorded('npm', 'builder', 'colony'),
      ]) {
        expect(names.filter((name) => name.includes('context builder'))).toEqual([]);
        const stages = new Set(steps.map(({ stage }) => stage));
        for (const stage of ['planner', 'builder', 'compile']) expect(stages).toContain(stage);
      }
    },
    LONG,
  );

  testThat(
    'needs-engine',
    'a new BUILD_VERSION compiles nothing',
    async () => {
      await baked();
      const { exitCode, stderr } = await project.npmBake(['all', '--', '--progress=rawjson'], {
        BUILD_VERSION: 'v2.0.1',
      });
      expect(exitCode, stderr).toBe(0);
      const { steps } = readProgress(stderr);
      expect(steps.map(({ stage }) => stage)).toContain('compile');
      expect(stepsThatSpoke(steps)).toEqual([]);
      const { Labels } = (await inspectImage(project.colony)).Config;
      expect(Labels).toMatchObject({ 'org.opencontainers.image.version': 'v2.0.1' });
      await withRunningColony(project.colony, project.prefix, async ({ ask }) => {
        expect(await ask()).toMatchObject({ build_version: 'v2.0.1' });
      });
    },
    LONG,
  );

  testThat(
    'needs-engine',
    'planner sees manifests, the lock file and cargo settings, and no source',
    async () => {
      await baked();
      const files = await filesOfPlanner(project);
      expect(files.filter(({ stub }) => !stub).map(({ file }) => file)).toEqual([
        '.cargo/config.toml',
        'Cargo.lock',
        'Cargo.toml',
        'crates/backend/Cargo.toml',
        'crates/coordinator/Cargo.toml',
        'crates/gui/Cargo.toml',
        'crates/shared/Cargo.toml',
      ]);
    },
    LONG,
  );

  testThat(
    'needs-engine',
    'a change in the shared crate leaves base, planner and builder cached, and is in both binaries (plain bake, all files of 2001)',
    async () => {
      await baked();
      const text = unique('changed');
      await say('shared/src/greeting.rs', 'GREETING', text);
      await setTimes(source('..'), new Date('2001-01-01'));
      expectOnlyCompiled(await recorded('plain', 'colony'), MEMBERS);
      await withRunningColony(project.colony, project.prefix, async ({ ask }) => {
        expect(await ask()).toMatchObject({ greeting: text, coordinator: { greeting: text } });
      });
    },
    LONG,
  );

  testThat(
    'needs-engine',
    'a change in a leaf crate leaves base, planner and builder cached, and is in its binary (npm run bake)',
    async () => {
      await baked();
      const text = unique('changed');
      await say('backend/src/role.rs', 'ROLE', text);
      expectOnlyCompiled(await recorded('npm', 'all'), ['backend']);
      await withRunningColony(project.colony, project.prefix, async ({ ask }) => {
        expect(await ask()).toMatchObject({ role: text });
      });
    },
    LONG,
  );

  testThat(
    'needs-engine',
    'further changes in sources that all say they are of 2038 are in the binaries',
    async () => {
      await baked();
      const [motto, greeting] = [unique('motto'), unique('greeting')];
      await say('coordinator/src/motto.rs', 'MOTTO', motto);
      await say('shared/src/greeting.rs', 'GREETING', greeting);
      await setTimes(source('..'), new Date('2038-01-01'));
      expectOnlyCompiled(await recorded('npm', 'all'), MEMBERS);
      await withRunningColony(project.colony, project.prefix, async ({ ask }) => {
        expect(await ask()).toMatchObject({ greeting, coordinator: { motto, greeting } });
      });
    },
    LONG,
  );
});
