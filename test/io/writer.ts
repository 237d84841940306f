/** A process that does nothing but write versions of one file, until somebody kills it. */
import { createHash } from 'node:crypto';
import path from 'node:path';
import { realDisk } from '../../src/io/disk.ts';

/** A text of about some size that tells whether it is whole: its first line is the hash of the rest. */
export function wholeText(size: number, letter: string): string {
  const body = letter.repeat(size);
  return `${createHash('sha256').update(body).digest('hex')}\n${body}`;
}

/** Whether a text is one of {@link wholeText}. */
export function isWhole(text: string): boolean {
  const end = text.indexOf('\n');
  const body = text.slice(end + 1);
  return end === 64 && createHash('sha256').update(body).digest('hex') === text.slice(0, end);
}

/** Sizes from 5 kB to 5 MB. */
export const SIZES = [5_000, 50_000, 500_000, 5_000_000];

const [, , file] = process.argv;
if (file?.startsWith('/')) {
  const disk = realDisk(path.dirname(file));
  const texts = SIZES.map((size) => wholeText(size, 'x'));
  process.stdout.write('ready\n');
  for (let round = 0; ; round++) {
    await disk.write(path.basename(file), texts[round % texts.length] ?? '');
  }
}
