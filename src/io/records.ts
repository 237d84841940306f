/**
 * Files out of images. Docker reads one only out of a container, which takes two to three of its calls;
 * an image never changes under its id, so each file is asked for once and kept.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { keptFolder } from './kept.ts';

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
  const ask = (args: readonly string[], more: { readonly cancelSignal?: AbortSignal }) =>
    execa('docker', args, {
      env: environment as Record<string, string>,
      extendEnv: false,
      reject: false,
      timeout: 20_000,
      stdin: 'ignore',
      encoding: 'buffer',
      ...more,
    });
  try {
    const made = await ask(
      ['create', '--pull', 'never', '--network', 'none', '--name', name, id, 'nothing'],
      { cancelSignal: stop },
    );
    if (made.exitCode !== 0) return { unread: lastLine(made.stderr) };
    const copied = await ask(['cp', `${name}:${file}`, '-'], { cancelSignal: stop });
    if (copied.exitCode !== 0) return { unread: lastLine(copied.stderr) };
    return { text: onlyFile(Buffer.from(copied.stdout)) };
  } finally {
    await ask(['rm', '--force', name], {});
  }
}

/** The content of an archive's first entry; its size is in octal digits in the header of 512 bytes. */
function onlyFile(archive: Buffer): string {
  const size = Number.parseInt(archive.toString('latin1', 124, 135), 8);
  return archive.toString('utf8', 512, 512 + size);
}

/** Whole or not at all. Where nothing can be kept, the next run asks again. */
async function keep(file: string, text: string): Promise<void> {
  const temporary = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(temporary, text);
    await rename(temporary, file);
  } catch {
    return;
  }
}

function lastLine(stderr: Uint8Array | undefined): string {
  const lines = Buffer.from(stderr ?? [])
    .toString('utf8')
    .trim();
  return lines.split('\n').at(-1) || 'docker does not answer';
}
