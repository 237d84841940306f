/**
 * Files out of images. Docker reads one only out of a container, which takes two to three of its calls;
 * an image never changes under its id, so each file is asked for once and kept.
 */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ask as askChild } from './child.ts';
import { lastLine, PATIENCE } from './docker-answers.ts';
import { keep, keptFolder } from './kept.ts';

/** Reads records of what images were made from. */
export interface Records {
  /** The text of a file of an image, by the image's id; or why there is none, in docker's own words. */
  readonly read: (id: string, file: string) => Promise<ImageFile>;
}

/** A file of an image, or why it cannot be read. */
export type ImageFile = { readonly text: string } | { readonly unread: string };

/** The real images. `stop` ends a question; the container is removed all the same. */
export function realRecords(
  root: string,
  environment: Readonly<Record<string, string | undefined>>,
  stop: AbortSignal,
): Records {
  const kept = keptFolder(root, 'baketree');
  return {
    read: async (id, file) => {
      const at = kept && path.join(kept, `${id}${file}`.replace(/[^\w.]/g, '-'));
      const known = at && (await readFile(at, 'utf8').catch(() => undefined));
      if (known !== undefined && known !== '') return { text: known };
      const found = await copyOut(id, file, { environment, stop });
      if (at && 'text' in found) await keep(at, found.text);
      return found;
    },
  };
}

/** A container that is never started, and runs nothing if it were. */
async function copyOut(
  id: string,
  file: string,
  {
    environment,
    stop,
  }: {
    readonly environment: Readonly<Record<string, string | undefined>>;
    readonly stop: AbortSignal;
  },
): Promise<ImageFile> {
  const name = `baketree-${randomBytes(6).toString('hex')}`;
  // A character for each byte: an archive is no text.
  const ask = (args: readonly string[], ending?: AbortSignal) =>
    askChild('docker', args, {
      environment,
      patience: PATIENCE,
      encoding: 'latin1',
      stop: ending,
    });
  try {
    const made = await ask(
      ['create', '--pull', 'never', '--network', 'none', '--name', name, id, 'nothing'],
      stop,
    );
    if (made.exitCode !== 0) return { unread: lastLine(made) };
    const copied = await ask(['cp', `${name}:${file}`, '-'], stop);
    if (copied.exitCode !== 0) return { unread: lastLine(copied) };
    return { text: onlyFile(Buffer.from(copied.stdout, 'latin1')) };
  } finally {
    await ask(['rm', '--force', name]);
  }
}

/** The content of an archive's first entry; its size is in octal digits in the header of 512 bytes. */
function onlyFile(archive: Buffer): string {
  const size = Number.parseInt(archive.toString('latin1', 124, 135), 8);
  return archive.toString('utf8', 512, 512 + size);
}
