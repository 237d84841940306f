/** Samples of patterns: a text that matches, so that the branch behind a `matches` can be tried. */
import { checkPattern } from './pattern.ts';

/**
 * A short text that matches a pattern of those that `checkPattern` lets pass, or undefined where none is
 * found: of alternatives the first, of repetitions the fewest, of classes a character that reads well.
 */
export function sampleOf(pattern: string): string | undefined {
  if (checkPattern(pattern) !== undefined) return undefined;
  const sample = readAlternatives({ pattern, at: 0 });
  return new RegExp(pattern, 'u').test(sample) ? sample : undefined;
}

interface Reader {
  readonly pattern: string;
  at: number;
}

function readAlternatives(reader: Reader): string {
  const first = readSequence(reader);
  while (reader.pattern[reader.at] === '|') {
    reader.at += 1;
    readSequence(reader);
  }
  return first;
}

function readSequence(reader: Reader): string {
  let text = '';
  while (reader.at < reader.pattern.length && !'|)'.includes(reader.pattern[reader.at] ?? '')) {
    const atom = readAtom(reader);
    const rest = reader.pattern.slice(reader.at);
    const [quantifier = '', low] = /^(?:[*+?]|\{(\d+)(?:,\d*)?\})/.exec(rest) ?? [];
    reader.at += quantifier.length;
    const least = quantifier === '*' || quantifier === '?' ? 0 : Number(low ?? 1);
    text += atom.repeat(least);
  }
  return text;
}

function readAtom(reader: Reader): string {
  const rest = reader.pattern.slice(reader.at);
  if (rest[0] === '(') {
    reader.at += rest.startsWith('(?:') ? 3 : 1;
    const inside = readAlternatives(reader);
    reader.at += 1;
    return inside;
  }
  const atom = /^(?:\[(?:\\.|[^\]\\])*\]|\\.|.)/su.exec(rest)?.[0] ?? '';
  reader.at += atom.length;
  if (atom === '^' || atom === '$') return '';
  if (!/^[[\\]/.test(atom)) return atom;
  const one = new RegExp(`^${atom}$`, 'u');
  return (
    LEGIBLE.find((character) => one.test(character)) ?? [...atom].at(atom[1] === '^' ? 2 : 1) ?? ''
  );
}

/** Printable ASCII, lower-case letters first, and the blanks. */
const LEGIBLE: readonly string[] = [
  ...'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_./:+@!"#$%&\'()*,;<=>?[\\]^`{|}~',
  ...' \t\n\r\f\v',
];
