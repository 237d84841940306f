/** Files that are there whole or not at all: written under another name, then renamed. */
import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/** Temporary files begin so, in the folder of the file itself. A killed run leaves one. */
export const TEMPORARY = '.tmp-baketree-';

/**
 * Writes a text in the place of whatever a path names, a link too. With `lasting` it is on the disk
 * before it is in its place. Throws what Node throws, and then leaves nothing behind.
 */
export async function writeWhole(
  file: string,
  text: string,
  { lasting }: { readonly lasting: boolean },
): Promise<void> {
  const temporary = path.join(path.dirname(file), TEMPORARY + randomBytes(6).toString('hex'));
  try {
    const handle = await open(temporary, 'wx');
    try {
      await handle.writeFile(text);
      if (lasting) await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}
