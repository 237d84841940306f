import {
  existsSync,
  lstatSync,
  mkdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Place } from '../context.ts';
import type { Layout } from '../layout.ts';
import { record } from '../record.ts';
import { attempt } from '../run.ts';
import type { Step } from '../steps.ts';

/** Where the docker client looks for a user's plugins: `$DOCKER_CONFIG` or `~/.docker`. */
export function pluginLink(env: Readonly<Record<string, string | undefined>>): string {
  const folder = env.DOCKER_CONFIG || join(env.HOME || '/root', '.docker');
  return join(folder, 'cli-plugins', 'docker-buildx');
}

/** Gives the machine a docker client, unless it has one. */
export function clientStep(layout: Layout, link = '/usr/local/bin/docker'): Step {
  return {
    name: 'docker client',
    state: async () =>
      (await attempt('docker', ['--version'], { timeout: 20 })).code === 0 ? 'done' : 'todo',
    run: async () => placeLink(layout, link, join(layout.engine, 'usr/bin/docker')),
  };
}

/** Gives the docker client buildx, unless it has one that works. */
export function buildxStep({ layout, docker }: Place, link: string): Step {
  const target = join(layout.engine, 'usr/libexec/docker/cli-plugins/docker-buildx');
  return {
    name: 'docker buildx',
    state: async () => {
      const { code } = await attempt('docker', ['buildx', 'version'], {
        env: docker.env,
        timeout: 20,
      });
      return code === 0 ? 'done' : 'todo';
    },
    run: async () => placeLink(layout, link, target),
  };
}

/**
 * Makes a link outside our folder. It is recorded first, with the folders that have to be made for it:
 * so a kill in between leaves nothing that cannot be found again.
 */
function placeLink(layout: Layout, link: string, target: string): void {
  record(layout.record, { links: [link], folders: missingFolders(dirname(link)) });
  mkdirSync(dirname(link), { recursive: true });
  const half = `${link}.half`;
  rmSync(half, { force: true });
  symlinkSync(target, half);
  renameSync(half, link);
}

/** The folders on the way to `folder` that do not exist, the deepest first. */
export function missingFolders(folder: string): string[] {
  return existsSync(folder) ? [] : [folder, ...missingFolders(dirname(folder))];
}

/** True when `link` is a link into our folder. */
export function isOurLink(link: string, dir: string): boolean {
  if (!lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink()) return false;
  return readlinkSync(link).startsWith(`${dir}/`);
}
