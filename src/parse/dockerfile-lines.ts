/**
 * A Dockerfile's text → its instructions, each on one logical line, with directives and heredocs.
 *
 * This is done here and not by dockerfile-ast, whose splitting (0.7.1) differs from BuildKit's: it
 * misses `<< EOF`, `3<<EOF` and a plain heredoc after a `<<-` one, so that their bodies become
 * instructions; takes `\<<EOF` and `"a <<EOF b"` for heredocs, so that the instructions after them
 * vanish; continues a line that ends in two escapes; honours an escape directive below an unknown
 * one; and takes a lone carriage return for a line end. The rules are BuildKit's own
 * (frontend/dockerfile/parser/parser.go).
 */
import type { Problem } from '../errors.ts';
import { readDirectives } from './dockerfile-directives.ts';
import type { Directive, EscapeChar } from './dockerfile-facts.ts';
import { lexShell, rawWordsOf, SPACE } from './dockerfile-shell.ts';
import { type SplitLine, splitLine } from './dockerfile-split.ts';

/** A heredoc's body, with the line of its first line of text. */
export interface Heredoc {
  readonly name: string;
  /** False when the name is quoted. */
  readonly expand: boolean;
  readonly body: string;
  readonly line: number;
}

/** One instruction, from its keyword to the end of its last heredoc. */
export interface Instruction extends SplitLine {
  readonly line: number;
  readonly endLine: number;
  /** Where each physical line begins in the logical one. */
  readonly starts: readonly { readonly offset: number; readonly line: number }[];
  /** The logical line. */
  readonly text: string;
  readonly heredocs: readonly Heredoc[];
  /** The instruction under ONBUILD. */
  readonly trigger?: SplitLine;
}

/** What `readLines` finds. */
export interface DockerfileLines {
  readonly escapeChar: EscapeChar;
  readonly directives: readonly Directive[];
  readonly instructions: readonly Instruction[];
  readonly problems: readonly Problem[];
}

/** BuildKit's scanner refuses a physical line that is longer, in bytes (bufio.MaxScanTokenSize). */
const LONGEST_LINE = 65_535;

/** Splits a text into instructions; never throws. */
export function readLines(file: string, text: string): DockerfileLines {
  const physical = text.replace(/^\uFEFF/, '').split('\n');
  if (physical.at(-1) === '') physical.pop();
  const { escapeChar, directives, problems: wrong } = readDirectives(file, physical);
  const problems: Problem[] = [...wrong];
  const instructions: Instruction[] = [];
  const refuse = (summary: string, line: number, expected?: string) =>
    problems.push({
      code: 'template-invalid',
      summary,
      at: { file, line },
      ...(expected === undefined ? {} : { expected }),
    });
  physical.forEach((line, index) => {
    if (line.length * 3 > LONGEST_LINE && Buffer.byteLength(line) >= LONGEST_LINE) {
      refuse(`line is longer than the ${LONGEST_LINE} bytes that BuildKit reads`, index + 1);
    }
  });

  let next = 0;
  while (next < physical.length) {
    if (isBlank(physical[next] ?? '')) {
      next += 1;
      continue;
    }
    const line = next + 1;
    const joined = joinContinued(physical, next, escapeChar);
    next = joined.next;
    const split = splitLine(joined.text, escapeChar);
    const trigger = split.keyword === 'ONBUILD' ? splitLine(split.rest, escapeChar) : undefined;
    const heredocs: Heredoc[] = [];
    for (const word of heredocWordsOf(joined.text, trigger ?? split)) {
      const first = next;
      while (next < physical.length && !endsHeredoc(physical[next] ?? '', word)) next += 1;
      const body = physical.slice(first, next).join('\n');
      heredocs.push({ name: word.name, expand: word.expand, body, line: first + 1 });
      if (next >= physical.length) {
        refuse(`heredoc "${word.name}" is not ended`, line, `a line "${word.name}"`);
      }
      next = Math.min(next + 1, physical.length);
    }
    instructions.push({
      ...split,
      line,
      endLine: next,
      starts: joined.starts,
      text: joined.text,
      heredocs,
      ...(trigger === undefined ? {} : { trigger }),
    });
  }
  return { escapeChar, directives, instructions, problems };
}

/** The physical line of an offset in the logical line. */
export function lineAt(instruction: Instruction, offset: number): number {
  return instruction.starts.findLast((start) => start.offset <= offset)?.line ?? instruction.line;
}

/** A comment or an empty line; within a continued instruction it is left out and ends nothing. */
function isBlank(line: string): boolean {
  const bare = trimStart(line);
  return bare === '' || bare.startsWith('#');
}

function joinContinued(physical: readonly string[], from: number, escapeChar: string) {
  const starts: { readonly offset: number; readonly line: number }[] = [];
  let text = '';
  let next = from;
  for (let open = true; open && next < physical.length; next += 1) {
    const raw = trimEnd(physical[next] ?? '', '\r');
    if (isBlank(raw)) continue;
    const line = next === from ? trimStart(raw) : raw;
    const end = trimEnd(line, ' \t');
    open = end.endsWith(escapeChar) && end.at(-2) !== escapeChar;
    starts.push({ offset: text.length, line: next + 1 });
    text += open ? end.slice(0, -1) : line;
  }
  return { text, starts, next };
}

interface HeredocWord {
  readonly name: string;
  readonly expand: boolean;
  readonly tabs: boolean;
}

function heredocWordsOf(text: string, split: SplitLine): readonly HeredocWord[] {
  const may = ['ADD', 'COPY', 'RUN'].includes(split.keyword) && split.json.is !== 'array';
  if (!may || !text.includes('<<')) return [];
  // BuildKit reads this line with a backslash, whatever the escape directive; a line that it
  // cannot read, say for an odd apostrophe, has no heredocs at all.
  const lexed = lexShell(text, '\\');
  if (!lexed.ok) return [];
  return rawWordsOf(lexed.parts).flatMap((word) => {
    const match = /^\d*<<(-?)([^<]*)$/.exec(word);
    const name = match?.[2] === undefined ? undefined : lexShell(trimStart(match[2]), '\\');
    if (match === null || name === undefined || !name.ok) return [];
    const plain = name.parts.map((part) => (part.is === 'text' ? part.text : part.raw)).join('');
    const written = name.parts.map((part) => part.raw).join('');
    if (plain === '') return [];
    const quotes = (value: string) => value.replace(/[^'"]/g, '').length;
    return [{ name: plain, expand: quotes(plain) === quotes(written), tabs: match[1] === '-' }];
  });
}

function endsHeredoc(line: string, word: HeredocWord): boolean {
  const trimmed = trimEnd(line, '\r');
  return (word.tabs ? trimmed.replace(/^\t+/, '') : trimmed) === word.name;
}

function trimStart(text: string): string {
  let start = 0;
  while (start < text.length && SPACE.test(text.charAt(start))) start += 1;
  return text.slice(start);
}

function trimEnd(text: string, chars: string): string {
  let end = text.length;
  while (end > 0 && chars.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}
