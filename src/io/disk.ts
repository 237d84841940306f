/** The disk, below one root folder. Paths are relative to it, with `/`. */
import { randomBytes } from 'node:crypto';
import {
  type FileHandle,
  mkdir,
  open,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  rmdir,
  stat,
} from 'node:fs/promises';
import path from 'node:path';
import { BaketreeError, type Problem } from '../errors.ts';

/** What the commands need of a disk. */
export interface Disk {
  readonly root: string;
  /** A file's text, or undefined where there is none. */
  readonly read: (file: string) => Promise<string | undefined>;
  /** All files below a folder, sorted; none where there is no such folder. */
  readonly list: (folder: string) => Promise<readonly string[]>;
  /** Writes a file whole or not at all: temporary file, fsync, rename. */
  readonly write: (file: string, text: string) => Promise<void>;
  /** Removes a file, and its folder where that is then empty. */
  readonly remove: (file: string) => Promise<void>;
  /** Where a path leads after all links, and what is there. */
  readonly resolve: (file: string) => Promise<Resolved>;
}

/** A path after links: its real place (of the longest part that exists, with the rest added). */
export interface Resolved {
  readonly real: string;
  readonly kind: 'file' | 'folder' | 'missing';
}

/** Temporary files that a killed run left behind begin so, in the folder of the file itself. */
export const TEMPORARY = '.tmp-baketree-';

/** The real disk. Failures other than a missing file throw {@link BaketreeError} `disk-failed`. */
export function realDisk(root: string): Disk {
  const at = (file: string) => path.resolve(root, file);
  return {
    root,
    read: (file) => unlessMissing(() => readFile(at(file), 'utf8'), file, undefined),
    list: async (folder) => {
      const found = await unlessMissing(
        () => readdir(at(folder), { recursive: true, withFileTypes: true }),
        folder,
        [],
      );
      return found
        .filter((entry) => entry.isFile())
        .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
        .map((file) => file.split(path.sep).join('/'))
        .sort();
    },
    write: (file, text) => orProblem(() => writeWhole(at(file), text), file),
    remove: (file) =>
      orProblem(async () => {
        await rm(at(file), { force: true });
        await rmdir(path.dirname(at(file))).catch(() => undefined);
      }, file),
    resolve: (file) => orProblem(() => resolveLinks(at(file)), file),
  };
}

async function writeWhole(file: string, text: string): Promise<void> {
  const folder = path.dirname(file);
  await mkdir(folder, { recursive: true });
  const temporary = path.join(folder, TEMPORARY + randomBytes(6).toString('hex'));
  let handle: FileHandle | undefined;
  try {
    handle = await open(temporary, 'wx');
    await handle.writeFile(text);
    await handle.sync();
    await handle.close();
    handle = undefined;
    await rename(temporary, file);
  } catch (error) {
    await handle?.close().catch(() => undefined);
    await rm(temporary, { force: true });
    throw error;
  }
}

async function resolveLinks(file: string): Promise<Resolved> {
  try {
    const real = await realpath(file);
    return { real, kind: (await stat(real)).isDirectory() ? 'folder' : 'file' };
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'ENOTDIR') throw error;
    const parent = path.dirname(file);
    if (parent === file) return { real: file, kind: 'missing' };
    const { real } = await resolveLinks(parent);
    return { real: path.join(real, path.basename(file)), kind: 'missing' };
  }
}

async function unlessMissing<T>(read: () => Promise<T>, file: string, missing: T): Promise<T> {
  return orProblem(async () => {
    try {
      return await read();
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return missing;
      throw error;
    }
  }, file);
}

async function orProblem<T>(act: () => Promise<T>, file: string): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const problem: Problem = {
      code: 'disk-failed',
      summary: `${(error as Error).message.replace(/^(\w+): /, '$1, ').replace(/, \w+ '.*$/, '')}`,
      at: { file },
    };
    throw new BaketreeError([problem], { cause: error });
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
