/** Rust workspaces, baked to images by settings alone, and their binaries run. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import type { ColonyProject, Ended, Environment } from './colony-project.ts';

/** What a workspace must come to. */
export interface Expected {
  /** What it is there to show. */
  readonly about: string;
  /** Variables of the colony tree, by name; those that it does not name are {@link PLAIN}. */
  readonly settings: Readonly<Record<string, string>>;
  /** False: cargo-chef's recipe does not fit the lock file, and manifests are cooked as they are. */
  readonly fits?: boolean;
  /** What each binary prints when it is run without arguments, line by line. */
  readonly prints: Readonly<Record<string, readonly string[]>>;
}

/** The folder of the workspaces that are committed. */
export const WORKSPACES = fileURLToPath(new URL('../workspaces', import.meta.url));

/** What every workspace gets that does not say otherwise: nothing left out, and little optimised. */
const PLAIN = { LEFT_OUT: '', PROFILE: 'dev' };

/** Reads `expected.json` of a committed workspace. */
export function readExpected(name: string): Expected {
  return JSON.parse(readFileSync(path.join(WORKSPACES, name, 'expected.json'), 'utf8')) as Expected;
}

/** A workspace on disk, and what its images are called in the project that bakes it. */
export interface Workspace {
  /** A few letters, which names of images end with. */
  readonly name: string;
  readonly folder: string;
}

/** Whether its dependencies were cooked by cargo-chef's recipe, as its base image says. */
export async function wasRecipeCooked(
  project: ColonyProject,
  { name }: Workspace,
): Promise<boolean> {
  const base = `${project.prefix}-${name}-base:latest`;
  const run = ['run', '--rm', '--network', 'none', base, 'ls', '-A', '/plan/instead'];
  const { stdout } = await execa('docker', run);
  return !stdout.split('\n').includes('Cargo.toml');
}

/** The image that a workspace is baked to. */
export function imageOf(project: ColonyProject, { name }: Workspace): string {
  return `${project.prefix}-${name}:latest`;
}

/**
 * Bakes it with the project's own command line: both images, or `what` is named. `options` are bake's own.
 * Never throws.
 */
export function bakeWorkspace(
  project: ColonyProject,
  workspace: Workspace,
  given: {
    readonly settings: Environment;
    readonly what?: string;
    readonly options?: readonly string[];
  },
): Promise<Ended> {
  const { settings, what = 'all', options = [] } = given;
  return project.cli(['bake', what, ...options], {
    ...PLAIN,
    COLONY_SOURCE: workspace.folder,
    ECR_REPOSITORY: `${project.prefix}-${workspace.name}`,
    ECR_BASE_REPOSITORY: `${project.prefix}-${workspace.name}-base`,
    COMPILE_CACHE: project.prefix,
    ...settings,
  });
}

/**
 * Runs binaries of an image, each without arguments; gives their lines. The one that the image itself
 * starts is started by it.
 */
export async function runBinaries(
  image: string,
  binaries: readonly string[],
  started: string,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const printed: Record<string, readonly string[]> = {};
  for (const binary of binaries) {
    const command = binary === started ? [] : [`/usr/local/bin/${binary}`];
    const run = ['run', '--rm', '--network', 'none', image, ...command];
    printed[binary] = (await execa('docker', run)).stdout.split('\n');
  }
  return printed;
}
