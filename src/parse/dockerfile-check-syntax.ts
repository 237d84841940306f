/**
 * What BuildKit would refuse in one instruction, whatever its surroundings: unknown keywords and
 * flags, too few or too many words, a JSON array of other things than strings
 * (frontend/dockerfile/instructions/parse.go).
 */
import type { Problem } from '../errors.ts';
import { nearest } from '../model/nearest.ts';
import { flagProblems, KEYWORDS } from './dockerfile-flags.ts';
import { type Instruction, lineAt } from './dockerfile-lines.ts';
import { lexShell } from './dockerfile-shell.ts';
import { plainWords, quotedWords, type SplitLine } from './dockerfile-split.ts';

/** The problems of one instruction by itself. */
export function checkInstruction(
  file: string,
  instruction: Instruction,
  escapeChar: string,
): readonly Problem[] {
  const problems: Problem[] = [];
  const refuse = (
    summary: string,
    more: Pick<Problem, 'expected' | 'hint'> & { line?: number },
  ) => {
    const { line = instruction.line, ...rest } = more;
    problems.push({ code: 'template-invalid', summary, at: { file, line }, ...rest });
  };

  const one: SplitLine = instruction.trigger ?? instruction;
  if (instruction.trigger !== undefined && instruction.flags.length > 0) {
    refuse(`ONBUILD has unknown flag "${instruction.flags[0]?.name}"`, { expected: 'no flag' });
  }
  if (instruction.trigger !== undefined && /^(?:ONBUILD|FROM|MAINTAINER|)$/.test(one.keyword)) {
    refuse(`ONBUILD has ${one.keyword || 'no instruction'}`, { expected: 'another instruction' });
    return problems;
  }
  if (!KEYWORDS.includes(one.keyword)) {
    const near = nearest(one.keyword, KEYWORDS);
    refuse(`instruction "${one.keyword}" is unknown`, {
      ...(near === undefined
        ? { expected: KEYWORDS.join(', ') }
        : { hint: `${near} ${one.rest}`.trim() }),
    });
    return problems;
  }

  for (const { flag, ...problem } of flagProblems(one)) {
    const line = instruction.trigger === undefined ? lineAt(instruction, flag.offset) : undefined;
    refuse(problem.summary, { ...problem.more, ...(line === undefined ? {} : { line }) });
  }
  const words = wordProblem(one, escapeChar, instruction.heredocs.length);
  if (words !== undefined) refuse(words.summary, { expected: words.expected });
  else for (const summary of unreadable(one, escapeChar)) refuse(summary, {});
  return problems;
}

/** Instructions whose words BuildKit expands. */
const EXPANDED = new Set(
  'ADD ARG COPY ENV EXPOSE FROM LABEL STOPSIGNAL USER VOLUME WORKDIR'.split(' '),
);

/** Words with an odd quote or a broken `${…}`, at which BuildKit stops once it gets there. */
function unreadable(one: SplitLine, escapeChar: string): readonly string[] {
  const { keyword, rest, json } = one;
  if (!EXPANDED.has(keyword)) return [];
  const whole = /^(?:STOPSIGNAL|USER|WORKDIR)$/.test(keyword);
  const quoted = /^(?:ARG|ENV|LABEL)$/.test(keyword);
  const words =
    json.is === 'array'
      ? json.words
      : whole
        ? [rest]
        : quoted
          ? quotedWords(rest, escapeChar)
          : plainWords(rest);
  return words.flatMap((word) => {
    const lexed = lexShell(word, escapeChar);
    return lexed.ok ? [] : [`${keyword} has "${word}", which cannot be read: ${lexed.reason}`];
  });
}

interface WordProblem {
  readonly summary: string;
  readonly expected: string;
}

function wordProblem(
  one: SplitLine,
  escapeChar: string,
  heredocs: number,
): WordProblem | undefined {
  const { keyword, rest, json } = one;
  if (json.is === 'mixed') {
    return {
      summary: `${keyword} has a JSON array with other things than strings`,
      expected: `${keyword} ["…", "…"]`,
    };
  }
  const count = json.is === 'array' ? json.words.length : plainWords(rest).length;
  const few = (expected: string) => ({ summary: `${keyword} has too few words`, expected });
  switch (keyword) {
    case 'ADD':
    case 'COPY':
      if (count < 2) return few(`${keyword} source… destination`);
      return heredocs > 0 && /^\d*<<-?[^<]/.test(plainWords(rest).at(-1) ?? '')
        ? { summary: `${keyword} has a heredoc as its destination`, expected: 'a path' }
        : undefined;
    case 'FROM':
      return fromProblem(plainWords(rest));
    case 'ARG':
      return quotedWords(rest, escapeChar).length === 0
        ? few('ARG NAME or ARG NAME=value')
        : quotedWords(rest, escapeChar).some((word) => word.startsWith('='))
          ? { summary: 'ARG has a blank name', expected: 'ARG NAME=value' }
          : undefined;
    case 'ENV':
    case 'LABEL':
      return pairProblem(keyword, rest, escapeChar);
    case 'SHELL':
      return json.is === 'array' && count > 0
        ? undefined
        : { summary: 'SHELL has no JSON array', expected: 'SHELL ["/bin/bash", "-c"]' };
    case 'HEALTHCHECK':
      return healthProblem(plainWords(rest));
    case 'VOLUME':
      return count === 0 || (json.is === 'array' && json.words.some((word) => word.trim() === ''))
        ? few('VOLUME /path')
        : undefined;
    case 'EXPOSE':
    case 'MAINTAINER':
    case 'STOPSIGNAL':
    case 'USER':
    case 'WORKDIR':
      return count === 0 ? few(`${keyword} value`) : undefined;
    default:
      return undefined;
  }
}

function fromProblem(words: readonly string[]): WordProblem | undefined {
  const named = words.length === 3 && words[1]?.toLowerCase() === 'as';
  return named || words.length === 1
    ? undefined
    : { summary: `FROM has the words "${words.join(' ')}"`, expected: 'FROM image AS stage' };
}

function pairProblem(keyword: string, rest: string, escapeChar: string): WordProblem | undefined {
  const words = quotedWords(rest, escapeChar);
  const expected = `${keyword} NAME=value`;
  if (words[0] === undefined) return { summary: `${keyword} has too few words`, expected };
  // The first word decides between `NAME=value …` and the old `NAME any words`.
  if (!words[0].includes('=')) {
    return plainWords(rest).length < 2
      ? { summary: `${keyword} "${words[0]}" has no value`, expected }
      : undefined;
  }
  const odd = words.find((word) => !word.includes('='));
  if (odd !== undefined) return { summary: `${keyword} has "${odd}" without a value`, expected };
  return words.some((word) => word.startsWith('='))
    ? { summary: `${keyword} has a blank name`, expected }
    : undefined;
}

function healthProblem(words: readonly string[]): WordProblem | undefined {
  const [kind, ...command] = words;
  const expected = 'HEALTHCHECK CMD command, or HEALTHCHECK NONE';
  if (kind?.toUpperCase() === 'CMD') {
    return command.length > 0 ? undefined : { summary: 'HEALTHCHECK CMD has no command', expected };
  }
  if (kind?.toUpperCase() === 'NONE') {
    return command.length === 0 ? undefined : { summary: 'HEALTHCHECK NONE has words', expected };
  }
  return { summary: `HEALTHCHECK has "${kind ?? ''}"`, expected };
}
