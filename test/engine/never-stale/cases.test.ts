/**
 * Adversarial cases on a real engine, each with the step that gives content its times and, as a control,
 * without it. Writes the table of docs/never-stale.md: `npx vitest run test/engine/never-stale -u`.
 */
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { type ColonyProject, LONG } from '../../support/colony-project.ts';
import { testThat } from '../../support/needs.ts';
import { CASES } from './cases.ts';
import { judge, RIGHT, type Verdict } from './judge.ts';
import { neverStalePage } from './page.ts';
import { makeProject, makeRoom } from './room.ts';

/** Engine, client and cargo wait for one another, so two at once keep two cores busy. */
const AT_ONCE = 2;

let projects: Readonly<Record<'with' | 'without', ColonyProject>>;
let verdicts: () => readonly Readonly<Record<'with' | 'without', Promise<Verdict>>>[];

beforeAll(async () => {
  projects = { with: await makeProject('with'), without: await makeProject('without') };
  const queue = takingTurns(AT_ONCE);
  let started: ReturnType<typeof verdicts> | undefined;
  verdicts = () => {
    started ??= CASES.map((each, index) => {
      const run = (variant: 'with' | 'without') =>
        queue(() =>
          judge(projects[variant], each, makeRoom(projects[variant], `case-${index + 1}`)),
        );
      return { with: run('with'), without: run('without') };
    });
    return started;
  };
});

afterAll(async () => {
  await projects.with.remove();
  await projects.without.remove();
});

/** Runs what it is given in order, so many at a time. */
function takingTurns(atOnce: number): <T>(run: () => Promise<T>) => Promise<T> {
  const turns: Promise<unknown>[] = Array.from({ length: atOnce }, () => Promise.resolve());
  let next = 0;
  return (run) => {
    const turn = next++ % atOnce;
    const mine = (turns[turn] as Promise<unknown>).then(run, run);
    turns[turn] = mine.catch(() => undefined);
    return mine;
  };
}

describe('the compile cache', () => {
  for (const [index, { name }] of CASES.entries()) {
    testThat(
      'needs-engine',
      `is never stale: ${name}`,
      async () => {
        const both = verdicts()[index];
        const { text, records } = (await both?.with) as Verdict;
        expect(text, records).toBe(RIGHT);
        await both?.without;
      },
      LONG,
    );
  }

  testThat(
    'needs-engine',
    'docs/never-stale.md has the table, and at least 20 cases go wrong without the step',
    async () => {
      const rows = await Promise.all(
        verdicts().map(async (both, index) => ({
          name: CASES[index]?.name ?? '',
          with: (await both.with).text,
          without: (await both.without).text,
        })),
      );
      await expect(neverStalePage(rows)).toMatchFileSnapshot('../../../docs/never-stale.md');
      expect(
        rows.filter((row) => row.with === RIGHT && row.without !== RIGHT).length,
      ).toBeGreaterThanOrEqual(4);
    },
    LONG,
  );
});
