/**
 * The shell-like words of a Dockerfile: quotes, escapes and interpolations.
 *
 * The rules are those of BuildKit's own lexer (frontend/dockerfile/shell/lex.go), which differ
 * from a real shell's; dockerfile-ast has no evaluator and reports `${X:-${Y}}` as one variable.
 */

/** A piece of a word: literal text, or a reference to a name. */
export type ShellPart =
  | { readonly is: 'text'; readonly text: string; readonly raw: string; readonly quoted: boolean }
  | ShellReference;

/** `$X` (no operator) or `${X<operator><word>}`. */
export interface ShellReference {
  readonly is: 'reference';
  readonly name: string;
  readonly operator: '' | '-' | '+' | '?' | ':-' | ':+' | ':?' | '#' | '%' | '/';
  readonly word: readonly ShellPart[];
  readonly raw: string;
  readonly quoted: boolean;
}

/** The parts of a text, or why BuildKit would refuse it. */
export type ShellText =
  | { readonly ok: true; readonly parts: readonly ShellPart[] }
  | { readonly ok: false; readonly reason: string };

/** What Go calls a space; JavaScript's `\s` lacks U+0085 and adds U+FEFF. */
export const SPACE = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

/** Deeper nesting is refused: the bound keeps hostile input from exhausting the stack. */
const DEEPEST = 50;

class Refused extends Error {}

/** Reads a text into its parts; never throws. */
export function lexShell(text: string, escapeChar: string): ShellText {
  try {
    return { ok: true, parts: readUntil({ text, escapeChar, at: 0 }, undefined, 0) };
  } catch (error) {
    if (error instanceof Refused) return { ok: false, reason: error.message };
    throw error;
  }
}

interface Cursor {
  readonly text: string;
  readonly escapeChar: string;
  at: number;
}

function readUntil(cursor: Cursor, stop: string | undefined, depth: number): readonly ShellPart[] {
  if (depth > DEEPEST) throw new Refused(`interpolations are nested more than ${DEEPEST} deep`);
  const parts: ShellPart[] = [];
  while (cursor.at < cursor.text.length) {
    const char = cursor.text.charAt(cursor.at);
    if (char === stop) {
      cursor.at += 1;
      return parts;
    }
    if (char === "'") parts.push(readSingle(cursor));
    else if (char === '"') parts.push(...readDouble(cursor, depth));
    else if (char === '$') parts.push(readDollar(cursor, false, depth));
    else parts.push(readChar(cursor));
  }
  if (stop !== undefined) throw new Refused(`"${stop}" is missing`);
  return parts;
}

function readChar(cursor: Cursor): ShellPart {
  const char = cursor.text.charAt(cursor.at);
  cursor.at += 1;
  if (char !== cursor.escapeChar) return { is: 'text', text: char, raw: char, quoted: false };
  const next = cursor.text.charAt(cursor.at);
  cursor.at += next.length;
  return { is: 'text', text: next, raw: char + next, quoted: true };
}

function readSingle(cursor: Cursor): ShellPart {
  const end = cursor.text.indexOf("'", cursor.at + 1);
  if (end < 0) throw new Refused('a single quote is not closed');
  const raw = cursor.text.slice(cursor.at, end + 1);
  cursor.at = end + 1;
  return { is: 'text', text: raw.slice(1, -1), raw, quoted: true };
}

function readDouble(cursor: Cursor, depth: number): readonly ShellPart[] {
  const { text, escapeChar } = cursor;
  const quote: ShellPart = { is: 'text', text: '', raw: '"', quoted: true };
  const parts: ShellPart[] = [quote];
  cursor.at += 1;
  while (cursor.at < text.length) {
    const char = text.charAt(cursor.at);
    if (char === '"') {
      cursor.at += 1;
      parts.push(quote);
      return parts;
    }
    if (char === '$') {
      parts.push(readDollar(cursor, true, depth));
      continue;
    }
    const next = text.charAt(cursor.at + 1);
    // Within double quotes the escape stands for itself, except before these three.
    const escaped = char === escapeChar && (next === '"' || next === '$' || next === escapeChar);
    const raw = escaped ? char + next : char;
    parts.push({ is: 'text', text: escaped ? next : char, raw, quoted: true });
    cursor.at += raw.length;
  }
  throw new Refused('a double quote is not closed');
}

function readDollar(cursor: Cursor, quoted: boolean, depth: number): ShellPart {
  const start = cursor.at;
  cursor.at += 1;
  const part = (
    name: string,
    operator: ShellReference['operator'],
    word: readonly ShellPart[],
  ): ShellPart => ({
    is: 'reference',
    name,
    operator,
    word,
    raw: cursor.text.slice(start, cursor.at),
    quoted,
  });
  if (cursor.text.charAt(cursor.at) !== '{') {
    const name = readName(cursor);
    return name === '' ? { is: 'text', text: '$', raw: '$', quoted } : part(name, '', []);
  }
  cursor.at += 1;
  if (/^[{}:]?$/.test(cursor.text.charAt(cursor.at))) throw new Refused('bad substitution');
  const name = readName(cursor);
  const found = /^(?:\}|:?[-+?]|[#%/])/.exec(cursor.text.slice(cursor.at, cursor.at + 2))?.[0];
  if (found === undefined) {
    throw new Refused(`unsupported modifier in "${cursor.text.slice(start, cursor.at + 1)}"`);
  }
  cursor.at += found.length;
  if (found === '}') return part(name, '', []);
  if (found === '/') {
    if (cursor.text.charAt(cursor.at) === '/') cursor.at += 1;
    readUntil(cursor, '/', depth + 1);
  }
  return part(name, found as ShellReference['operator'], readUntil(cursor, '}', depth + 1));
}

function readName(cursor: Cursor): string {
  const pattern = /\p{Nd}+|[@*#?\-$!]|[\p{L}\p{Nd}_]+/uy;
  pattern.lastIndex = cursor.at;
  const name = pattern.exec(cursor.text)?.[0] ?? '';
  cursor.at += name.length;
  return name;
}

/** All references in the parts, those inside default words included, in order. */
export function referencesIn(parts: readonly ShellPart[]): readonly ShellReference[] {
  return parts.flatMap((part) =>
    part.is === 'reference' ? [part, ...referencesIn(part.word)] : [],
  );
}

/**
 * The words of a text, split at spaces outside quotes; quotes and escapes stay as written.
 * Spaces directly after `<<` do not split, so that `<< EOF` is one word, as it is for BuildKit.
 */
export function rawWordsOf(parts: readonly ShellPart[]): readonly string[] {
  const words: string[] = [];
  let word = '';
  let arrows = 0;
  for (const part of parts) {
    if (part.quoted) {
      word += part.raw;
      arrows = 0;
      continue;
    }
    for (const char of part.raw) {
      if (arrows === 2 && /[\t\r ]/.test(char)) {
        word += char;
      } else if (SPACE.test(char)) {
        if (word !== '') words.push(word);
        word = '';
        arrows = 0;
      } else {
        word += char;
        arrows = char !== '<' || part.is === 'reference' ? 0 : arrows === 1 ? 2 : 1;
      }
    }
  }
  if (word !== '') words.push(word);
  return words;
}
