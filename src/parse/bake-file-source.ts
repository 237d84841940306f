/**
 * The source of a bake file's values: each as a person wrote it. hcl2json gives expressions in a spelling
 * of its own, and no places.
 *
 * Only as much of HCL is read as it takes to find where a value ends; what it means is hcl2json's affair,
 * and what that refuses never comes here.
 */
import { BAKE_BLOCKS, pathStep } from './bake-file-values.ts';
import { hclTokens, type Token } from './hcl-tokens.ts';

/**
 * The text of values by the path that `diffBakeValues` gives them, such as `target.a.args.X`. Comments
 * are left out, and a value of several lines becomes one; those with heredocs are not there.
 */
export function valueSources(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  readBody({ tokens: hclTokens(text.replace(/^\uFEFF/, '')), found }, 0, '');
  return found;
}

interface Reading {
  readonly tokens: readonly Token[];
  readonly found: Map<string, string>;
}

/** Reads attributes and blocks up to the brace that ends them; gives the place behind it. */
function readBody(reading: Reading, start: number, path: string): number {
  const { tokens } = reading;
  const counts = new Map<string, number>();
  let at = start;
  while (at < tokens.length && !isMark(tokens[at], '}')) {
    const name = tokens[at];
    if (name?.kind === 'line') at += 1;
    else if (isMark(tokens[at + 1], '=')) {
      at = readValue(reading, at + 2, join(path, name?.text ?? ''));
    } else {
      let brace = at + 1;
      while (brace < tokens.length && !isMark(tokens[brace], '{')) brace += 1;
      const labels = tokens.slice(at + 1, brace).map(keyOf);
      at = readBody(reading, brace + 1, blockPath(path, [name?.text ?? '', ...labels], counts));
    }
  }
  return at + 1;
}

/** A block of bake's is found by its name, the second of one name as `name#2`; others by their number. */
function blockPath(
  path: string,
  [kind = '', label]: readonly string[],
  counts: Map<string, number>,
): string {
  const key = `${kind} ${label}`;
  const count = (counts.get(key) ?? 0) + 1;
  counts.set(key, count);
  if (path === '' && Object.hasOwn(BAKE_BLOCKS, kind) && label !== undefined) {
    return `${kind}.${pathStep(count === 1 ? label : `${label}#${count}`)}`;
  }
  return `${join(path, kind)}[${count - 1}]`;
}

/** Notes the value that begins at a place, and what is inside it; gives the place behind it. */
function readValue(reading: Reading, start: number, path: string): number {
  const { tokens, found } = reading;
  const end = valueEnd(tokens, start);
  const own = tokens.slice(start, end);
  if (!own.some(({ kind }) => kind === 'heredoc')) found.set(path, oneLine(own));
  const isWhole = closing(tokens, start) === end - 1;
  if (isWhole && isMark(tokens[start], '{')) readEntries(reading, start + 1, path);
  if (isWhole && isMark(tokens[start], '[')) readItems(reading, start + 1, path);
  return end;
}

function readEntries(reading: Reading, start: number, path: string): void {
  const { tokens } = reading;
  let at = start;
  while (at < tokens.length && !isMark(tokens[at], '}')) {
    const [key, equals] = [tokens[at], tokens[at + 1]];
    if (key?.kind === 'line' || isMark(key, ',')) at += 1;
    else if (key && (isMark(equals, '=') || isMark(equals, ':'))) {
      at = readValue(reading, at + 2, join(path, keyOf(key)));
    }
    // A key that is computed, or a comprehension: the whole is all that can be told.
    else return;
  }
}

function readItems(reading: Reading, start: number, path: string): void {
  const { tokens } = reading;
  let at = start;
  for (let index = 0; at < tokens.length && !isMark(tokens[at], ']'); ) {
    if (tokens[at]?.kind === 'line') at += 1;
    else if (isMark(tokens[at], ',')) {
      at += 1;
      index += 1;
    } else at = Math.max(at + 1, readValue(reading, at, `${path}[${index}]`));
  }
}

/** Where a value ends: before the comma, the line end or the closing mark that is not its own. */
function valueEnd(tokens: readonly Token[], start: number): number {
  let at = start;
  while (at < tokens.length) {
    const token = tokens[at];
    if (token?.kind === 'line' || isMark(token, ',', '}', ']', ')')) return at;
    at = closing(tokens, at) + 1;
  }
  return at;
}

/** The place of the mark that closes the one at a place; that place itself where it opens nothing. */
function closing(tokens: readonly Token[], start: number): number {
  let depth = 0;
  for (let at = start; at < tokens.length; at += 1) {
    if (isMark(tokens[at], '{', '[', '(')) depth += 1;
    if (isMark(tokens[at], '}', ']', ')')) depth -= 1;
    if (depth <= 0) return at;
  }
  return tokens.length - 1;
}

/** Line ends inside a value become blanks, and commas where they part the entries of an object. */
function oneLine(tokens: readonly Token[]): string {
  const open: string[] = [];
  let text = '';
  let gap = '';
  for (const [index, token] of tokens.entries()) {
    const { kind, text: own, spaced } = token;
    if (kind === 'line' || spaced) gap ||= ' ';
    if (kind === 'line') {
      const before = tokens[index - 1];
      if (open.at(-1) === '{' && !isMark(before, '{', ',') && before?.kind !== 'line') gap = ', ';
      continue;
    }
    const closes = isMark(token, '}', ']', ')');
    if (isMark(token, '{', '[', '(')) open.push(own);
    if (closes) {
      open.pop();
      text = text.replace(/,$/, '');
    }
    text += text === '' ? own : `${closes && gap !== '' ? ' ' : gap}${own}`;
    gap = '';
  }
  return text;
}

function isMark(token: Token | undefined, ...marks: readonly string[]): boolean {
  return token?.kind === 'mark' && marks.includes(token.text);
}

/** A name as hcl2json has it: a string is read, as far as it is one of JSON too. */
function keyOf({ kind, text }: Token): string {
  if (kind !== 'string') return text;
  try {
    return JSON.parse(text) as string;
  } catch {
    return text;
  }
}

function join(path: string, key: string): string {
  return path === '' ? pathStep(key) : `${path}.${pathStep(key)}`;
}
