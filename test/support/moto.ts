/** Moto, which plays AWS: a server of a test's own, on loopback, ended by its process. */
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { freePort } from './local-registry.ts';

/** A running one. Where it departs from AWS nothing may depend on it. */
export interface Moto {
  readonly url: string;
  /** Forgets everything. */
  readonly reset: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Starts one, and waits for it to answer. */
export async function startMoto(): Promise<Moto> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const program = process.env.BAKETREE_MOTO ?? '';
  const child = execa(program, ['-H', '127.0.0.1', '-p', String(port)], {
    reject: false,
    all: true,
  });
  for (const end = Date.now() + 60_000; ; await sleep(100)) {
    if ((await fetch(`${url}/moto-api/data.json`).catch(() => undefined))?.ok) break;
    if (child.exitCode !== null || Date.now() > end) {
      child.kill();
      throw new Error(`moto does not answer at ${url}:\n${(await child).all}`);
    }
  }
  return {
    url,
    reset: async () => {
      await fetch(`${url}/moto-api/reset`, { method: 'POST' });
    },
    stop: async () => {
      child.kill();
      await child;
    },
  };
}
