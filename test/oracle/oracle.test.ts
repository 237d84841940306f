/**
 * The oracle: what the model accepts, real `docker buildx bake --print` reads back as the same, for
 * random trees under three environments; and the comparison is one that finds faults.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Problem } from '../../src/errors.ts';
import { buildxVersion } from './bake.ts';
import { compareAll, explain } from './batches.ts';
import { type Case, makeCase } from './cases.ts';
import { compareCases, type Oracle, unread } from './compare.ts';
import { type Counts, countAttributes, countNodes, countShapes } from './count.ts';
import { MUTANTS } from './mutants.ts';
import { makeScratch } from './scratch.ts';
import { BUILDX_NEW, REPEAT, RUNS, SEED, say } from './settings.ts';
import { treeSpec } from './tree-arbitrary.ts';

const LONG = 15 * 60_000;
let oracle: Oracle & { readonly remove: () => void };
/** Drawn at most, for each that is compared; a few are refused. */
const DRAWN = 1.2;
const cases: Case[] = [];
const refused: (readonly Problem[])[] = [];
let refusedRounds = 0;

beforeAll(async () => {
  say(`seed ${SEED}, ${RUNS} trees; again: ${REPEAT}`);
  const version = await buildxVersion();
  if (version === undefined) throw new Error('docker buildx cannot be run, and the oracle is bake');
  const scratch = await makeScratch();
  oracle = { scratch, version, remove: scratch.remove };
  const started = performance.now();
  const specs = fc.sample(treeSpec, { seed: SEED, numRuns: Math.ceil(RUNS * DRAWN) });
  for (const [index, spec] of specs.entries()) {
    if (cases.length === RUNS) break;
    const made = makeCase(spec, index);
    if ('case' in made) {
      cases.push(made.case);
      refusedRounds += made.refusedRounds;
    } else refused.push(made.problems);
  }
  const targets = cases.reduce((sum, { plan }) => sum + plan.targets.length, 0);
  say(`planned and rendered ${targets} targets in ${seconds(started)}`);
}, LONG);

afterAll(() => oracle.remove());

test('few random trees are refused by the model, and few environments', () => {
  const codes = new Map<string, number>();
  for (const [first] of refused)
    codes.set(first?.code ?? '', (codes.get(first?.code ?? '') ?? 0) + 1);
  const why = [...codes].map(([code, times]) => `${code} ${times}`).join(', ');
  const drawn = refused.length + cases.length;
  say(`the model refused ${refused.length} of ${drawn} trees (${why})`);
  say(`and ${refusedRounds} of ${2 * cases.length} environments, which were left at the defaults`);
  expect(cases).toHaveLength(RUNS);
  expect(refused.length).toBeLessThan(drawn * 0.12);
  expect(refusedRounds).toBeLessThan(cases.length * 0.15);
});

test('every attribute, every node and every shape of a tree occurs', () => {
  const counts: readonly (readonly [string, Counts])[] = [
    ['attributes', countAttributes(cases)],
    ['nodes', countNodes(cases)],
    ['shapes', countShapes(cases)],
  ];
  for (const [what, found] of counts) {
    say(`${what}: ${[...found].map(([name, times]) => `${name} ${times}`).join(', ')}`);
    const never = [...found].filter(([, times]) => times === 0).map(([name]) => name);
    expect(never, `${what} that never occurred in ${RUNS} trees`).toEqual([]);
  }
});

test(
  'bake reads back what the model says, under three environments',
  async () => {
    const started = performance.now();
    const found = await compareAll(cases, oracle);
    say(`compared ${cases.length} trees in 3 environments in ${seconds(started)}`);
    const dropped = [...unread(oracle.version)];
    const partly = cases.filter(({ plan }) =>
      plan.targets.some(({ attributes }) => dropped.some((name) => name in attributes)),
    );
    say(
      `buildx ${oracle.version} does not read ${dropped.join(', ') || 'nothing of what we write'}: ` +
        `${partly.length} trees were compared without`,
    );
    if (found.length > 0) throw new Error(await explain(found, oracle));
  },
  LONG,
);

test(
  'a newer buildx reads back policy and resources, too (BAKETREE_BUILDX_NEW)',
  async (context) => {
    if (!BUILDX_NEW) context.skip('BAKETREE_BUILDX_NEW names no buildx of 0.35 or newer');
    const version = (await buildxVersion(BUILDX_NEW)) ?? 'none';
    expect([...unread(version)], `${BUILDX_NEW} is buildx ${version}`).toEqual([]);
    const found = await compareAll(cases, { ...oracle, buildx: BUILDX_NEW, version });
    say(`compared ${cases.length} trees with buildx ${version}, too`);
    if (found.length > 0) {
      throw new Error(await explain(found, { ...oracle, buildx: BUILDX_NEW, version }));
    }
  },
  LONG,
);

test.each(MUTANTS)(
  'the oracle catches a writer with a fault: $fault',
  async ({ fault, render }) => {
    const changed = cases.flatMap((each) => {
      const hcl = render(each.plan);
      return hcl === each.hcl ? [] : [{ ...each, hcl }];
    });
    expect(changed.length, 'trees whose text the fault changes').toBeGreaterThan(0);
    let tried = 0;
    for (const each of changed) {
      tried += 1;
      const [first] = await compareCases([each], oracle);
      if (!first) continue;
      const how = first.path === 'bake' ? 'refused by bake' : `${first.path} differs`;
      say(`"${fault}" changes ${changed.length} trees; caught at the ${tried}. of them: ${how}`);
      return;
    }
    throw new Error(`not caught in ${changed.length} trees that it changes; seed ${SEED}`);
  },
  LONG,
);

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}
