/**
 * The one error class, what it carries, and the exit codes.
 *
 * Anything thrown that is not a {@link BaketreeError} is a bug (exit 1). Pure code collects
 * {@link Problem}s and throws once at the end; an edge throws at its first failure.
 */
import { type ErrorKind, PROBLEM_CODES, type ProblemCode } from './errors/codes.ts';

/** Exit codes of the command line. The meaning of each is in docs/errors.md. */
export const EXIT = { ok: 0, bug: 1, input: 2, stale: 3, tool: 4, interrupted: 130 } as const;

/** A place in a file; line and column count from 1. */
export interface Location {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  /** An attribute that the call there says; who shows the place looks for the attribute's own line. */
  readonly attribute?: string;
}

/** One thing that is wrong, told to the person who can put it right. */
export interface Problem {
  readonly code: ProblemCode;
  /** What was found; lower case, no full stop, names in double quotes. */
  readonly summary: string;
  readonly at?: Location;
  /** Another place that it is about, after what is there: "declared first". */
  readonly also?: { readonly what: string; readonly at: Location };
  /** What would have been right. Absent where the summary already says it. */
  readonly expected?: string;
  /** More of what was found, a line each, such as the values that differ. Absent where there is none. */
  readonly details?: readonly string[];
  /** Lines that can be typed or written as they stand. Absent where there is no such line. */
  readonly hint?: string | readonly string[];
}

/** An expected failure, carrying every problem that was found, never just the first. */
export class BaketreeError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[], options?: { readonly cause?: unknown }) {
    super(problems.map((problem) => problem.summary).join('; '), options);
    this.name = 'BaketreeError';
    this.problems = problems;
  }
}

/** The exit code for a list of problems: input is put right first, then stale files, then tools. */
export function exitCodeOf(problems: readonly Problem[]): number {
  const kinds = new Set<ErrorKind>(problems.map((problem) => PROBLEM_CODES[problem.code].kind));
  if (kinds.has('interrupted')) return EXIT.interrupted;
  if (kinds.has('input')) return EXIT.input;
  if (kinds.has('stale')) return EXIT.stale;
  return EXIT.tool;
}

/** Throws one {@link BaketreeError} with all problems, or returns when there are none. */
export function throwIfAny(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new BaketreeError(problems);
}

/** Each problem once: the same was found at the same place. What stands first stays. */
export function eachOnce(problems: readonly Problem[]): readonly Problem[] {
  const found = new Map<string, Problem>();
  for (const problem of problems) {
    const key = JSON.stringify([problem.code, problem.summary, problem.at]);
    if (!found.has(key)) found.set(key, problem);
  }
  return [...found.values()];
}

/** Where something is that has a name for the second time, and where the first one is, as far as is known. */
export function secondPlace(
  at: Location | undefined,
  first: Location | undefined,
): Pick<Problem, 'at' | 'also'> {
  if (!at) return {};
  // Calls in a loop or a function have one place.
  const isSame = first?.file === at.file && first.line === at.line && first.column === at.column;
  return { at, ...(first && !isSame ? { also: { what: 'the other is', at: first } } : {}) };
}

/** Ends a switch over a closed union; a new member that nobody handles does not compile. */
export function unreachable(value: never): never {
  throw new Error(`internal error: unexpected ${JSON.stringify(value)}`);
}
