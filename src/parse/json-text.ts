/**
 * JSON with the places of its parts, for files that belong to somebody else: what is changed in them is
 * changed in their text, so that all else stays as it was. The grammar is that of RFC 8259.
 */

/** A value with its place in the text: from `start` up to, and without, `end`. */
export interface JsonValue {
  readonly start: number;
  readonly end: number;
  /** What `JSON.parse` makes of it. */
  readonly value: unknown;
  /** Of an object, in order; absent for all else. */
  readonly members?: readonly JsonMember[];
}

/** One `"name": value` of an object; `start` is where its name begins. */
export interface JsonMember {
  readonly name: string;
  readonly start: number;
  readonly value: JsonValue;
}

/** Where and why a text is no JSON; the line counts from 1. */
export interface JsonFault {
  readonly line: number;
  readonly why: string;
}

/** Reads a whole text. */
export function readJson(text: string): JsonValue | JsonFault {
  const reader = { text, at: 0 };
  try {
    const value = readValue(reader);
    skipSpace(reader);
    if (reader.at < text.length) throw fault(reader, 'the end of the file');
    return value;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const line = text.slice(0, error.at).split('\n').length;
    return { line, why: error.message };
  }
}

interface Reader {
  readonly text: string;
  at: number;
}

/** Thrown and caught here only. */
class Fault extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

function fault({ text, at }: Reader, expected: string): Fault {
  // Not what is there: it may be a part of a password.
  const there = at >= text.length ? 'the file ends' : 'something else stands';
  return new Fault(`${there} where ${expected} is expected`, at);
}

/** Deep enough for any configuration, and far from the end of the stack. */
const DEEPEST = 500;

function readValue(reader: Reader, depth = 0): JsonValue {
  skipSpace(reader);
  const { text, at: start } = reader;
  if (depth > DEEPEST) throw fault(reader, 'less nesting');
  const first = text[start];
  if (first === '{') return readObject(reader, depth);
  if (first === '[') return readArray(reader, depth);
  const word =
    first === '"'
      ? stringAt(reader)
      : /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?)/y;
  const found = typeof word === 'string' ? word : match(reader, word);
  if (found === undefined) throw fault(reader, 'a value');
  reader.at = start + found.length;
  return { start, end: reader.at, value: JSON.parse(found) };
}

function readObject(reader: Reader, depth: number): JsonValue {
  const start = reader.at;
  const members: JsonMember[] = [];
  reader.at += 1;
  skipSpace(reader);
  if (!take(reader, '}')) {
    do {
      skipSpace(reader);
      const at = reader.at;
      const name = stringAt(reader);
      reader.at += name.length;
      skipSpace(reader);
      if (!take(reader, ':')) throw fault(reader, 'a colon');
      members.push({ name: JSON.parse(name), start: at, value: readValue(reader, depth + 1) });
      skipSpace(reader);
    } while (take(reader, ','));
    if (!take(reader, '}')) throw fault(reader, 'a comma or the end of an object');
  }
  const value = Object.fromEntries(members.map((each) => [each.name, each.value.value]));
  return { start, end: reader.at, value, members };
}

function readArray(reader: Reader, depth: number): JsonValue {
  const start = reader.at;
  const items: unknown[] = [];
  reader.at += 1;
  skipSpace(reader);
  if (!take(reader, ']')) {
    do {
      items.push(readValue(reader, depth + 1).value);
      skipSpace(reader);
    } while (take(reader, ','));
    if (!take(reader, ']')) throw fault(reader, 'a comma or the end of a list');
  }
  return { start, end: reader.at, value: items };
}

/** A string as it is written, quotes and all. Control characters must be escaped in JSON. */
function stringAt(reader: Reader): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what may not be there
  const found = match(reader, /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y);
  if (found === undefined) throw fault(reader, 'a text in double quotes');
  return found;
}

function match({ text, at }: Reader, pattern: RegExp): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function take(reader: Reader, character: string): boolean {
  const is = reader.text[reader.at] === character;
  if (is) reader.at += 1;
  return is;
}

function skipSpace(reader: Reader): void {
  reader.at += match(reader, /[ \t\r\n]*/y)?.length ?? 0;
}
