/** Private folders that killed runs left: known by a socket that nobody listens at any more. */
import { lstat, readdir, rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import path from 'node:path';

/** Where they are, and how they are known. */
export interface LeftFolders {
  /** The folder that they are in. */
  readonly within: string;
  /** What their names begin with. */
  readonly prefix: string;
  /** The name of the socket in each. */
  readonly socket: string;
}

/** A run takes milliseconds from its folder to its socket; without one it was killed in between. */
const ABANDONED = 3_600_000;

/**
 * Removes those that are our own and belong to no run. They may hold passwords of the user's, as docker's
 * configuration does. Never throws: what cannot be removed is no reason not to go on.
 */
export async function removeLeftFolders({ within, prefix, socket }: LeftFolders): Promise<void> {
  const names = await readdir(within).catch(() => []);
  for (const name of names.filter((each) => each.startsWith(prefix))) {
    const folder = path.join(within, name);
    try {
      const is = await lstat(folder);
      if (!is.isDirectory() || is.uid !== process.getuid?.()) continue;
      const answer = await knock(path.join(folder, socket));
      const isOld = Date.now() - is.mtimeMs > ABANDONED;
      if (answer === 'ECONNREFUSED' || (answer === 'ENOENT' && isOld)) {
        await rm(folder, { recursive: true, force: true });
      }
    } catch {
      // Gone in the meantime, or not to be removed.
    }
  }
}

/** Undefined where somebody listens, else the error's code. */
function knock(socket: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const connection = createConnection(socket);
    connection.once('connect', () => {
      connection.destroy();
      resolve(undefined);
    });
    connection.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code ?? 'unknown'));
  });
}
