/** A private folder for files that only one run needs. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeWhole } from './whole-file.ts';

/** Makes private folders (mode 0700), reads what others wrote there, and writes what a person wants. */
export interface Temporary {
  readonly folder: () => Promise<string>;
  /** A file's text. Throws what Node throws where it cannot be read. */
  readonly read: (file: string) => Promise<string>;
  /** Writes a file, whole or not at all. Throws what Node throws where it cannot be written. */
  readonly write: (file: string, text: string) => Promise<void>;
  readonly remove: (folder: string) => Promise<void>;
}

/** The system's temporary folder. */
export const realTemporary: Temporary = {
  folder: () => mkdtemp(path.join(tmpdir(), 'baketree-')),
  read: (file) => readFile(file, 'utf8'),
  write: (file, text) => writeWhole(file, text, { lasting: false }),
  remove: (folder) => rm(folder, { recursive: true, force: true }),
};
