/**
 * A process that logs in and bakes with --push, as the command line will: `push.ts <host>…`, in a folder.
 * PUSH_READY: get tokens first, and wait so many milliseconds. PUSH_TARGETS: names, with blanks between.
 */
import { setTimeout } from 'node:timers/promises';
import { withLogin } from '../../../src/commands/with-login.ts';
import { BaketreeError } from '../../../src/errors.ts';
import { wallClock } from '../../../src/io/clock.ts';
import { realDocker } from '../../../src/io/docker.ts';
import { realDockerFolders } from '../../../src/io/docker-folder.ts';
import { askToken } from '../../../src/io/ecr-token.ts';
import { patience } from '../../../src/io/pause.ts';

const { env: environment, argv } = process;
const hosts = argv.slice(2);
const targets = (environment.PUSH_TARGETS ?? '').split(' ').filter(Boolean);
const cwd = process.cwd();
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => stop.abort());
}
const helper = { folder: environment.PUSH_HELPER ?? '', node: process.execPath };

try {
  await withLogin(
    { hosts, environment, cwd, helper },
    {
      ask: () => askToken({ region: 'eu-west-1', environment, stop: stop.signal }),
      folders: realDockerFolders,
      clock: wallClock,
      patience,
      say: ({ line }) => process.stderr.write(`${line}\n`),
    },
    async ({ env, ready, failures }) => {
      if (environment.PUSH_READY) {
        await ready();
        await setTimeout(Number(environment.PUSH_READY));
      }
      const args = ['buildx', 'bake', '--push', '--progress=plain', ...targets];
      const ended = await realDocker(environment, stop.signal).bake({
        file: 'docker',
        args,
        env,
        cwd,
      });
      for (const { code, summary } of failures()) process.stderr.write(`${code}: ${summary}\n`);
      process.exitCode = stop.signal.aborted ? 130 : (ended.exitCode ?? 1);
    },
  );
} catch (error) {
  if (!(error instanceof BaketreeError)) throw error;
  for (const { code, summary } of error.problems) process.stderr.write(`${code}: ${summary}\n`);
  process.exitCode = 4;
}
