/** Several trees in one push: where one does not end well, what became of the others' tags is said, too. */
import { BaketreeError } from '../errors.ts';
import type { BakeIo, BakeResult } from './bake.ts';
import type { PushIo } from './push.ts';
import type { PlannedPush } from './push-plan.ts';

/** The trees around one that failed: those that were pushed before it, and those that come after it. */
export interface Others {
  readonly done: readonly BakeResult[];
  readonly pushes: readonly PlannedPush[];
  readonly failed: PlannedPush;
}

/** The same error, with a line for each tag of the other trees. Where we were interrupted, they are said. */
export function withOthers(error: unknown, others: Others, io: BakeIo & PushIo): unknown {
  if (!(error instanceof BaketreeError)) return error;
  const lines = linesOf(others);
  if (lines.length === 0) return error;
  if (io.interrupted()) for (const line of lines) io.say({ level: 'warning', line });
  const last = error.problems.length - 1;
  const problems = error.problems.map((problem, index) =>
    index === last ? { ...problem, details: [...(problem.details ?? []), ...lines] } : problem,
  );
  return new BaketreeError(problems, { cause: error });
}

function linesOf({ done, pushes, failed }: Others): readonly string[] {
  const images = done.flatMap(({ push }) => push?.images ?? []);
  const at = pushes.indexOf(failed);
  const before = pushes.slice(0, at).flatMap(({ tags }) =>
    tags.map(({ target, reference }) => {
      const { digest = '' } = images.find((image) => image.target === target) ?? {};
      return `pushed: ${reference} ${digest}`.trimEnd();
    }),
  );
  const after = pushes.slice(at + 1).flatMap(({ tags }) => tags);
  return [...before, ...after.map(({ reference }) => `not begun: ${reference}`)];
}
