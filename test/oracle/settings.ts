/** How many random trees, from which seed, and with which buildx beside the installed one. */

/** Random trees to compare; BAKETREE_ORACLE_RUNS, else 1,000 in CI and 200 elsewhere. */
export const RUNS = number('BAKETREE_ORACLE_RUNS') ?? (process.env.CI ? 1_000 : 200);

/** The seed of all random choices; BAKETREE_ORACLE_SEED, else another one each time. */
export const SEED = number('BAKETREE_ORACLE_SEED') ?? Date.now() % 2 ** 31;

/** A buildx that reads `policy` and `resources` (0.35 or newer), as a path; absent: not there. */
export const BUILDX_NEW = process.env.BAKETREE_BUILDX_NEW || undefined;

/** The line with which a run can be repeated. */
export const REPEAT = [
  ...(BUILDX_NEW ? [`BAKETREE_BUILDX_NEW=${BUILDX_NEW}`] : []),
  `BAKETREE_ORACLE_SEED=${SEED} BAKETREE_ORACLE_RUNS=${RUNS} npx vitest run test/oracle`,
].join(' ');

/** Says something in the test output; the reporter keeps it apart from the results. */
export function say(line: string): void {
  process.stdout.write(`[oracle] ${line}\n`);
}

function number(name: string): number | undefined {
  const text = process.env[name];
  if (text === undefined || text === '') return undefined;
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Error(`${name} is "${text}", which is no number`);
  return value;
}
