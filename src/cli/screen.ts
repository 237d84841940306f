/** What a person sees of a run, and what a program reads: reports go to stderr, results to stdout. */
import { EXIT, exitCodeOf, type Problem } from '../errors.ts';
import type { Notice } from '../plan/notice.ts';
import { formatProblems, paint, visible } from './report.ts';

/** Ways to say something; none of them throws. */
export interface Screen {
  /** Says what a person should know. */
  readonly say: (notice: Notice) => void;
  /** Shows problems; nothing where there are none. */
  readonly report: (problems: readonly Problem[]) => void;
  /** Reports what is wrong beside a result; gives the exit code. */
  readonly finish: (problems: readonly Problem[]) => number;
  /** Prints a result as JSON that cannot act on a terminal. */
  readonly printJson: (result: unknown) => void;
}

/** The screen of a process; it has colours where stderr is a terminal that shows them. */
export function screenOf({
  stdout,
  stderr,
  env,
}: Pick<NodeJS.Process, 'stdout' | 'stderr' | 'env'>): Screen {
  const colour = paint(stderr.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb');
  const report = (problems: readonly Problem[]) => {
    stderr.write(formatProblems(problems, colour));
  };
  return {
    say: ({ level, line }) => {
      const label = level === 'info' ? colour.blue('[INFO]') : colour.yellow('[WARNING]');
      stderr.write(`${label} ${visible(line)}\n`);
    },
    report,
    finish: (problems) => {
      report(problems);
      return problems.length > 0 ? exitCodeOf(problems) : EXIT.ok;
    },
    printJson: (result) => {
      stdout.write(`${JSON.stringify(result, null, 2).split('\n').map(visible).join('\n')}\n`);
    },
  };
}
