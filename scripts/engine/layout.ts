import { createHash } from 'node:crypto';
import { join } from 'node:path';

/** The state folder when `BAKETREE_ENGINE_DIR` is not set. */
export const DEFAULT_DIR = '/var/lib/baketree-engine';

/** The socket that plain `docker` asks when nothing else is said. */
export const DEFAULT_SOCKET = '/var/run/docker.sock';

/** Every path and name the engine uses; all but `socket` and `cache` lie inside `dir`. */
export interface Layout {
  readonly dir: string;
  /** True when `dir` is not the default: such an engine shares nothing with the machine's own. */
  readonly apart: boolean;
  /** Downloads and finished image archives; may be shared by several state folders. */
  readonly cache: string;
  readonly apt: string;
  readonly tools: string;
  readonly engine: string;
  readonly bin: string;
  readonly run: string;
  readonly data: string;
  readonly logs: string;
  readonly work: string;
  /** buildx's notes about builders, so that the user's own are not touched. */
  readonly buildx: string;
  readonly record: string;
  readonly lock: string;
  readonly socket: string;
  readonly containerdSocket: string;
  /** The control group of every container of this engine. */
  readonly cgroup: string;
  /** The network bridge; the engine makes "docker0" itself, any other is made by us. */
  readonly bridge: string;
}

/** The paths for one state folder. Pure. `socket` is given where the default one is taken. */
export function layoutOf(options: {
  readonly dir?: string | undefined;
  readonly cache?: string | undefined;
  readonly socket?: string | undefined;
}): Layout {
  const dir = options.dir ?? DEFAULT_DIR;
  const apart = dir !== DEFAULT_DIR;
  const hash = createHash('sha256').update(dir).digest('hex').slice(0, 8);
  return {
    dir,
    apart,
    cache: options.cache ?? join(dir, 'cache'),
    apt: join(dir, 'apt'),
    tools: join(dir, 'tools'),
    engine: join(dir, 'engine'),
    bin: join(dir, 'bin'),
    run: join(dir, 'run'),
    data: join(dir, 'data'),
    logs: join(dir, 'logs'),
    work: join(dir, 'work'),
    buildx: join(dir, 'buildx'),
    record: join(dir, 'record.json'),
    lock: join(dir, 'lock'),
    socket: options.socket ?? (apart ? join(dir, 'docker.sock') : DEFAULT_SOCKET),
    containerdSocket: join(dir, 'run', 'containerd.sock'),
    cgroup: `/baketree-${hash}`,
    bridge: apart ? `bt${hash}` : 'docker0',
  };
}
