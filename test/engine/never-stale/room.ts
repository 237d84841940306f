/**
 * One compile cache with the checkouts that are compiled in it, baked as a user does:
 * `docker buildx bake -f bake/colony/docker-bake.hcl colony`, with COLONY_SOURCE and COMPILE_CACHE.
 */
import { randomBytes } from 'node:crypto';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { compiledCrates, readProgress } from '../../support/bake-progress.ts';
import {
  type ColonyProject,
  type ColonyProjectOptions,
  type Environment,
  machineValues,
  makeColonyProject,
  runIn,
} from '../../support/colony-project.ts';
import { type Answer, readAnswer } from './answers.ts';
import { allTimes, EQUAL } from './edits.ts';
import { disturbance } from './mount.ts';

/**
 * A file at the root that no crate reads, new for each bake: otherwise BuildKit would answer from its own
 * cache where the sources are those of an earlier bake, and cargo would not be asked at all.
 */
export const NONCE = 'NONCE';

const WORKSPACE = fileURLToPath(new URL('workspace', import.meta.url));
const DOCKERFILE = 'docker/colony/colony.Dockerfile';
const FILE = ['-f', 'bake/colony/docker-bake.hcl'];

const SETTINGS = { BINARIES: 'backend', LEFT_OUT: '', PROFILE: 'dev' } as const;

/** How a bake ended. An answer of `undefined`: cargo refused to compile. */
export interface Baked {
  readonly answer: Answer | undefined;
  readonly compiled: readonly string[];
  /** What settle and cargo said, for the message of a test that fails. */
  readonly log: string;
}

/** One compile cache. */
export interface Room {
  /** The folder of a checkout, which is made when it is first asked for. */
  readonly checkout: (name: string) => Promise<string>;
  /** Bakes a checkout and asks the binary. Throws where something else than cargo fails. */
  readonly bake: (name: string, more?: Environment) => Promise<Baked>;
  /** Starts to bake a checkout and interrupts it when it compiles; it may also end by itself. */
  readonly bakeAndKill: (name: string) => Promise<void>;
  /** Makes the base image, on which everything else here is baked, from the checkout "main". */
  readonly bakeBase: (more?: Environment) => Promise<void>;
  /** The name of another base image, that nobody else has. */
  readonly ownBase: string;
  /** Runs a shell text beside the mounted cache, which is at /app/target. */
  readonly disturb: (script: string) => Promise<void>;
}

/** See `makeRoom`. */
export interface RoomOptions {
  readonly base?: string;
  readonly make?: (folder: string) => Promise<void>;
}

/** With the step that gives content its times, and without it. */
export const VARIANTS = ['with', 'without'] as const;
/** One of the two. */
export type Variant = (typeof VARIANTS)[number];

/** A copy of the project in one variant. */
export async function makeProject(
  variant: Variant,
  options: ColonyProjectOptions = {},
): Promise<ColonyProject> {
  const project = await makeColonyProject(`never-stale-${variant}`, options);
  // Throws where the text is not there as it stands.
  if (variant === 'without') {
    await project.edit(DOCKERFILE, 'settle /seed "$COMPILE_CACHE_LIMIT" && wait', 'wait');
    await project.edit(DOCKERFILE, '\nnote-written\n', '\n');
  }
  return project;
}

/** A checkout of workspace/, all of one time. */
async function checkOut(folder: string): Promise<void> {
  await cp(WORKSPACE, folder, { recursive: true, verbatimSymlinks: true });
  await allTimes(EQUAL)(folder);
}

/**
 * Makes a room. `name` is part of its folders and images; `base` names its base image, which rooms of the
 * same manifests share; `make` makes a checkout in an empty folder.
 */
export function makeRoom(
  project: ColonyProject,
  name: string,
  { base: baseName = 'base', make = checkOut }: RoomOptions = {},
): Room {
  const [cache, base] = [`${project.prefix}-${name}`, `${project.prefix}-${baseName}`];
  const { CA_FILE } = machineValues();
  const allow = CA_FILE ? [`--allow=fs.read=${CA_FILE}`] : [];
  // Docker compares what it is sent with what it had from any folder of the same name, by size and time.
  const sourceOf = (checkout: string) => path.join('rooms', `${cache}-${checkout}`);
  const imageOf = (checkout: string) => `${cache}-${checkout}`;
  const made = new Map<string, Promise<void>>();

  const begin = async (folder: string) => {
    await mkdir(folder, { recursive: true });
    await make(folder);
  };
  const checkout = async (which: string) => {
    const folder = path.join(project.folder, sourceOf(which));
    const making = made.get(which) ?? begin(folder);
    made.set(which, making);
    await making;
    return folder;
  };
  const prepare = async (which: string) =>
    writeFile(path.join(await checkout(which), NONCE), randomBytes(8).toString('hex'));
  const environmentOf = (which: string): Environment => ({
    ...machineValues(),
    ...project.environment,
    ...SETTINGS,
    COLONY_BASE: 'local',
    COLONY_SOURCE: sourceOf(which),
    COMPILE_CACHE: cache,
    ECR_BASE_REPOSITORY: base,
    ECR_REPOSITORY: imageOf(which),
  });
  const run = async (which: string, args: readonly string[], more: Environment = {}) => {
    await checkout(which);
    const { exitCode, stderr } = await runIn(project.folder, [...command, ...args], {
      ...environmentOf(which),
      ...more,
    });
    if (exitCode !== 0) throw new Error(stderr);
  };
  const command = ['docker', 'buildx', 'bake', ...FILE, ...allow, '--progress=rawjson'];

  return {
    checkout,
    bake: async (which, more = {}) => {
      await prepare(which);
      const { exitCode, stderr } = await runIn(project.folder, [...command, 'colony'], {
        ...environmentOf(which),
        ...more,
      });
      const steps = readProgress(stderr).steps.filter(({ stage }) => stage === 'compile');
      const compiled = compiledCrates(steps);
      const log = steps.map((step) => step.log).join('');
      if (exitCode === 0) {
        const { stdout } = await execa('docker', ['run', '--rm', `${imageOf(which)}:latest`]);
        return { answer: readAnswer(stdout), compiled, log };
      }
      if (!/^error: could not compile|^error: failed to run/m.test(log)) {
        throw new Error(log === '' ? stderr : log);
      }
      return { answer: undefined, compiled, log };
    },
    bakeAndKill: async (which) => {
      await prepare(which);
      const [file = '', ...args] = [...command, 'colony'];
      const running = execa(file, args, {
        cwd: project.folder,
        env: environmentOf(which) as Record<string, string>,
        extendEnv: false,
        reject: false,
        stdin: 'ignore',
      });
      let said = '';
      running.stderr.on('data', (piece: Buffer) => {
        said += piece.toString();
        const whole = said.slice(0, said.lastIndexOf('\n') + 1);
        if (compiledCrates(readProgress(whole).steps).length > 0) running.kill('SIGINT');
      });
      await running;
    },
    bakeBase: (more) => run('main', ['builder'], more),
    ownBase: `${cache}-base`,
    disturb: async (script) => {
      const file = path.join(project.folder, 'rooms', `${name}.hcl`);
      await writeFile(file, disturbance(cache, `${base}:latest`, script));
      await run('main', ['-f', file, 'disturb']);
    },
  };
}
