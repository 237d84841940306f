/**
 * The files of a folder that somebody sees, with what they hold. One after the other: where folders are many
 * and small, waiting for a thread takes longer than the disk does.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { BaketreeError } from '../errors.ts';

/** Which files are seen, and which folders may hold one; paths are relative to the folder, with `/`. */
export interface Sight {
  readonly sees: (file: string) => boolean;
  readonly mayHold: (folder: string) => boolean;
}

/**
 * Their bytes by path, a character of the text for each. Links are neither files nor followed below the
 * folder. Undefined where there is no such folder. Throws `disk-failed`.
 */
export function seenFiles(folder: string, sight: Sight): ReadonlyMap<string, string> | undefined {
  const found = new Map<string, string>();
  const visit = (below: string): void => {
    for (const entry of readdirSync(path.join(folder, below), { withFileTypes: true })) {
      const file = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory() && sight.mayHold(file)) visit(file);
      if (!entry.isFile() || !sight.sees(file)) continue;
      found.set(file, readFileSync(path.join(folder, file), 'latin1'));
    }
  };
  try {
    visit('');
    return found;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    const problem = { code: 'disk-failed' as const, summary: `cannot read: ${message}` };
    throw new BaketreeError([{ ...problem, at: { file: folder } }], { cause: error });
  }
}
