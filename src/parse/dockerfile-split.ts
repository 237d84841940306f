/**
 * One logical line of a Dockerfile, taken apart: keyword, flags, the rest, and a JSON array where
 * the rest is one.
 *
 * The flags are read here and not by dockerfile-ast, which (0.7.1) leaves quotes in them, doubles
 * escaped ones, cuts a quoted flag at a space, takes what follows `--` for flags, and knows none
 * on CMD; the rules are BuildKit's (frontend/dockerfile/parser/split_command.go).
 */
import { SPACE } from './dockerfile-shell.ts';

/** A `--name` or `--name=value` without its quotes; `offset` counts in the logical line. */
export interface Flag {
  readonly name: string;
  /** Absent without `=`. */
  readonly value?: string;
  readonly offset: number;
}

/** The pieces of a logical line. */
export interface SplitLine {
  /** In upper case. */
  readonly keyword: string;
  readonly flags: readonly Flag[];
  /** What follows the flags, trimmed. */
  readonly rest: string;
  readonly restOffset: number;
  readonly json: JsonForm;
}

/** Whether a text is a JSON array of strings; `mixed` is an array that BuildKit refuses. */
export type JsonForm =
  | { readonly is: 'array'; readonly words: readonly string[] }
  | { readonly is: 'mixed' }
  | { readonly is: 'none' };

const JSON_KEYWORDS = new Set('ADD COPY CMD ENTRYPOINT RUN SHELL VOLUME'.split(' '));

/** Takes a logical line apart; never throws. */
export function splitLine(text: string, escapeChar: string): SplitLine {
  const line = trimSpace(text).text;
  const gap = /[\t\v\f\r ]+/.exec(line);
  const keyword = (gap === null ? line : line.slice(0, gap.index)).toUpperCase();
  const start = gap === null ? line.length : gap.index + gap[0].length;
  const { flags, end } = readFlags(line, start, escapeChar);
  const rest = trimSpace(line.slice(end));
  const skipped = trimSpace(text).start;
  return {
    keyword,
    flags: flags.map((flag) => ({ ...flag, offset: flag.offset + skipped })),
    rest: rest.text,
    restOffset: skipped + end + rest.start,
    json: JSON_KEYWORDS.has(keyword) ? readJson(rest.text) : { is: 'none' },
  };
}

/** A JSON array of strings, in the way of CMD and COPY; anything that does not parse is `none`. */
export function readJson(text: string): JsonForm {
  if (!text.startsWith('[')) return { is: 'none' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { is: 'none' };
  }
  if (!Array.isArray(value)) return { is: 'none' };
  const words = value.filter((word): word is string => typeof word === 'string');
  return words.length === value.length ? { is: 'array', words } : { is: 'mixed' };
}

/** The words of a text, split at white space and nothing else, as FROM, COPY and EXPOSE are. */
export function plainWords(text: string): readonly string[] {
  return text === '' ? [] : text.split(/[\t\v\f\r ]+/);
}

/** The words of a text, quotes as written but spaces within them kept, as ARG and ENV are. */
export function quotedWords(text: string, escapeChar: string): readonly string[] {
  const words: string[] = [];
  let word = '';
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (quote === '' && SPACE.test(char)) {
      if (word !== '') words.push(word);
      word = '';
      continue;
    }
    if (quote === '' && (char === "'" || char === '"')) quote = char;
    else if (char === quote) quote = '';
    if (char === escapeChar && quote !== "'") {
      // An escape at the very end stands for nothing.
      if (at + 1 < text.length) word += char + text.charAt(at + 1);
      at += 1;
    } else word += char;
  }
  if (word !== '') words.push(word);
  return words;
}

function readFlags(line: string, start: number, escapeChar: string) {
  const flags: Flag[] = [];
  let at = start;
  while (at < line.length) {
    if (SPACE.test(line.charAt(at))) {
      at += 1;
      continue;
    }
    if (!line.startsWith('--', at)) break;
    const offset = at;
    let word = '';
    let quote = '';
    let blank = false;
    for (; at < line.length && (quote !== '' || !SPACE.test(line.charAt(at))); at += 1) {
      const char = line.charAt(at);
      if (char === quote) quote = '';
      else if (quote === '' && (char === "'" || char === '"')) {
        quote = char;
        blank = true;
      } else if (char === escapeChar) {
        at += 1;
        word += line.charAt(at);
      } else word += char;
    }
    if (word === '--' && !blank) break;
    const equals = word.indexOf('=');
    flags.push(
      equals < 0
        ? { name: word, offset }
        : { name: word.slice(0, equals), value: word.slice(equals + 1), offset },
    );
  }
  return { flags, end: Math.min(at, line.length) };
}

function trimSpace(text: string): { readonly text: string; readonly start: number } {
  let start = 0;
  let end = text.length;
  while (start < end && SPACE.test(text.charAt(start))) start += 1;
  while (end > start && SPACE.test(text.charAt(end - 1))) end -= 1;
  return { text: text.slice(start, end), start };
}
