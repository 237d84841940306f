/** A file that belongs to the user and that other programs write, too: read, and replaced whole. */
import { randomBytes } from 'node:crypto';
import { chown, mkdir, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { BaketreeError } from '../errors.ts';

/** Reads and changes such files. Both throw `disk-failed`. */
export interface UserFiles {
  /** The text, or undefined where there is no such file. Links are followed. */
  readonly read: (file: string) => Promise<string | undefined>;
  /**
   * Changes a text; `change` gives undefined where nothing is to be written, and may be called again,
   * with what somebody else wrote meanwhile. The file is replaced in one step, with its mode and owner; a new one
   * is for its owner only. Where a link leads to it, the link stays.
   */
  readonly change: (
    file: string,
    change: (text: string | undefined) => string | undefined,
  ) => Promise<void>;
}

/** The real ones. */
export const realUserFiles: UserFiles = {
  read: (file) => orProblem('read', file, () => textOf(file)),
  change: (file, change) =>
    orProblem('change', file, async () => {
      if (change(await textOf(file)) === undefined) return;
      await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
      const real = await realpath(file).catch(() => file);
      const unlock = await lock(`${real}.baketree-lock`);
      try {
        for (;;) {
          const before = await textOf(real);
          const after = change(before);
          if (after === undefined || after === before) return;
          if (await replace(real, { before, after })) return;
        }
      } finally {
        await unlock();
      }
    }),
};

/** Gives whether it was done; it is not where the file is no longer as it was. */
async function replace(
  file: string,
  { before, after }: { readonly before: string | undefined; readonly after: string },
): Promise<boolean> {
  const temporary = `${file}.tmp-baketree-${randomBytes(6).toString('hex')}`;
  try {
    const old = before === undefined ? undefined : await stat(file);
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(after);
      if (old) await handle.chmod(old.mode & 0o7777);
      await handle.sync();
    } finally {
      await handle.close();
    }
    // Only root can give a file away; anybody else is its owner already, or may not be here at all.
    if (old && process.getuid?.() === 0) await chown(temporary, old.uid, old.gid);
    if ((await textOf(file)) !== before) return false;
    await rename(temporary, file);
    return true;
  } finally {
    await rm(temporary, { force: true });
  }
}

/** A change takes milliseconds: an older lock is one that a killed run left. */
const ABANDONED = 10_000;

/** Programs of ours take turns; docker's own do not lock its file. */
async function lock(file: string): Promise<() => Promise<void>> {
  for (;;) {
    try {
      await (await open(file, 'wx', 0o600)).close();
      return () => rm(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const made = await stat(file).catch(() => undefined);
    if (made && Date.now() - made.mtimeMs > ABANDONED) await rm(file, { force: true });
    else await setTimeout(20);
  }
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function orProblem<T>(deed: string, file: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof BaketreeError) throw error;
    const { message, code } = error as NodeJS.ErrnoException;
    const why = /^\w+: (.*?)(?:, \w+(?: '.*)?)?$/s.exec(message)?.[1] ?? message;
    const folder = path.dirname(file);
    const hint = code === 'ENOSPC' ? `df -h ${folder}` : `ls -ld ${folder} ${file}`;
    const problem = { code: 'disk-failed', summary: `cannot ${deed}: ${why}`, at: { file } };
    throw new BaketreeError([{ ...problem, code: 'disk-failed', hint }], { cause: error });
  }
}
