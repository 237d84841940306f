/**
 * The one error class, its closed set of problem codes, and the exit codes.
 *
 * Anything thrown that is not a {@link BaketreeError} is a bug (exit 1). Pure code collects
 * {@link Problem}s and throws once at the end; an edge throws at its first failure.
 */

/** Exit codes of the command line. The meaning of each is in docs/errors.md. */
export const EXIT = { ok: 0, bug: 1, input: 2, stale: 3, tool: 4, interrupted: 130 } as const;

/** Whose turn it is to act: the author of the input, `generate`, an outside tool, or nobody. */
export type ErrorKind = 'input' | 'stale' | 'tool' | 'interrupted';

/**
 * Every code a problem can have, with its kind. The list is closed: a test compares it with the
 * screen tests, and docs/errors.md is checked against it.
 */
export const PROBLEM_CODES = {
  // usage
  'usage-option': 'input',
  'usage-npm-swallowed': 'input',
  'usage-unknown-target': 'input',
  'usage-ambiguous-target': 'input',
  // configuration and environment
  'config-missing': 'input',
  'config-invalid': 'input',
  'variable-unknown': 'input',
  'variable-invalid': 'input',
  'platform-unsupported': 'input',
  'push-without-registry': 'input',
  'pull-with-local-image': 'input',
  'path-outside': 'input',
  'path-missing': 'input',
  'path-remote': 'input',
  'tree-preflight': 'input',
  // the model
  'name-illegal': 'input',
  'name-duplicate': 'input',
  cycle: 'input',
  'reference-unknown': 'input',
  'group-empty': 'input',
  'axis-empty': 'input',
  'axis-duplicate': 'input',
  'cell-excluded': 'input',
  'cell-none': 'input',
  'tag-collision': 'input',
  'cache-collision': 'input',
  'image-invalid': 'input',
  'variable-hijacked': 'input',
  'expression-invalid': 'input',
  'attribute-invalid': 'input',
  'attribute-too-new': 'input',
  // templates against targets
  'template-missing': 'input',
  'template-invalid': 'input',
  'template-unused': 'input',
  'argument-undeclared': 'input',
  'argument-missing': 'input',
  'argument-conflict': 'input',
  'argument-secret': 'input',
  'context-unused': 'input',
  'from-unknown': 'input',
  'mount-incomplete': 'input',
  // generated files
  'file-edited': 'stale',
  'file-stale': 'stale',
  'file-missing': 'stale',
  'file-left-over': 'stale',
  'file-foreign': 'stale',
  'bake-file-unreadable': 'input',
  // outside tools
  'docker-missing': 'tool',
  'docker-unreachable': 'tool',
  'buildx-missing': 'tool',
  'buildx-old': 'tool',
  'builder-unsuitable': 'tool',
  'image-missing': 'tool',
  'bake-failed': 'tool',
  'bake-disagrees': 'tool',
  'disk-failed': 'tool',
  'engine-unsupported': 'tool',
  'engine-failed': 'tool',
  interrupted: 'interrupted',
} as const satisfies Record<string, ErrorKind>;

/** One of the closed set of problem codes. */
export type ProblemCode = keyof typeof PROBLEM_CODES;

/** A place in a file; line and column count from 1. */
export interface Location {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** One thing that is wrong, told to the person who can put it right. */
export interface Problem {
  readonly code: ProblemCode;
  /** What was found; lower case, no full stop, names in double quotes. */
  readonly summary: string;
  readonly at?: Location;
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
  const kinds = new Set<ErrorKind>(problems.map((problem) => PROBLEM_CODES[problem.code]));
  if (kinds.has('interrupted')) return EXIT.interrupted;
  if (kinds.has('input')) return EXIT.input;
  if (kinds.has('stale')) return EXIT.stale;
  return EXIT.tool;
}

/** Throws one {@link BaketreeError} with all problems, or returns when there are none. */
export function throwIfAny(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new BaketreeError(problems);
}

/** Ends a switch over a closed union; a new member that nobody handles does not compile. */
export function unreachable(value: never): never {
  throw new Error(`internal error: unexpected ${JSON.stringify(value)}`);
}
