/** Tokens with a clock of the test's own: every age, and every way in which a new one is had or not. */
import { describe, expect, test } from 'vitest';
import { keepTokens } from '../../src/commands/tokens.ts';
import { BaketreeError } from '../../src/errors.ts';
import type { AnsweredToken } from '../../src/io/ecr-token.ts';
import { LAST_PATIENCE, PATIENCE } from '../../src/plan/ecr/token.ts';

const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const LIFE = 12 * 3_600_000;
const START = Date.UTC(2026, 0, 1);

type Outcome = 'ok' | 'fail' | 'denied' | 'hang';

/** AWS as it is told to be, and time that passes only where the test says so. */
function bench() {
  const said: string[] = [];
  const asked: string[] = [];
  const waited: number[] = [];
  let now = START;
  let outcome: Outcome = 'ok';
  // AWS's clock is an hour ahead: only differences of its own times may count.
  const answer = (): AnsweredToken => ({
    user: 'AWS',
    password: `token-${asked.length}`,
    expires: now + 3_600_000 + LIFE,
    now: now + 3_600_000,
  });
  const tokens = keepTokens({
    ask: async (host) => {
      asked.push(host);
      if (outcome === 'hang') return new Promise(() => undefined);
      if (outcome === 'ok') return answer();
      const code = outcome === 'denied' ? 'aws-denied' : 'aws-unreachable';
      throw new BaketreeError([{ code, summary: `${outcome} by AWS` }]);
    },
    clock: { now: () => now },
    pause: async (milliseconds) => {
      const hangs = outcome === 'hang';
      // Whatever can be answered at once is.
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (!hangs) return;
      waited.push(milliseconds);
      now += milliseconds;
    },
    say: ({ line }) => said.push(line),
  });
  return {
    tokens,
    said,
    asked,
    waited,
    set: (next: { readonly outcome?: Outcome; readonly age?: number }) => {
      outcome = next.outcome ?? outcome;
      if (next.age !== undefined) now = START + (LIFE * next.age) / 100;
    },
  };
}

const AGES = [0, 49, 51, 99, 101] as const;
const OUTCOMES = ['ok', 'fail', 'denied', 'hang'] as const;

describe('a token of some age, and a new one that can be had or not', () => {
  for (const age of AGES) {
    for (const outcome of OUTCOMES) {
      const renews = age > 50;
      const expected =
        !renews || (age < 100 && outcome !== 'ok')
          ? 'the old one'
          : outcome === 'ok'
            ? 'a new one'
            : 'a failure';
      test(`${age} % and ${outcome}: ${expected}`, async () => {
        const { tokens, said, asked, waited, set } = bench();
        expect((await tokens(HOST)).password).toBe('token-1');
        set({ age, outcome });
        const given = await tokens(HOST).then(
          ({ password }) => password,
          (error) => (error as BaketreeError).problems.map(({ code }) => code).join(),
        );
        const code = outcome === 'denied' ? 'aws-denied' : 'aws-unreachable';
        const ends = { 'the old one': 'token-1', 'a new one': 'token-2', 'a failure': code };
        expect(given).toBe(ends[expected]);
        expect(asked).toHaveLength(renews ? 2 : 1);
        const stale = renews && expected === 'the old one';
        expect(said).toHaveLength(stale ? 1 : 0);
        if (stale) expect(said[0]).toContain(outcome === 'hang' ? 'no answer yet' : outcome);
        const patience = age < 100 ? PATIENCE : LAST_PATIENCE;
        expect(waited).toEqual(renews && outcome === 'hang' ? [patience] : []);
      });
    }
  }
});

test('after a failure the next asker tries again', async () => {
  const { tokens, asked, set } = bench();
  set({ outcome: 'fail' });
  await expect(tokens(HOST)).rejects.toThrow('fail by AWS');
  set({ outcome: 'ok' });
  expect((await tokens(HOST)).password).toBe('token-2');
  expect(asked).toHaveLength(2);
});

test('a hanging call is not made a second time, and its late answer serves', async () => {
  const gate: { open?: (answer: AnsweredToken) => void } = {};
  let asked = 0;
  const tokens = keepTokens({
    ask: () => {
      asked += 1;
      return new Promise((resolve) => {
        gate.open = resolve;
      });
    },
    clock: { now: () => START },
    pause: async () => undefined,
    say: () => undefined,
  });
  await expect(tokens(HOST)).rejects.toThrow('no answer');
  await expect(tokens(HOST)).rejects.toThrow('no answer');
  gate.open?.({ user: 'AWS', password: 'late', expires: START + LIFE, now: START });
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect((await tokens(HOST)).password).toBe('late');
  expect(asked).toBe(1);
});

test('a clock that was set back: the token is renewed', async () => {
  const { tokens, asked, set } = bench();
  await tokens(HOST);
  set({ age: -1 });
  expect((await tokens(HOST)).password).toBe('token-2');
  expect(asked).toHaveLength(2);
});

test('a token that ended before it was given serves for a while', async () => {
  let [now, asked] = [START, 0];
  const tokens = keepTokens({
    ask: async () => {
      asked += 1;
      return { user: 'AWS', password: `token-${asked}`, expires: 1_420_070_400_000, now };
    },
    clock: { now: () => now },
    pause: () => new Promise((resolve) => setTimeout(resolve, 1_000)),
    say: () => undefined,
  });
  await tokens(HOST);
  now += 290_000;
  expect((await tokens(HOST)).password).toBe('token-1');
  now += 20_000;
  expect((await tokens(HOST)).password).toBe('token-2');
});

test('fifty at once for three registries are three calls', async () => {
  const { tokens, asked } = bench();
  const hosts = ['eu-west-1', 'us-east-1', 'ap-south-1'].map((each) =>
    HOST.replace('eu-west-1', each),
  );
  const given = await Promise.all(
    Array.from({ length: 50 }, (_, index) => tokens(hosts[index % 3] ?? '')),
  );
  expect(given).toHaveLength(50);
  expect([...asked].sort()).toEqual([...hosts].sort());
});
