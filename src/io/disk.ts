/** The disk, below one root folder. Paths are relative to it, with `/`. */
import { mkdir, readdir, readFile, realpath, rm, rmdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { BaketreeError } from '../errors.ts';
import { TEMPORARY, writeWhole } from './whole-file.ts';

/** What the commands need of a disk. */
export interface Disk {
  readonly root: string;
  /** A file's text, or undefined where there is none. */
  readonly read: (file: string) => Promise<string | undefined>;
  /**
   * All files below a folder, sorted, links among them, temporary ones not; none where there is no such
   * folder.
   */
  readonly list: (folder: string) => Promise<readonly string[]>;
  /**
   * Writes a file whole or not at all: temporary file, fsync, rename. A link in its place is replaced,
   * not followed; a folder that links lead out of the project is refused.
   */
  readonly write: (file: string, text: string) => Promise<void>;
  /** Removes a file, and its folder where that is then empty. */
  readonly remove: (file: string) => Promise<void>;
  /** Removes what killed runs left half written below a folder, an hour ago or longer. */
  readonly sweep: (folder: string) => Promise<void>;
  /** Where a path leads after all links, and what is there. */
  readonly resolve: (file: string) => Promise<Resolved>;
}

/** A path after links: its real place (of the longest part that exists, with the rest added). */
export interface Resolved {
  readonly real: string;
  readonly kind: 'file' | 'folder' | 'missing';
}

/** After this a temporary file is nobody's any more; writing one takes well under a second. */
const ABANDONED = 3_600_000;

/** The real disk. Failures other than a missing file throw {@link BaketreeError} `disk-failed`. */
export function realDisk(root: string): Disk {
  const at = (file: string) => path.resolve(root, file);
  return {
    root,
    read: (file) => orProblem('read', file, () => unlessMissing(() => readFile(at(file), 'utf8'))),
    list: (folder) =>
      orProblem('list', folder, async () => {
        const found = await filesBelow(at(folder));
        return found
          .filter((file) => !path.basename(file).startsWith(TEMPORARY))
          .map((file) => path.relative(root, file).split(path.sep).join('/'))
          .sort();
      }),
    write: (file, text) =>
      orProblem('write', file, async () => {
        await mkdir(path.dirname(at(file)), { recursive: true });
        await refuseOutside(root, path.dirname(at(file)), file);
        await writeWhole(at(file), text, { lasting: true });
      }),
    remove: (file) =>
      orProblem('remove', file, async () => {
        await refuseOutside(root, path.dirname(at(file)), file);
        await rm(at(file), { force: true });
        // Not empty is what most folders are; an empty one that stays does no harm.
        await rmdir(path.dirname(at(file))).catch(() => undefined);
      }),
    sweep: (folder) =>
      orProblem('list', folder, async () => {
        for (const file of await filesBelow(at(folder))) {
          if (!path.basename(file).startsWith(TEMPORARY)) continue;
          const written = await unlessMissing(() => stat(file));
          if (written && Date.now() - written.mtimeMs > ABANDONED) await rm(file, { force: true });
        }
      }),
    resolve: (file) => orProblem('read', file, () => resolveLinks(at(file))),
  };
}

/** All files below a folder, links followed; one that leads to a folder above itself is not. */
async function filesBelow(folder: string, above: readonly string[] = []): Promise<string[]> {
  const real = await unlessMissing(() => realpath(folder));
  if (real === undefined || above.includes(real)) return [];
  const found: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const each = path.join(folder, entry.name);
    const is = entry.isSymbolicLink() ? await unlessMissing(() => stat(each)) : entry;
    if (is?.isFile()) found.push(each);
    else if (is?.isDirectory()) found.push(...(await filesBelow(each, [...above, real])));
  }
  return found;
}

async function refuseOutside(root: string, folder: string, file: string): Promise<void> {
  const [inside, real] = [await realpath(root), await unlessMissing(() => realpath(folder))];
  if (real === undefined || path.relative(inside, real).split(path.sep)[0] !== '..') return;
  const summary = `a link leads out of the project, to ${real}`;
  throw new BaketreeError([{ code: 'disk-failed', summary, at: { file } }]);
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

async function unlessMissing<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

type Deed = 'read' | 'list' | 'write' | 'remove';

async function orProblem<T>(deed: Deed, file: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof BaketreeError) throw error;
    throw new BaketreeError([diskProblem(deed, file, error as NodeJS.ErrnoException)], {
      cause: error,
    });
  }
}

/** Node says "ENOSPC: no space left on device, write"; a person needs the middle, and where to look. */
function diskProblem(deed: Deed, file: string, { code = '', message }: NodeJS.ErrnoException) {
  const why = /^\w+: (.*?)(?:, \w+(?: '.*)?)?$/s.exec(message)?.[1] ?? message;
  const folder = deed === 'list' ? file : path.posix.dirname(file);
  const hints: Readonly<Record<string, string>> = {
    ENOSPC: `df -h ${folder}`,
    EDQUOT: `df -h ${folder}`,
    EACCES: `ls -ld ${folder} ${file}`,
    EPERM: `ls -ld ${folder} ${file}`,
    EROFS: `ls -ld ${folder}`,
    EISDIR: `ls -ld ${file}`,
  };
  const hint = hints[code];
  return {
    code: 'disk-failed' as const,
    summary: `cannot ${deed}: ${why}`,
    at: { file },
    ...(hint ? { hint } : {}),
  };
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
