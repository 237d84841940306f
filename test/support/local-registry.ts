/** A container registry of a test's own, on loopback: other drivers than docker's see no local images. */
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { toolPath } from './engine-tools.ts';

/** A running registry. */
export interface LocalRegistry {
  /** `127.0.0.1:<port>`; plain http. */
  readonly host: string;
  /** Pushes an image of the local store; gives the name that the registry knows it by. */
  readonly push: (image: string, as: string) => Promise<string>;
  /** Ends the process. What it stored is in its folder. */
  readonly stop: () => Promise<void>;
}

/** Starts one that stores in `folder`, and waits for it to answer. */
export async function startRegistry(folder: string): Promise<LocalRegistry> {
  const host = `127.0.0.1:${await freePort()}`;
  const config = path.join(folder, 'registry.json');
  await mkdir(folder, { recursive: true });
  // YAML, of which JSON is a part.
  const settings = {
    version: '0.1',
    log: { level: 'warn', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: path.join(folder, 'registry') } },
    http: { addr: host, secret: 'of no use to anybody' },
  };
  await writeFile(config, JSON.stringify(settings));
  const child = execa(toolPath('docker-registry'), ['serve', config], { reject: false, all: true });
  for (const end = Date.now() + 20_000; ; await sleep(50)) {
    if ((await fetch(`http://${host}/v2/`).catch(() => undefined))?.ok) break;
    if (child.exitCode !== null || Date.now() > end) {
      child.kill();
      throw new Error(`the registry does not answer at ${host}:\n${(await child).all}`);
    }
  }
  return {
    host,
    push: async (image, as) => {
      const name = `${host}/${as}`;
      await execa('docker', ['tag', image, name]);
      try {
        await execa('docker', ['push', '--quiet', name]);
      } finally {
        await execa('docker', ['image', 'rm', name]);
      }
      return name;
    },
    stop: async () => {
      child.kill();
      await child;
    },
  };
}

/** A port that nobody listened on a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });
}
