/** Many cases in few calls of bake, and the smallest tree of a kind on which the two do not agree. */
import fc from 'fast-check';
import { type Case, makeCase } from './cases.ts';
import { compareCases, type Difference, type Oracle, show } from './compare.ts';
import { REPEAT, SEED } from './settings.ts';
import { treeSpec } from './tree-arbitrary.ts';

/** Trees in one call: bake's time grows with the square of a file's targets, a call costs 60 ms. */
const TOGETHER = 25;

/** Calls at a time. */
const AT_ONCE = 2;

/** All differences of all cases. */
export async function compareAll(
  cases: readonly Case[],
  oracle: Oracle,
): Promise<readonly Difference[]> {
  const batches: (readonly Case[])[] = [];
  for (let at = 0; at < cases.length; at += TOGETHER) batches.push(cases.slice(at, at + TOGETHER));
  const found: Difference[] = [];
  const work = async () => {
    for (let batch = batches.shift(); batch; batch = batches.shift()) {
      found.push(...(await compareCases(batch, oracle)));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return found;
}

/** Shrinks the tree of a run that failed, for a minute at most, and says what is left of it. */
export async function shrink(index: number, oracle: Oracle): Promise<string> {
  let smallest = 'the failure did not happen again by itself';
  await fc.check(
    fc.asyncProperty(treeSpec, async (spec) => {
      const made = makeCase(spec, index);
      if (!('case' in made)) return true;
      const found = await compareCases([made.case], oracle);
      if (found.length > 0) smallest = `${show(found)}\n\n${made.case.hcl}`;
      return found.length === 0;
    }),
    { seed: SEED, path: String(index), numRuns: 1, interruptAfterTimeLimit: 60_000 },
  );
  return smallest;
}

/** The whole message of a failure: what differs, the smallest such tree, and how to see it again. */
export async function explain(found: readonly Difference[], oracle: Oracle): Promise<string> {
  const index = Number(/\d+/.exec(found[0]?.label ?? '')?.[0]);
  const smallest = Number.isNaN(index) ? '' : await shrink(index, oracle);
  return [
    `${found.length} differences between the model and bake; to see them again:\n  ${REPEAT}`,
    show(found),
    `the smallest tree found:\n${smallest}`,
  ].join('\n\n');
}
