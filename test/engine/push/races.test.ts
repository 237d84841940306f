/** Others at the same registry while a push is under way: who moves its tags, and who reads them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { testThat } from '../../support/needs.ts';
import { LONG, openDock, pinnedIn } from './dock.ts';

const dock = openDock();
const PUSH = 'bake ship --push --yes';

testThat(
  'needs-engine',
  'somebody moves the tags all the time: what is printed is what was built here',
  async () => {
    const { pier, env, truth, proxy } = dock();
    const repository = `${pier.mark}-ship`;
    const others = await Promise.all(
      ['one', 'two'].map((text) => truth.seed(repository, ['latest', '1'], `${pier.mark} ${text}`)),
    );
    // A slow registry gives the others time.
    proxy.fault(({ path, method }) =>
      method === 'PUT' && path.includes('/uploads/') ? 'slow' : undefined,
    );
    let running = true;
    let moves = 0;
    const move = async (tag: string) => {
      for (; running; moves += 1) {
        // Both tags lead to the one, then to the other.
        await truth.move(repository, tag, others[moves % 2] ?? '');
      }
    };
    const { ended } = pier.start(PUSH, env);
    while (!proxy.requests.some(({ method }) => method === 'PUT')) await sleep(10);
    const moving = ['latest', '1'].map(move);
    const end = await ended;
    running = false;
    await Promise.all(moving);
    expect(moves).toBeGreaterThan(50);
    expect(end.code, end.stderr).toBe(0);
    // The local image is the first bake's, which nobody else could move.
    const built = await pier.docker('image', 'inspect', '--format', '{{.Id}}', `${repository}:1`);
    expect(pinnedIn(end)).toEqual([built]);
    for (const tag of ['latest', '1']) {
      expect(end.stderr).toContain(`[WARNING] ${proxy.host}/${repository}:${tag} leads to sha256:`);
    }
    expect(end.stderr).toContain(`somebody else pushed after us, and ours is ${built}`);
    // Whoever follows the printed name gets what was built, all of it.
    expect(await truth.read(repository, built)).toEqual({ digest: built });
  },
  LONG,
);

testThat(
  'needs-engine',
  'a reader that looks every 10 ms never finds a tag without all that is in it',
  async () => {
    const { pier, env, truth, tags, proxy } = dock();
    const repository = `${pier.mark}-ship`;
    const old = await truth.seed(repository, ['latest', '1'], pier.mark);
    const seen = new Map<string, number>();
    let running = true;
    const watch = async (tag: string) => {
      for (; running; await sleep(10)) {
        const found = JSON.stringify(await truth.read(repository, tag));
        seen.set(found, (seen.get(found) ?? 0) + 1);
      }
    };
    // A slow registry gives the reader time, on a slow machine, too.
    proxy.fault(({ path }) => (path.includes('/uploads/') ? 'slow' : undefined));
    const watching = ['latest', '1'].map(watch);
    const ended = await pier.run(PUSH, env);
    running = false;
    await Promise.all(watching);
    expect(ended.code, ended.stderr).toBe(0);
    const [digest] = pinnedIn(ended);
    expect(await tags('ship:latest', 'ship:1')).toEqual([{ digest }, { digest }]);
    const wanted = [{ digest: old }, { digest }].map((found) => JSON.stringify(found));
    expect([...seen.keys()].sort()).toEqual(wanted.sort());
    expect(seen.get(wanted[0] ?? '')).toBeGreaterThan(20);
  },
  LONG,
);
