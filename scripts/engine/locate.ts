import { join } from 'node:path';
import type { Docker, Place } from './context.ts';
import { answers, dockerdOf, pidOf } from './daemon.ts';
import { DEFAULT_SOCKET, type Layout, layoutOf } from './layout.ts';
import { askEngine, type Engine } from './probe.ts';
import { readChanges } from './record.ts';
import { attempt } from './run.ts';

/** An engine's place and what it answered. */
export interface Located extends Place {
  readonly engine: Engine | 'hangs' | undefined;
}

type Env = Readonly<Record<string, string | undefined>>;

/** Docker as the user calls it: `DOCKER_HOST` and contexts count. */
export const PLAIN: Docker = { program: 'docker', env: {}, ours: false };

/** The layout of a state folder, with the socket that was chosen when its engine first started. */
export function placeOf(options: {
  readonly dir: string | undefined;
  readonly cache: string | undefined;
}): Place {
  const { socket } = readChanges(layoutOf(options).record);
  const layout = layoutOf({ ...options, socket });
  return { layout, docker: ownDocker(layout) };
}

/** How to reach our engine: its own client, its own socket, and buildx's notes in our folder. */
export function ownDocker(layout: Layout): Docker {
  const env = { DOCKER_HOST: `unix://${layout.socket}`, BUILDX_CONFIG: layout.buildx };
  return { program: join(layout.bin, 'docker'), env, ours: true };
}

/**
 * Finds the engine that this machine's docker leads to: ours, or another one. Where there is none, the
 * place of the one to be set up, on the default socket if that is free.
 */
export async function locate(place: Place): Promise<Located> {
  const { layout } = place;
  if (pidOf(dockerdOf(layout)) !== undefined || layout.apart) {
    return { ...place, engine: await askEngine(place.docker) };
  }
  const engine = await askEngine(PLAIN);
  if (engine !== undefined) return { layout, docker: PLAIN, engine };
  if (!(await answers(DEFAULT_SOCKET))) return { ...place, engine: undefined };
  const own = { ...layout, socket: join(layout.dir, 'docker.sock') };
  return { layout: own, docker: ownDocker(own), engine: undefined };
}

/** What leads docker away from the default socket, if anything, and how to undo that. */
export async function detourOf(
  env: Env,
): Promise<{ readonly what: string; readonly hint: string } | undefined> {
  if (env.DOCKER_HOST) {
    return { what: `"DOCKER_HOST=${env.DOCKER_HOST}"`, hint: 'unset DOCKER_HOST' };
  }
  const { code, stdout } = await attempt('docker', ['context', 'show'], { timeout: 10 });
  const name = stdout.trim();
  if (code !== 0 || name === 'default') return undefined;
  return { what: `the docker context "${name}"`, hint: 'docker context use default' };
}
