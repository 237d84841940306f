/** A private folder for files that only one run needs. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Makes private folders (mode 0700), and reads what others wrote there. */
export interface Temporary {
  readonly folder: () => Promise<string>;
  /** A file's text. Throws what Node throws where it cannot be read. */
  readonly read: (file: string) => Promise<string>;
  readonly remove: (folder: string) => Promise<void>;
}

/** The system's temporary folder. */
export const realTemporary: Temporary = {
  folder: () => mkdtemp(path.join(tmpdir(), 'baketree-')),
  read: (file) => readFile(file, 'utf8'),
  remove: (folder) => rm(folder, { recursive: true, force: true }),
};
