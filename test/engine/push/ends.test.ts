/** A push that is interrupted or killed at each of its steps: nothing is left of it, and the next one ends well. */
import { readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import { testThat } from '../../support/needs.ts';
import { type Dock, expectNothingLeft, LONG, openDock } from './dock.ts';
import { POINTS } from './fault-cases.ts';
import type { Running } from './pier.ts';

const dock = openDock();
const PUSH = 'bake ship --push --yes';

/** Makes a push hang at one step; gives whether it is there. */
type Step = (dock: Dock) => () => boolean;

const asking =
  (operation: string): Step =>
  ({ aws }) => {
    let there = false;
    aws.fault((request) => {
      there ||= request.operation === operation;
      return request.operation === operation ? 'hang' : undefined;
    });
    return () => there;
  };

const pushing =
  (point: keyof typeof POINTS, { after = 0 } = {}): Step =>
  ({ proxy }) => {
    let there = 0;
    proxy.fault((request) => {
      if (!POINTS[point](request)) return undefined;
      there += 1;
      return there > after ? 'hang' : undefined;
    });
    return () => there > after;
  };

const STEPS: Readonly<Record<string, Step>> = {
  'who is asking': asking('GetCallerIdentity'),
  'looking at repositories': asking('DescribeRepositories'),
  'creating a repository': asking('CreateRepository'),
  'setting its policy': asking('PutLifecyclePolicy'),
  'asking for a token': asking('GetAuthorizationToken'),
  'reading tags before': pushing('read'),
  'sending a blob': pushing('PUT blob', { after: 1 }),
  'sending the second tag': pushing('PUT 1'),
};

async function startAt(step: Step): Promise<Running> {
  const { pier, env } = dock();
  const there = step(dock());
  const running = pier.start(PUSH, env);
  while (!there() && running.child.exitCode === null) await sleep(20);
  await sleep(100);
  return running;
}

/** The step goes on as if nothing had been, and the same line ends well. */
async function expectGoodEnd(): Promise<void> {
  const { pier, aws, proxy, env, tags } = dock();
  aws.fault(undefined);
  proxy.fault(undefined);
  const again = await pier.run(PUSH, env);
  expect(again.code, again.stderr).toBe(0);
  expect((await tags('ship:latest', 'ship:1')).map((tag) => Object.keys(tag))).toEqual([
    ['digest'],
    ['digest'],
  ]);
}

for (const [name, step] of Object.entries(STEPS)) {
  describe(name, () => {
    testThat(
      'needs-engine',
      'interrupted',
      async () => {
        const { child, ended } = await startAt(step);
        process.kill(-(child.pid ?? Number.NaN), 'SIGINT');
        const { code, stderr } = await ended;
        expect(code, stderr).toBe(130);
        expect(stderr).toContain('[ERROR] interrupted');
        await expectNothingLeft(dock());
        await expectGoodEnd();
      },
      LONG,
    );

    testThat(
      'needs-engine',
      'killed, all of it at once',
      async () => {
        const { child, ended } = await startAt(step);
        process.kill(-(child.pid ?? Number.NaN), 'SIGKILL');
        await ended;
        await expectGoodEnd();
        // What bake says of its images holds no secret, and stays in the system's temporary folder.
        const left = await readdir(dock().pier.temporary);
        expect(left.filter((file) => !/^baketree-\w{6}$/.test(file))).toEqual([]);
        expect(await dock().pier.processes()).toEqual([]);
      },
      LONG,
    );
  });
}

testThat(
  'needs-engine',
  'killed alone while docker pushes: docker ends by itself, and the next run removes the login',
  async () => {
    const { child, ended } = await startAt(pushing('PUT latest'));
    process.kill(child.pid ?? Number.NaN, 'SIGKILL');
    dock().proxy.fault(undefined);
    dock().proxy.cut();
    await ended;
    await expectGoodEnd();
    expect((await readdir(dock().pier.temporary)).filter((file) => /login/.test(file))).toEqual([]);
  },
  LONG,
);

testThat(
  'needs-engine',
  'interrupted while it builds: nothing was pushed, and that is said',
  async () => {
    const { pier, env, tags, proxy } = dock();
    const { child, ended } = pier.start(PUSH, env);
    let said = '';
    child.stderr?.on('data', (text: string) => {
      said += text;
    });
    while (!said.includes('#1 ') && child.exitCode === null) await sleep(5);
    process.kill(-(child.pid ?? Number.NaN), 'SIGINT');
    const { code, stderr } = await ended;
    expect(code, stderr).toBe(130);
    expect(stderr).toContain('[WARNING] nothing was pushed');
    expect(proxy.requests).toEqual([]);
    expect(await tags('ship:latest')).toEqual([{ absent: true }]);
    await expectNothingLeft(dock());
    await expectGoodEnd();
  },
  LONG,
);
