import type { Docker } from './context.ts';
import { attempt } from './run.ts';

/** The engine that answers, as it is told to the user. */
export interface Engine {
  readonly version: string;
  /** "containerd" where images are kept in containerd's store, else the storage driver's name. */
  readonly store: string;
}

/** Seconds that docker gets to answer: one that hangs must not hang us. */
const PATIENCE = 10;

/** What docker says of its engine; `hangs` when it said nothing in time, undefined when there is none. */
export async function askEngine(docker: Docker): Promise<Engine | 'hangs' | undefined> {
  const result = await attempt(docker.program, ['info', '--format', '{{json .}}'], {
    env: docker.env,
    timeout: PATIENCE,
  });
  if (result.timedOut) return 'hangs';
  return result.code === 0 ? parseInfo(result.stdout) : undefined;
}

/** The engine in the JSON of `docker info`, among whatever else is printed. Pure. */
export function parseInfo(output: string): Engine | undefined {
  const line = output.split('\n').find((text) => text.startsWith('{'));
  if (line === undefined) return undefined;
  const info = JSON.parse(line) as {
    ServerVersion?: string;
    Driver?: string;
    DriverStatus?: string[][];
  };
  if (!info.ServerVersion) return undefined;
  const types = (info.DriverStatus ?? []).filter(([key]) => key === 'driver-type');
  const containerd = types.some(([, value]) => value?.includes('containerd'));
  return {
    version: info.ServerVersion,
    store: containerd ? 'containerd' : (info.Driver ?? 'unknown'),
  };
}

/** buildx's version and the driver of the builder that a bake would use; undefined without buildx. */
export async function askBuildx(
  docker: Docker,
): Promise<{ readonly version: string; readonly driver: string } | undefined> {
  const run = { env: docker.env, timeout: 2 * PATIENCE };
  const version = await attempt(docker.program, ['buildx', 'version'], run);
  if (version.code !== 0) return undefined;
  const builder = await attempt(docker.program, ['buildx', 'inspect'], run);
  const driver = /^Driver:\s+(\S+)/m.exec(builder.stdout)?.[1] ?? 'unknown';
  return { version: version.stdout.trim().split(/\s+/)[1] ?? 'unknown', driver };
}

/**
 * The real base images, one from each registry that the default tree needs. Only asked about, never
 * pulled here.
 */
export const REAL_IMAGES = [
  'lukemathwalker/cargo-chef:latest-rust-1.87-alpine',
  'gcr.io/distroless/cc-debian12',
];

/**
 * Those of `images` whose description the engine cannot get, with the reason. A build check resolves
 * FROM in the engine, with its mirrors and proxies, and pulls nothing. All are asked at once; one that
 * never answers counts as absent.
 */
export async function unreachable(docker: Docker, images: readonly string[]): Promise<string[]> {
  const check = 'printf "FROM %s\\n" "$2" | "$1" buildx build --check -';
  const asked = images.map(async (image) => {
    const result = await attempt('sh', ['-c', check, 'sh', docker.program, image], {
      env: docker.env,
      timeout: PATIENCE,
    });
    if (result.code === 0) return [];
    if (result.timedOut) return [`"${image}": no answer within ${PATIENCE} s`];
    const error = /^ERROR: .*$/m.exec(result.output)?.[0] ?? 'no reason given';
    return [`"${image}": ${error.split(': ').slice(-2).join(': ')}`];
  });
  return (await Promise.all(asked)).flat();
}
