/**
 * A docker configuration for one run: a private folder with a `config.json` of its own, and with links to
 * whatever else the user's folder has (contexts, builders, plugins, trust, certificates), so that docker
 * finds it all and keeps what it changes in the user's own place.
 */
import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { removeLeftFolders } from './left-folders.ts';

/** Makes such folders. */
export interface DockerFolders {
  /** The text of the user's `config.json`; undefined where there is none. */
  readonly config: (user: string) => Promise<string | undefined>;
  /**
   * Makes one, and removes those that killed runs left. It is private (mode 0700), as is its `config.json`
   * (mode 0600), which holds this text. Gives its path.
   */
  readonly make: (user: string, config: string) => Promise<string>;
  readonly remove: (folder: string) => Promise<void>;
}

/** The real ones, in the system's temporary folder. What goes wrong throws what Node throws. */
export const realDockerFolders: DockerFolders = {
  config: async (user) => {
    try {
      return await readFile(path.join(user, CONFIG), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  },
  make: async (user, config) => {
    const within = roomForSockets();
    await removeLeftFolders({ within, prefix: PREFIX, socket: SOCKET });
    const folder = await mkdtemp(path.join(within, PREFIX));
    try {
      await writeFile(path.join(folder, CONFIG), config, { mode: 0o600, flag: 'wx' });
      for (const name of await namesIn(user)) {
        if (OWN.test(name)) continue;
        await symlink(path.join(user, name), path.join(folder, name));
      }
      return folder;
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  },
  // Links are removed, and not what they lead to.
  remove: (folder) => rm(folder, { recursive: true, force: true }),
};

const CONFIG = 'config.json';

/** What their names begin with. */
const PREFIX = 'baketree-login-';

/** What is not shared: the file itself, its temporary ones, buildx's seed, and our own socket. */
const OWN = /^(?:config\.json.*|\.token_seed.*|baketree\.sock)$/;

/** The name of the socket in such a folder. */
export const SOCKET = 'baketree.sock';

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await stat(folder)).isDirectory() ? await readdir(folder) : [];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** The path of a socket may have 107 bytes (sun_path of unix(7)), on other systems 103. */
function roomForSockets(): string {
  const usual = tmpdir();
  const whole = path.join(usual, `${PREFIX}XXXXXX`, SOCKET);
  return Buffer.byteLength(whole) <= 103 ? usual : '/tmp';
}
