/** How a run ends that did not go well. */
import { BaketreeError, EXIT, exitCodeOf } from '../errors.ts';
import { visible } from './report.ts';
import type { Screen } from './screen.ts';

/** Says what was thrown; gives the exit code. `stopped`: somebody has interrupted us. */
export function endOf(
  error: unknown,
  {
    stderr,
    report,
    stopped,
  }: Pick<NodeJS.Process, 'stderr'> & Pick<Screen, 'report'> & { readonly stopped: boolean },
): number {
  if (stopped) {
    report([{ code: 'interrupted', summary: 'interrupted' }]);
    return EXIT.interrupted;
  }
  if (error instanceof BaketreeError) {
    report(error.problems);
    return exitCodeOf(error.problems);
  }
  const lines = ((error as Error).stack ?? String(error)).split('\n');
  stderr.write(`bug: ${lines.map(visible).join('\n')}\n`);
  stderr.write('Please report this with the lines above.\n');
  return EXIT.bug;
}
