/**
 * The engine command where a docker answers that is not ours: told what there is, and nothing is done
 * that is not needed. Docker is a script here, in a room, so that it can be made to answer anything.
 */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withOurs } from '../../../scripts/engine/env-file.ts';
import { obstacleOf, readMachine } from '../../../scripts/engine/machine.ts';
import { valuesFor } from '../../../scripts/engine/stand-ins.ts';
import { type Run, runEngine } from './chain.ts';
import { openRoom, type Room } from './room.ts';

const obstacle = obstacleOf(readMachine(), 'a room');
const why = obstacle && `needs-debian-root: ${obstacle.summary}`;
const scratch = mkdtempSync('/tmp/bt-');
const dotenv = join(scratch, 'user', '.env');
let room: Room;

beforeAll(async () => {
  if (why) return;
  mkdirSync(join(scratch, 'user'));
  chmodSync(scratch, 0o755);
  room = await openRoom(scratch);
});
afterAll(() => {
  room?.close();
  rmSync(scratch, { recursive: true, force: true });
});

const INFO = JSON.stringify({ ServerVersion: '28.1', Driver: 'overlay2', DriverStatus: [] });
const WELL = {
  info: `echo '${INFO}'`,
  'buildx version': 'echo github.com/docker/buildx v0.30.0 abc',
  'buildx inspect': 'echo "Driver: docker"',
  'buildx build': 'true',
  'context show': 'echo default',
};
const NO_REGISTRY = 'echo "ERROR: x: lookup registry.example: no such host" >&2; exit 1';

/** Runs the command beside a docker that answers so; a case that is not named fails. */
async function beside(
  answers: Readonly<Record<string, string>>,
  as: { readonly user?: number; readonly env?: Record<string, string> } = {},
): Promise<Run> {
  const cases = Object.entries(answers).map(([call, code]) => `"${call}"*) ${code} ;;`);
  const docker = join(scratch, 'local-bin', 'docker');
  writeFileSync(docker, `#!/bin/sh\ncase "$*" in\n${cases.join('\n')}\n*) exit 1 ;;\nesac\n`);
  chmodSync(docker, 0o755);
  const user = as.user ? ['setpriv', `--reuid=${as.user}`, '--clear-groups'] : [];
  const PATH = '/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  const start = {
    enter: (command: readonly string[]) => room.enter([...user, ...command]),
    env: { PATH, HOME: join(scratch, 'user'), ...as.env },
  };
  return runEngine(start, ['--dotenv', dotenv]);
}

const sentences = (run: Run) => run.text.split('\n').filter((line) => /^(\[|\s+\S)/.test(line));
const untouched = () => !existsSync(join(scratch, 'lib', 'baketree-engine'));

test('engine, driver and buildx are told; nothing is done', async (context) => {
  if (why) return context.skip(why);
  const run = await beside(WELL);
  expect(run.code).toBe(0);
  expect(sentences(run)).toEqual([
    '[INFO] docker answers: engine 28.1, image store overlay2, driver docker, buildx v0.30.0',
    '[INFO] the base images can be had; nothing to do',
  ]);
  expect(untouched()).toBe(true);
  expect(existsSync(dotenv)).toBe(false);
});

test('registries can be reached again: our lines go, the real images are used', async (context) => {
  if (why) return context.skip(why);
  writeFileSync(dotenv, withOurs('MINE=1\n', valuesFor(undefined)).text);
  const run = await beside(WELL);
  expect(run.code, run.text).toBe(0);
  expect(sentences(run).at(-1)).toBe(
    `[INFO] the base images can be had: took our FLAVOUR, CHEF_IMAGE, RUNTIME_IMAGE out of ${dotenv}`,
  );
  expect(readFileSync(dotenv, 'utf8')).toBe('MINE=1\n');
  expect(untouched()).toBe(true);
  rmSync(dotenv);
});

test('no registry, and stand-ins cannot be built: told, and not an error', async (context) => {
  if (why) return context.skip(why);
  const run = await beside({ ...WELL, 'buildx build': NO_REGISTRY }, { user: 65534 });
  expect(run.code).toBe(0);
  expect(sentences(run).slice(1)).toEqual([
    '[WARNING] cannot be had: "lukemathwalker/cargo-chef:latest-rust-1.87-alpine": lookup registry.example: no such host',
    '[WARNING] cannot be had: "gcr.io/distroless/cc-debian12": lookup registry.example: no such host',
    '[WARNING] no stand-ins either: setting up anything here takes root',
  ]);
});

test('no registry, but the user names images of their own', async (context) => {
  if (why) return context.skip(why);
  writeFileSync(dotenv, 'CHEF_IMAGE=mine/chef\nRUNTIME_IMAGE=mine/runtime\n');
  const run = await beside({ ...WELL, 'buildx build': NO_REGISTRY }, { user: 65534 });
  expect(sentences(run).at(-1)).toBe(
    '[INFO] CHEF_IMAGE and RUNTIME_IMAGE are your own; nothing to do',
  );
  rmSync(dotenv);
});

test('a registry that never answers is given up after 10 s', async (context) => {
  if (why) return context.skip(why);
  const from = performance.now();
  const run = await beside({ ...WELL, 'buildx build': 'sleep 600' }, { user: 65534 });
  expect(run.text).toContain('"gcr.io/distroless/cc-debian12": no answer within 10 s');
  expect((performance.now() - from) / 1000).toBeLessThan(25);
});

test('a builder that does not see local images gets none', async (context) => {
  if (why) return context.skip(why);
  const answers = {
    ...WELL,
    'buildx inspect': 'echo "Driver: remote"',
    'buildx build': NO_REGISTRY,
  };
  const run = await beside(answers);
  expect(run.code).toBe(0);
  expect(sentences(run).slice(1)).toEqual([
    '[INFO] a builder of the driver "remote" does not see local images: no stand-ins for it',
    '[INFO] nothing to do',
  ]);
  expect(untouched()).toBe(true);
});

test('no buildx, not root: what is missing, exit 4', async (context) => {
  if (why) return context.skip(why);
  const run = await beside({ info: WELL.info }, { user: 65534 });
  expect(run.code).toBe(4);
  expect(sentences(run)).toEqual([
    '[INFO] docker answers: engine 28.1, image store overlay2, no buildx',
    '[ERROR] buildx-missing: docker answers but has no buildx; setting up anything here takes root',
    '        expected: buildx 0.29 or newer in ~/.docker/cli-plugins, named "docker-buildx"',
    '        try: docker buildx version',
  ]);
});

test('docker is led elsewhere, where nobody answers: exit 4, and how to lead it back', async (context) => {
  if (why) return context.skip(why);
  const host = { env: { DOCKER_HOST: 'tcp://127.0.0.1:1' } };
  const away = await beside({ 'context show': 'echo default' }, host);
  expect(away.code).toBe(4);
  expect(away.text).toContain('"DOCKER_HOST=tcp://127.0.0.1:1" does not answer');
  expect(away.text).toContain('try: unset DOCKER_HOST');
  const other = await beside({ 'context show': 'echo WARNING: old config >&2; echo far' });
  expect(other.code).toBe(4);
  expect(other.text).toContain('the docker context "far" does not answer');
  expect(untouched()).toBe(true);
});
