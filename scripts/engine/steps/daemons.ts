import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Place } from '../context.ts';
import {
  answers,
  containerdConfig,
  containerdOf,
  dockerdConfig,
  dockerdOf,
  pidOf,
  startDaemon,
} from '../daemon.ts';
import { footprint } from '../footprint.ts';
import type { Layout } from '../layout.ts';
import { readChanges, record } from '../record.ts';
import { attempt } from '../run.ts';
import type { Step } from '../steps.ts';

/** Records what the machine looks like before an engine changes it, unless that is recorded already. */
export async function remember(layout: Layout): Promise<void> {
  if (readChanges(layout.record).before) return;
  record(layout.record, { before: await footprint(layout), socket: layout.socket });
}

/** Starts containerd, unless ours runs and answers. What the machine looked like before is recorded first. */
export function containerdStep({ layout }: Place): Step {
  const daemon = containerdOf(layout);
  return {
    name: 'containerd',
    state: async () => (pidOf(daemon) && (await answers(daemon.socket)) ? 'done' : 'todo'),
    run: async (watch) => {
      await remember(layout);
      mkdirSync(layout.run, { recursive: true });
      writeFileSync(join(layout.run, 'containerd.toml'), containerdConfig(layout));
      await startDaemon(daemon, layout, { ...watch, seconds: 30 });
    },
  };
}

/** Starts dockerd, unless ours runs and tells its version. */
export function dockerdStep({ layout, docker }: Place): Step {
  const daemon = dockerdOf(layout);
  const args = ['version', '--format', '{{.Server.Version}}'];
  const tells = async () =>
    (await attempt(join(layout.bin, 'docker'), args, { env: docker.env, timeout: 10 })).code === 0;
  return {
    name: `dockerd at ${layout.socket}`,
    state: async () => (pidOf(daemon) && (await tells()) ? 'done' : 'todo'),
    run: async (watch) => {
      if (!pidOf(daemon)) writeFileSync(join(layout.run, 'dockerd.json'), dockerdConfig(layout));
      await startDaemon(daemon, layout, { ...watch, seconds: 60 });
    },
  };
}
