/**
 * A copy of this project in a folder of its own, so that a test may edit sources and generated files,
 * and with image names of its own, so that nobody's images are in its way, nor it in theirs.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'dotenv';
import { execa } from 'execa';
import { colonyTree } from '../../src/trees/colony.ts';

/** Names and values as a process gets them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** How a process ended, and what it said. */
export interface Ended {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** A copy of the project. Paths in `edit` and `read` are relative to it. */
export interface ColonyProject {
  readonly folder: string;
  /** Its temporary folder (TMPDIR), which holds nothing of anybody else's. */
  readonly temporary: string;
  /** Everything that this copy makes in the engine has a name that begins so. */
  readonly prefix: string;
  readonly colony: string;
  readonly base: string;
  /** What its processes get, with the image names; the machine's values are in its `.env`. */
  readonly environment: Environment;
  /** `node dist/cli.js …`; never throws. */
  readonly cli: (args: readonly string[], more?: Environment) => Promise<Ended>;
  /** `npm run bake …`, as a person types it. */
  readonly npmBake: (args: readonly string[], more?: Environment) => Promise<Ended>;
  readonly read: (file: string) => Promise<string>;
  /** Replaces text that must be there, exactly as it stands. */
  readonly edit: (file: string, from: string, to: string) => Promise<void>;
  /** Removes folder, images, containers and networks. */
  readonly remove: () => Promise<void>;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What a project is made of. What builds leave in the example is no part of it. */
const PARTS = [
  ...['baketree.config.ts', 'package.json', 'src/trees', 'templates'],
  ...['bake', 'docker', '.github', 'examples', 'dist'],
];

/** What tells one machine from another, and nothing else: images that it has, its authorities. */
const OF_THE_MACHINE = ['FLAVOUR', 'CHEF_IMAGE', 'RUNTIME_IMAGE', 'CA_FILE'];

/** What was said, with hints as they are for somebody who has set no variables. */
export function withoutVariables(said: string): string {
  return said.replaceAll(/^(\[INFO\] +)(?:\w+=\S+ )+(?=npm run )/gm, '$1');
}

/** Longer than any step of the example's takes, the first cook included. */
export const LONG = 15 * 60_000;

/** The machine's own values: its environment, then the project's `.env`. */
export function machineValues(): Readonly<Record<string, string>> {
  let dotenv: Record<string, string> = {};
  try {
    dotenv = parse(readFileSync(path.join(ROOT, '.env')));
  } catch {
    // A machine that reaches a container registry needs none.
  }
  return Object.fromEntries(
    OF_THE_MACHINE.flatMap((name) => {
      const value = process.env[name] ?? dotenv[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** The image that builds here: the machine's own, or the one that is published for its system. */
export function chefImage({ CHEF_IMAGE, FLAVOUR } = machineValues()): string {
  const system = FLAVOUR === 'debian' ? 'bookworm' : 'alpine';
  return CHEF_IMAGE || `lukemathwalker/cargo-chef:latest-rust-1.87-${system}`;
}

/** The environment without whatever a test runner or a developer may have put there for the colony. */
function cleanEnvironment(): Environment {
  const own = new Set(colonyTree.variables.map(({ name }) => name));
  const others = new Set(['CI', 'INIT_CWD', 'FORCE_COLOR', 'NODE_OPTIONS', 'SOURCE_DATE_EPOCH']);
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        !own.has(name) && !others.has(name) && !/^(?:npm_|VITEST|BAKETREE|BUILDX_)/.test(name),
    ),
  );
}

/** How a project differs from the rest. */
export interface ColonyProjectOptions {
  /** Nobody else compiles in its compile cache, so what is compiled follows from its own changes. */
  readonly ownCache?: boolean;
  /** The image that builds, in place of the machine's. */
  readonly chef?: string;
}

/** Makes one. `theme` becomes part of the names, for those who look at a list of images. */
export async function makeColonyProject(
  theme: string,
  { ownCache = false, chef }: ColonyProjectOptions = {},
): Promise<ColonyProject> {
  const folder = await mkdtemp(path.join(tmpdir(), `colony-${theme}-`));
  for (const part of PARTS) {
    await cp(path.join(ROOT, part), path.join(folder, part), {
      recursive: true,
      preserveTimestamps: true,
      filter: (source) => !/^examples\/colony\/target(?:\/|$)/.test(path.relative(ROOT, source)),
    });
  }
  await symlink(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  const temporary = path.join(folder, 'tmp');
  await mkdir(temporary);
  const lines = Object.entries(machineValues()).map(([name, value]) => `${name}=${value}\n`);
  await writeFile(path.join(folder, '.env'), lines.join(''));

  const prefix = `baketree-test-${theme}-${randomBytes(3).toString('hex')}`;
  const [colony, base] = [`${prefix}-colony`, `${prefix}-base`];
  const environment: Environment = {
    ...cleanEnvironment(),
    TMPDIR: temporary,
    ECR_REPOSITORY: colony,
    ECR_BASE_REPOSITORY: base,
    ...(ownCache ? { COMPILE_CACHE: prefix } : {}),
    ...(chef === undefined ? {} : { CHEF_IMAGE: chef }),
  };
  const run = (file: string, args: readonly string[], more: Environment) =>
    runIn(folder, [file, ...args], { ...environment, ...more });
  return {
    folder,
    temporary,
    prefix,
    colony: `${colony}:latest`,
    base: `${base}:latest`,
    environment,
    cli: (args, more = {}) => run(process.execPath, ['dist/cli.js', ...args], more),
    npmBake: (args, more = {}) => run('npm', ['run', 'bake', ...args], more),
    read: (file) => readFile(path.join(folder, file), 'utf8'),
    edit: async (file, from, to) => {
      const text = await readFile(path.join(folder, file), 'utf8');
      if (!text.includes(from)) throw new Error(`${file} has no ${JSON.stringify(from)}`);
      await writeFile(
        path.join(folder, file),
        text.replace(from, () => to),
      );
    },
    remove: async () => {
      await removeFromEngine(prefix);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Runs a program with exactly this environment; never throws for how it ends. */
export async function runIn(
  cwd: string,
  [file = '', ...args]: readonly string[],
  env: Environment,
): Promise<Ended> {
  const defined = Object.entries(env).filter(([, value]) => value !== undefined);
  const { exitCode, stdout, stderr } = await execa(file, args, {
    cwd,
    env: Object.fromEntries(defined) as Record<string, string>,
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    timeout: LONG,
  });
  return { exitCode, stdout, stderr };
}

/** Removes what has a name that begins with `prefix`, and nothing else. */
async function removeFromEngine(prefix: string): Promise<void> {
  const list = async (...args: readonly string[]) => {
    const { exitCode, stdout } = await execa('docker', args, { reject: false });
    return exitCode === 0 ? stdout.split('\n').filter((line) => line.startsWith(prefix)) : [];
  };
  const names = await list('ps', '--all', '--format', '{{.Names}}');
  if (names.length > 0) await execa('docker', ['rm', '--force', '--volumes', ...names]);
  const networks = await list('network', 'ls', '--format', '{{.Name}}');
  if (networks.length > 0) await execa('docker', ['network', 'rm', ...networks]);
  const images = await list('image', 'ls', '--format', '{{.Repository}}:{{.Tag}}');
  if (images.length > 0) await execa('docker', ['image', 'rm', ...images]);
}
