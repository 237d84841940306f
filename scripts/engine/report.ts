import { BaketreeError, EXIT, exitCodeOf, type Problem } from '../../src/errors.ts';

/** The text for one problem, as it is printed. */
export function tellProblem(problem: Problem): string {
  const hints = problem.hint === undefined ? [] : [problem.hint].flat();
  return [
    `[ERROR] ${problem.code}: ${problem.summary}`,
    ...(problem.expected ? [`        expected: ${problem.expected}`] : []),
    ...hints.map((hint) => `        try: ${hint}`),
    '',
  ].join('\n');
}

/** What is printed for a failure of whatever kind, and the exit code. A bug shows its stack. */
export function tellFailure(error: unknown): { readonly text: string; readonly code: number } {
  if (error instanceof BaketreeError) {
    return { text: error.problems.map(tellProblem).join(''), code: exitCodeOf(error.problems) };
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { text: `[ERROR] internal error: ${stack}\n`, code: EXIT.bug };
}

/** A size in bytes for people: "1.9 GB". */
export function tellSize(bytes: number): string {
  return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
