/**
 * Pushes through a registry that fails, in every way at every point. Whatever happens, a tag leads to all of
 * what was built or to what it led to before, and that is what the push says.
 * `BAKETREE_FULL=1` runs all of them, otherwise a choice that `BAKETREE_SEED` repeats.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { startFaultProxy } from '../../support/fault-proxy.ts';
import { has, testThat } from '../../support/needs.ts';
import { takingTurns } from '../never-stale/turns.ts';
import { chosen, seedOf } from './choice.ts';
import { FAULTS, type FaultCase, POINTS } from './fault-cases.ts';
import { type Ended, openPier } from './pier.ts';
import { openPort, type Port } from './port.ts';
import { liesOf, type Told, toldTags } from './told.ts';
import type { Found } from './truth.ts';

/** BuildKit waits 1, 2 and 4 s between its tries, in which others can work. */
const AT_ONCE = 4;

/** How many are run where not all are. */
const SOME = 20;

const LONG = 600_000;
const seed = seedOf(process.env.BAKETREE_SEED);
const cases = process.env.BAKETREE_FULL ? FAULTS : chosen(FAULTS, SOME, seed);

/** What came of a case. */
interface Outcome {
  readonly hits: number;
  readonly ended: Ended;
  readonly tags: readonly { readonly tag: string; readonly before: Found; readonly after: Found }[];
  readonly told: readonly Told[];
  readonly again: Ended;
  readonly afterwards: readonly Found[];
  /** For whoever reads a failure. */
  readonly log: string;
}

let port: Port;
const inTurn = takingTurns(AT_ONCE);
const started = new Map<FaultCase, Promise<Outcome>>();
beforeAll(async () => {
  if (!has('needs-engine')) return;
  port = await openPort();
  for (const each of cases) {
    const running = inTurn(() => run(each));
    // It is the tests below that hear of it.
    running.catch(() => undefined);
    started.set(each, running);
  }
});
afterAll(async () => {
  await Promise.allSettled(started.values());
  await port?.close();
}, LONG);

async function run({ deed, point, times, older }: FaultCase): Promise<Outcome> {
  const proxy = await startFaultProxy(port.registry.host);
  const pier = await openPier(port.aws.url);
  try {
    const repository = `${pier.mark}-ship`;
    const names = ['latest', '1'];
    const read = () => Promise.all(names.map((tag) => port.truth.read(repository, tag)));
    if (older) await port.truth.seed(repository, names, pier.mark);
    const before = await read();
    let hits = 0;
    proxy.fault((request) => {
      if (!POINTS[point](request) || (times !== 'always' && hits >= times)) return undefined;
      hits += 1;
      return deed;
    });
    const env = { REGISTRY: proxy.host, HULL: 'tree' };
    const line = 'bake ship --push --yes';
    const running = pier.start(line, env);
    if (deed === 'hang') {
      while (hits === 0 && running.child.exitCode === null) await sleep(50);
      await sleep(300);
      // At a terminal all of the group get it.
      process.kill(-(running.child.pid ?? Number.NaN), 'SIGINT');
    }
    const ended = await running.ended;
    const after = await read();
    proxy.fault(undefined);
    const again = await pier.run(line, env);
    const requests = proxy.requests.map(
      ({ method, path, outcome }) => `${method} ${path} ${outcome}`,
    );
    return {
      hits,
      ended,
      tags: names.map((tag, index) => ({
        tag: `${proxy.host}/${repository}:${tag}`,
        before: before[index] as Found,
        after: after[index] as Found,
      })),
      told: toldTags(ended.stderr),
      again,
      afterwards: await read(),
      log: [ended.stderr, ...requests, again.stderr].join('\n'),
    };
  } finally {
    await pier.close();
    await proxy.stop();
  }
}

describe(`a push through faults, BAKETREE_SEED=${seed}`, () => {
  for (const each of cases) {
    testThat(
      'needs-engine',
      each.name,
      async () => {
        const outcome = await (started.get(each) as Promise<Outcome>);
        const { hits, ended, tags, told, again, afterwards, log } = outcome;
        expect(hits, log).toBeGreaterThan(0);
        expect(ended.code, log).toBe(each.code ?? (ended.code === 0 ? 0 : 4));
        for (const { before, after, tag } of tags) {
          expect(after, `${tag}\n${log}`).not.toHaveProperty('broken');
          const own = told.filter(({ reference }) => reference === tag);
          if (ended.code === 0) {
            expect(own, log).toEqual([]);
            expect(after, log).toEqual({ digest: pinnedIn(ended) });
          } else {
            const readable = each.point !== 'read';
            const lies = own.map((one) => liesOf(one, { before, after, readable }));
            // Where nothing was begun, one line says it of all of them.
            const none = ended.stderr.includes('] nothing was pushed');
            expect(lies, log).toEqual(none ? [] : [undefined]);
            if (none) expect(after, log).toEqual(before);
          }
        }
        expect(again.code, log).toBe(0);
        const digest = pinnedIn(again);
        expect(afterwards, log).toEqual([{ digest }, { digest }]);
      },
      LONG,
    );
  }
});

/** The digest in the name that is printed last. */
function pinnedIn({ stderr }: Ended): string | undefined {
  return /^\S+@(sha256:[0-9a-f]{64})$/m.exec(stderr)?.[1];
}
