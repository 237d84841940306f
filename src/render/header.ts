/**
 * The header of every generated file: what it is, what to edit instead, what to run, and the hash of
 * the file itself, by which an edit by hand is seen. No dates: the same input gives the same bytes.
 */
import { hashOf } from '../model/hash.ts';

const LABEL = 'sha256 of this file, with this number left out:';
const HASH_LINE = new RegExp(`^# ${LABEL} ([0-9a-f]{64})$`, 'm');

/** Puts the hash into a text that has {@link hashLine} among its comment lines; line ends become LF. */
export function sealFile(text: string): string {
  const unix = toUnix(text);
  return unix.replace(hashLine(), `# ${LABEL} ${hashOf(unix)}`);
}

/** The line of a header in which {@link sealFile} writes the hash. */
export function hashLine(): string {
  return `# ${LABEL} -`;
}

/** Ours and untouched, ours and changed by a person, or not ours at all. */
export type Authorship = 'generated' | 'edited' | 'foreign';

/** Tells whose a file is, from its text alone. A checkout's CRLF counts as no change. */
export function authorshipOf(text: string): Authorship {
  const unix = toUnix(text);
  const match = HASH_LINE.exec(unix);
  if (!match) return 'foreign';
  return hashOf(unix.replace(match[0], hashLine())) === match[1] ? 'generated' : 'edited';
}

/** A text with LF line ends. */
export function toUnix(text: string): string {
  return text.replaceAll('\r\n', '\n');
}
