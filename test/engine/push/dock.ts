/** A port and a pier for each test of a file: what most tests of a push have. */
import { readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { type FaultProxy, startFaultProxy } from '../../support/fault-proxy.ts';
import { has } from '../../support/needs.ts';
import { type Ended, openPier, type Pier } from './pier.ts';
import { openPort, type Port } from './port.ts';
import type { Found } from './truth.ts';

/** What tests may take, in milliseconds: engines are slow where many share them. */
export const LONG = 300_000;

/** What a test has; the pier's tags lead through the proxy. */
export interface Dock extends Port {
  readonly proxy: FaultProxy;
  readonly pier: Pier;
  /** What the environment of a push has. */
  readonly env: Readonly<Record<string, string>>;
  /** What the pier's tags lead to in truth: `ship:1`, … */
  readonly tags: (...names: readonly string[]) => Promise<readonly Found[]>;
}

/** Opens one, before each test of the file that calls this; gives what gets it. */
export function openDock(): () => Dock {
  let port: Port | undefined;
  let dock: Dock | undefined;
  beforeAll(async () => {
    if (has('needs-engine')) port = await openPort();
  });
  afterAll(() => port?.close());
  beforeEach(async () => {
    if (!port) return;
    port.aws.fault(undefined);
    port.aws.forget();
    const proxy = await startFaultProxy(port.registry.host);
    const pier = await openPier(port.aws.url);
    const { truth } = port;
    dock = {
      ...port,
      proxy,
      pier,
      env: { REGISTRY: proxy.host, HULL: 'tree' },
      tags: (...names) =>
        Promise.all(
          names.map((name) => {
            const [repository, tag = ''] = name.split(':');
            return truth.read(`${pier.mark}-${repository}`, tag);
          }),
        ),
    };
  });
  afterEach(async () => {
    await dock?.pier.close();
    await dock?.proxy.stop();
    dock = undefined;
  });
  return () => {
    if (!dock) throw new Error('there is no dock');
    return dock;
  };
}

/** That no process of a pier runs any more, and that its temporary folder is empty. */
export async function expectNothingLeft({ pier }: Dock): Promise<void> {
  const end = Date.now() + 10_000;
  while ((await pier.processes()).length > 0 && Date.now() < end) await sleep(100);
  expect(await pier.processes()).toEqual([]);
  expect(await readdir(pier.temporary)).toEqual([]);
}

/** The digests in the names that are printed last, in their order. */
export function pinnedIn({ stderr }: Ended): readonly string[] {
  return [...stderr.matchAll(/^\S+@(sha256:[0-9a-f]{64})$/gm)].map(([, digest]) => digest ?? '');
}

/** How often a line with these words was said. */
export function countOf(words: string, { stderr }: Ended): number {
  return stderr.split('\n').filter((line) => line.includes(words)).length;
}

/** What is said before the first build. */
export const BUILDING = 'building with local tags';
