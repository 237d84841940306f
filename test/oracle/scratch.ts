/**
 * A folder in which bake may run: `--print` stats secrets, reads ssh keys and, before buildx 0.30,
 * creates and empties the files that outputs name. So it never runs where anything could be lost.
 */
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Names of files that exist in the folder, hard ones among them. */
export const FILES = [
  'plain',
  'with space',
  'quo"te',
  'back\\slash',
  'dollar${x}',
  'per%{cent}',
  'ümlaut',
  'new\nline',
] as const;

/** Private keys that exist in the folder. */
export const KEYS = ['key', 'key two', 'key"${3}'] as const;

/** The folder, ready; and how to be rid of it. */
export interface Scratch {
  readonly folder: string;
  /** A socket that stands where an ssh agent's would; nobody answers there. */
  readonly agent: string;
  readonly remove: () => void;
}

/** Makes the folder with its files, keys and socket. */
export async function makeScratch(): Promise<Scratch> {
  const folder = mkdtempSync(path.join(tmpdir(), 'baketree-oracle-'));
  for (const file of FILES) writeFileSync(path.join(folder, file), 'nothing secret');
  const { privateKey } = generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  for (const key of KEYS) writeFileSync(path.join(folder, key), privateKey, { mode: 0o600 });
  mkdirSync(path.join(folder, 'out'));
  const agent = path.join(folder, 'agent');
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(agent, resolve));
  return {
    folder,
    agent,
    remove: () => {
      server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
