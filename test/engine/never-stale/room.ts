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
  type Environment,
  machineValues,
  makeColonyProject,
  runIn,
} from '../../support/colony-project.ts';
import { type Answer, readAnswer } from './answers.ts';
import { allTimes, EQUAL } from './edits.ts';

/**
 * A file at the root that no crate reads, new for each bake: otherwise BuildKit would answer from its own
 * cache where the sources are those of an earlier bake, and cargo would not be asked at all.
 */
export const NONCE = 'NONCE';

const WORKSPACE = fileURLToPath(new URL('workspace', import.meta.url));
const DOCKERFILE = 'docker/colony/colony.Dockerfile';
const FILE = ['-f', 'bake/colony/docker-bake.hcl'];

/** How a bake ended. An answer of `undefined`: cargo refused to compile. */
export interface Baked {
  readonly answer: Answer | undefined;
  readonly compiled: readonly string[];
  /** Bake's own records, for the message of a test that fails. */
  readonly records: string;
}

/** One compile cache. */
export interface Room {
  /** The folder of a checkout, which is made when it is first asked for. */
  readonly checkout: (name: string) => Promise<string>;
  /** Bakes a checkout and asks the binary. Throws where something else than cargo fails. */
  readonly bake: (name: string, more?: BakeOptions) => Promise<Baked>;
  /** Starts to bake a checkout and ends the compile as soon as cargo has begun. */
  readonly bakeAndKill: (name: string) => Promise<void>;
  /** Runs a shell text beside the mounted cache, which is at /app/target. */
  readonly disturb: (script: string) => Promise<void>;
}

/** What a single bake does otherwise. */
export interface BakeOptions {
  readonly environment?: Environment;
  readonly options?: readonly string[];
}

/** A copy of the project, with the step that gives content its times, or without it. */
export async function makeProject(variant: 'with' | 'without'): Promise<ColonyProject> {
  const project = await makeColonyProject(`stale-${variant}`);
  // Throws where the text is not there as it stands.
  if (variant === 'without') {
    await project.edit(DOCKERFILE, 'settle /seed "$COMPILE_CACHE_LIMIT" && compile', 'compile');
  }
  return project;
}

/** Makes a room; `name` is part of its folder and of its images. */
export function makeRoom(project: ColonyProject, name: string, workspace = WORKSPACE): Room {
  const cache = `${project.prefix}-${name}`;
  const { CA_FILE } = machineValues();
  const allow = CA_FILE ? [`--allow=fs.read=${CA_FILE}`] : [];
  const sourceOf = (checkout: string) => path.join('rooms', name, checkout);
  const imageOf = (checkout: string) => `${cache}-${checkout}`;
  const made = new Map<string, Promise<void>>();

  const make = async (folder: string) => {
    await mkdir(path.dirname(folder), { recursive: true });
    await cp(workspace, folder, { recursive: true, verbatimSymlinks: true });
    await allTimes(EQUAL)(folder);
  };
  const checkout = async (which: string) => {
    const folder = path.join(project.folder, sourceOf(which));
    const making = made.get(which) ?? make(folder);
    made.set(which, making);
    await making;
    return folder;
  };
  const prepare = async (which: string) =>
    writeFile(path.join(await checkout(which), NONCE), randomBytes(8).toString('hex'));
  const environmentOf = (which: string): Environment => ({
    ...project.environment,
    ...machineValues(),
    BINARIES: 'backend',
    COLONY_SOURCE: sourceOf(which),
    COMPILE_CACHE: cache,
    ECR_REPOSITORY: imageOf(which),
    LEFT_OUT: '',
    PROFILE: 'dev',
  });
  const command = ['docker', 'buildx', 'bake', ...FILE, ...allow, '--progress=rawjson'];

  return {
    checkout,
    bake: async (which, { environment = {}, options = [] } = {}) => {
      await prepare(which);
      const { exitCode, stderr } = await runIn(project.folder, [...command, ...options, 'colony'], {
        ...environmentOf(which),
        ...environment,
      });
      const steps = readProgress(stderr).steps.filter(({ stage }) => stage === 'compile');
      const compiled = compiledCrates(steps);
      if (exitCode === 0) {
        const { stdout } = await execa('docker', ['run', '--rm', `${imageOf(which)}:latest`]);
        return { answer: readAnswer(stdout), compiled, records: stderr };
      }
      if (!steps.some(({ log }) => /^error: could not compile|^error: failed to run/m.test(log))) {
        throw new Error(steps.map(({ log }) => log).join('') || stderr);
      }
      return { answer: undefined, compiled, records: stderr };
    },
    bakeAndKill: async () => {
      throw new Error('not yet');
    },
    disturb: async (script) => {
      const mount = [
        `type=cache,id=colony-\${FLAVOUR}-dev-${cache}`,
        'sharing=locked,from=builder,source=/app/target,target=/app/target',
      ];
      const lines = [
        'target "disturb" {',
        '  contexts = { builder = "target:builder" }',
        '  args = { FLAVOUR = FLAVOUR }',
        '  dockerfile-inline = <<EOT',
        'FROM builder',
        'ARG FLAVOUR',
        `RUN --mount=${mount.join(',')} <<EOF`,
        `# ${randomBytes(8).toString('hex')}`,
        'set -eu',
        script,
        'EOF',
        'EOT',
        '  output = [{ type = "cacheonly" }]',
        '}',
      ].map((line) => (line.startsWith('RUN') ? line.replaceAll('${', '$${') : line));
      const file = path.join(project.folder, 'rooms', `${name}.hcl`);
      await writeFile(file, `${lines.join('\n')}\n`);
      await runOrThrow(project.folder, [...command, '-f', file, 'disturb'], environmentOf('main'));
    },
  };
}

async function runOrThrow(folder: string, command: readonly string[], environment: Environment) {
  const { exitCode, stderr } = await runIn(folder, command, environment);
  if (exitCode !== 0) throw new Error(stderr);
}
