/**
 * Adversarial cases on a real engine, each with the step that gives content its times and, as a control,
 * without it. `BAKETREE_FULL=1 npx vitest run test/engine/never-stale -u` runs all of them and writes
 * docs/never-stale.md; otherwise some are run again, a new choice each time, and compared with it.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { type ColonyProject, LONG } from '../../support/colony-project.ts';
import { testThat } from '../../support/needs.ts';
import { CASES, type Case } from './cases.ts';
import { EQUAL, OLD, write } from './edits.ts';
import { judge, RIGHT, type Verdict } from './judge.ts';
import { neverStalePage, rowsOf } from './page.ts';
import { makeProject, makeRoom, VARIANTS, type Variant } from './room.ts';
import { takingTurns } from './turns.ts';
import { constant, SOURCES } from './values.ts';

/** Client, engine and cargo wait for one another, so two at once keep two cores busy. */
const AT_ONCE = 2;

/** How many of the cases that go wrong without the step are run where not all are. */
const SOME = 22;

/** What was written when all cases were run last. */
const page = readFileSync(new URL('../../../docs/never-stale.md', import.meta.url), 'utf8');
const recorded = rowsOf(page);

/** The cases of this run: all, or those that are not on the page and a choice of those that are. */
const chosen: readonly Case[] = process.env.BAKETREE_FULL
  ? CASES
  : [
      ...CASES.filter(({ name }) => !recorded.has(name)),
      ...CASES.filter(({ name }) => (recorded.get(name)?.without ?? RIGHT) !== RIGHT)
        .map((each) => ({ each, lot: Math.random() }))
        .sort((one, two) => one.lot - two.lot)
        .slice(0, SOME)
        .map(({ each }) => each),
    ];

let projects: Readonly<Record<Variant, ColonyProject>>;
/** All verdicts, in the order of the cases; the first call starts to work on them. */
let verdicts: () => ReadonlyMap<Case, Readonly<Record<Variant, Promise<Verdict>>>>;

beforeAll(async () => {
  projects = { with: await makeProject('with'), without: await makeProject('without') };
  let started: ReturnType<typeof verdicts> | undefined;
  verdicts = () => {
    started ??= begin();
    return started;
  };
});

function begin(): ReturnType<typeof verdicts> {
  const inTurn = takingTurns(AT_ONCE);
  const start = (variant: Variant) => {
    const base = inTurn(() => makeRoom(projects[variant], 'base').bakeBase());
    return (each: Case, name: string) => {
      const verdict = inTurn(async () => {
        await base;
        return judge(makeRoom(projects[variant], name), each);
      });
      // It is the tests below that hear of it.
      verdict.catch(() => undefined);
      return verdict;
    };
  };
  const run = { with: start('with'), without: start('without') };
  return new Map(
    chosen.map((each, index) => {
      const name = `case${index + 1}`;
      return [each, { with: run.with(each, name), without: run.without(each, name) }] as const;
    }),
  );
}

async function verdictOf(each: Case, variant: Variant): Promise<Verdict> {
  const both = verdicts().get(each);
  if (both === undefined) throw new Error(`"${each.name}" was not run`);
  return both[variant];
}

// Cache mounts stay for the engine to collect: while tests pruned them, builds beside them found nothing of
// what they had cached.
afterAll(async () => {
  for (const variant of VARIANTS) await projects[variant].remove();
}, LONG);

describe('the compile cache', () => {
  for (const each of chosen) {
    testThat(
      'needs-engine',
      `is never stale: ${each.name}`,
      async () => {
        const { text, log } = await verdictOf(each, 'with');
        expect(text, log).toBe(RIGHT);
      },
      LONG,
    );
  }

  testThat(
    'needs-engine',
    'docs/never-stale.md has the table, and at least 20 cases go wrong without the step',
    async () => {
      const rows = await Promise.all(
        chosen.map(async (each) => ({
          name: each.name,
          with: (await verdictOf(each, 'with')).text,
          without: (await verdictOf(each, 'without')).text,
        })),
      );
      const proofs = rows.filter((row) => row.with === RIGHT && row.without !== RIGHT);
      expect(proofs.length).toBeGreaterThanOrEqual(20);
      const now = new Map([...recorded, ...rows.map((row) => [row.name, row] as const)]);
      const all = CASES.flatMap(({ name }) => now.get(name) ?? []);
      await expect(neverStalePage(all)).toMatchFileSnapshot('../../../docs/never-stale.md');
    },
    LONG,
  );

  testThat(
    'needs-engine',
    'a file of the same size and time as before is not sent by docker, as the page says',
    async () => {
      const room = makeRoom(projects.with, 'unsent');
      await room.bakeBase();
      const leaf = async (value: string, time: Date) => {
        await write(SOURCES.LEAF, constant('LEAF', value), time)(await room.checkout('main'));
        return (await room.bake('main')).answer?.leaf;
      };
      expect(await leaf('one', EQUAL)).toBe('one');
      expect(await leaf('two', EQUAL)).toBe('one');
      expect(await leaf('two', OLD)).toBe('two');
    },
    LONG,
  );
});
