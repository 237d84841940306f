/** The colony as it runs: both binaries of an image, each in a container, on a network of their own. */
import { randomBytes } from 'node:crypto';
import { execa } from 'execa';

/** A service's own words. */
export interface Identity {
  readonly name: string;
  readonly build_version: string;
  readonly service_type: string;
  readonly mode: string;
  readonly greeting: string;
}

/** Backend's answer. */
export interface Answer extends Identity {
  readonly role: string;
  readonly coordinator: Identity & {
    readonly motto: string;
    readonly run_id: string;
    readonly served: number;
  };
}

/** Two running containers. */
export interface RunningColony {
  /** The run that coordinator printed when it started. */
  readonly runId: string;
  /** Asks backend over the network. */
  readonly ask: () => Promise<Answer>;
  /** The user that backend runs as, by number. */
  readonly user: string;
}

const PATIENCE = 20_000;

/**
 * Runs both from `image` while `use` does, then removes them. Names begin with `prefix`; backend runs
 * by the image's own command, and docker chooses the port.
 */
export async function withRunningColony<T>(
  image: string,
  prefix: string,
  use: (colony: RunningColony) => Promise<T>,
): Promise<T> {
  const own = `${prefix}-${randomBytes(3).toString('hex')}`;
  const [coordinator, backend] = [`${own}-coordinator`, `${own}-backend`];
  const docker = async (...args: readonly string[]) => (await execa('docker', args)).stdout;
  try {
    await docker('network', 'create', own);
    const run = ['run', '--detach', '--network', own, '--name'];
    await docker(...run, coordinator, image, '/usr/local/bin/coordinator', 'aws');
    const told = ['--env', `COORDINATOR_HOST=${coordinator}`, '--publish', '127.0.0.1::8082'];
    await docker(...run, backend, ...told, image);
    const runId = await until(async () => {
      const { stderr } = await execa('docker', ['logs', coordinator]);
      return /: run ([0-9a-f]{32})$/m.exec(stderr)?.[1];
    });
    const address = (await docker('port', backend, '8082/tcp')).split('\n')[0];
    await until(async () => {
      // Docker's proxy may take a connection that nobody ever answers.
      const signal = AbortSignal.timeout(2_000);
      const health = await fetch(`http://${address}/health`, { signal }).catch(() => undefined);
      return health?.ok ? true : undefined;
    });
    const users = await docker('top', backend, '-o', 'pid,uid');
    return await use({
      runId,
      user: users.trim().split(/\s+/).at(-1) ?? '',
      ask: async () => {
        const answer = await fetch(`http://${address}/colony`);
        const text = await answer.text();
        if (!answer.ok) throw new Error(`${answer.status}: ${text}`);
        return JSON.parse(text) as Answer;
      },
    });
  } finally {
    await execa('docker', ['rm', '--force', coordinator, backend], { reject: false });
    await execa('docker', ['network', 'rm', own], { reject: false });
  }
}

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (const end = Date.now() + PATIENCE; ; ) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`nothing within ${PATIENCE / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
