/** The look at docker: what is asked when, and that nothing remembered outlives its reason. */
import {
  mkdir,
  mkdtemp,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Answer } from '../../src/io/child.ts';
import { startLook } from '../../src/io/docker-look.ts';
import { type Memory, realMemory } from '../../src/io/memory.ts';

const BREAD = 'bread:latest';
const FOUND = `sha256:5 ["${BREAD}"]`;

let home: string;
let memory: Memory;
let keeping: Promise<void>;
let calls: string[];
let plugin: string;
let answers: Record<string, Partial<Answer>>;

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'look-'));
  await mkdir(path.join(home, 'node_modules'));
  await mkdir(path.join(home, '.docker/cli-plugins'), { recursive: true });
  await mkdir(path.join(home, 'bin'));
  plugin = path.join(home, '.docker/cli-plugins/docker-buildx');
  await writeFile(plugin, 'plugin');
  await writeFile(path.join(home, 'bin/docker'), 'docker');
  const real = realMemory(home, 'build');
  keeping = Promise.resolve();
  memory = {
    ...real,
    keep: (topic, value) => {
      keeping = real.keep(topic, value);
      return keeping;
    },
  };
  calls = [];
  answers = {
    info: { stdout: `28.2.2\nv0.29.1 ${plugin}\n28.5.2` },
    image: { stdout: FOUND },
    version: { stdout: '28.5.2' },
    buildx: { stdout: 'Name:   bench\nDriver: docker-container' },
  };
});
afterEach(() => rm(home, { recursive: true, force: true }));

const ask = async ([first = '', second = '', ...rest]: readonly string[]): Promise<Answer> => {
  calls.push(
    [first, second, ...rest.slice(1)]
      .join(' ')
      .replace(/ ?--format|\{\{.*$/gs, '')
      .trim(),
  );
  const healthy = { exitCode: 0, signal: undefined, failed: undefined, timedOut: false };
  return { ...healthy, stdout: '', stderr: '', ...answers[first] };
};

/** One run's look; gives what it found, and leaves its calls in `calls`. */
async function look(images: readonly string[] = [BREAD], more: Record<string, string> = {}) {
  calls.length = 0;
  const environment = { HOME: home, PATH: path.join(home, 'bin'), ...more };
  const facts = await startLook({ ask, environment, memory }, undefined).facts(images);
  await keeping;
  return facts;
}

test('the first look asks for all; the next one for the images, which tells that the daemon is there', async () => {
  const first = await look();
  expect(calls.sort()).toEqual(['image inspect', 'info']);
  expect(first).toMatchObject({
    client: '28.2.2',
    server: { version: '28.5.2' },
    buildx: 'v0.29.1',
  });
  expect(first.images).toEqual(new Map([[BREAD, 'sha256:5']]));
  const second = await look();
  expect(calls).toEqual(['image inspect']);
  expect(second).toEqual({ ...first, client: 'unknown', server: {} });
});

test('images that were not asked about the last time are asked about, and those of then are not told', async () => {
  await look();
  answers.image = { stdout: 'sha256:6 ["roll:latest"]' };
  expect((await look(['roll:latest'])).images).toEqual(new Map([['roll:latest', 'sha256:6']]));
  expect(calls).toEqual(['image inspect', 'image inspect']);
  expect((await look([])).images.size).toBe(0);
});

test('an image that is gone since is not found, though the daemon is there', async () => {
  await look();
  answers.image = { exitCode: 1, stderr: `Error response from daemon: No such image: ${BREAD}` };
  expect(await look()).toMatchObject({ server: {}, images: new Map() });
  expect(calls).toEqual(['image inspect']);
});

test('without images the daemon’s version is asked for', async () => {
  await look([]);
  expect(await look([])).toMatchObject({ server: {}, buildx: 'v0.29.1' });
  expect(calls).toEqual(['version']);
});

test('a daemon that is gone since is told in the words of docker info', async () => {
  await look();
  const gone = { exitCode: 1, stderr: 'Cannot connect to the Docker daemon' };
  answers.image = gone;
  answers.info = { ...gone, stdout: `28.2.2\nv0.29.1 ${plugin}\n` };
  expect((await look()).server).toEqual({ unreachable: 'Cannot connect to the Docker daemon' });
  expect(calls).toEqual(['image inspect', 'info']);
});

test('a daemon that hangs is waited for once', async () => {
  await look();
  answers.image = { exitCode: undefined, timedOut: true };
  expect((await look()).server).toEqual({ unreachable: 'no answer within 20 s' });
  expect(calls).toEqual(['image inspect']);
});

test('docker that is gone since is missing', async () => {
  await look();
  const failed = { exitCode: undefined, failed: 'ENOENT' };
  answers = { info: failed, image: failed };
  expect((await look()).client).toBeUndefined();
});

const replace = async (file: string) => {
  const { atime, mtime } = await stat(file);
  const text = await readFile(file, 'utf8');
  await writeFile(`${file}.new`, text.replace(/./, 'P'));
  await utimes(`${file}.new`, atime, mtime);
  await rename(`${file}.new`, file);
};

test.each<[string, () => Promise<unknown>, Record<string, string>?]>([
  ['is replaced, with the same size and time', () => replace(plugin)],
  ['is removed', () => rm(plugin)],
  [
    'is a link that leads elsewhere now',
    async () => {
      await rename(plugin, `${plugin}-1`);
      await symlink(`${plugin}-1`, plugin);
      await look();
      await writeFile(`${plugin}-2`, 'plugin');
      await rm(plugin);
      await symlink(`${plugin}-2`, plugin);
    },
  ],
  [
    'may be another one, by docker’s configuration',
    () => writeFile(path.join(home, '.docker/config.json'), '{"cliPluginsExtraDirs":["/opt"]}'),
  ],
  ['may be another one, by another docker', () => replace(path.join(home, 'bin/docker'))],
  ['may be another one, by DOCKER_CONFIG', async () => undefined, { DOCKER_CONFIG: '/nowhere' }],
])('docker is asked for its plugin again when it %s', async (_, change, more) => {
  await look();
  await look();
  expect(calls).toEqual(['image inspect']);
  await change();
  answers.info = { stdout: '28.2.2\nv0.37.2 /nowhere/docker-buildx\n28.5.2' };
  expect((await look([BREAD], more)).buildx).toBe('v0.37.2');
  // From a folder where we did not look: it is asked each time.
  expect((await look([BREAD], more)).buildx).toBe('v0.37.2');
  expect(calls.sort()).toEqual(['image inspect', 'info']);
});

test('a plugin of a further folder that the configuration names is seen', async () => {
  const folder = path.join(home, 'extra');
  await mkdir(folder);
  await writeFile(
    path.join(home, '.docker/config.json'),
    JSON.stringify({ cliPluginsExtraDirs: [folder] }),
  );
  await look();
  await writeFile(path.join(folder, 'docker-buildx'), 'plugin');
  await look();
  expect(calls.sort()).toEqual(['image inspect', 'info']);
});

test('the plugin may be started alone as long as docker would take it, and is no script', async () => {
  const environment = { HOME: home, PATH: path.join(home, 'bin') };
  const found = () => startLook({ ask, environment, memory }, undefined).plugin();
  expect(await found()).toBe(plugin);
  answers.info = { stdout: '28.2.2\nv0.29.1 /nowhere/docker-buildx\n28.5.2' };
  expect(await found()).toBeUndefined();
  answers.info = { stdout: `28.2.2\nv0.29.1 ${plugin}\n28.5.2` };
  await writeFile(path.join(home, 'bin/docker'), '#!/bin/sh');
  expect(await found()).toBeUndefined();
});

test('what docker’s configuration holds is not kept', async () => {
  await writeFile(path.join(home, '.docker/config.json'), '{"auths":{"x":{"auth":"c2VjcmV0"}}}');
  await look();
  expect(JSON.stringify(memory.recall('docker'))).not.toContain('c2VjcmV0');
  expect(memory.recall('docker')).toMatchObject({
    plugin: { version: 'v0.29.1' },
    images: [BREAD],
  });
});

test('the image store is asked for only where it matters, and is known by what docker says of its driver', async () => {
  await look([]);
  const found = async (answer: Partial<Answer>) => {
    calls.length = 0;
    answers.info = answer;
    const environment = { HOME: home, PATH: path.join(home, 'bin') };
    const { facts } = startLook({ ask, environment, memory }, undefined);
    return (await facts([], { store: true })).containerdStore;
  };
  const store = '[["driver-type","io.containerd.snapshotter.v1"]]';
  expect(await found({ stdout: store })).toBe(true);
  expect(calls.sort()).toEqual(['info', 'version']);
  expect(await found({ stdout: '[["Backing Filesystem","extfs"]]' })).toBe(false);
  expect(await found({ stdout: 'null' })).toBe(false);
  expect(await found({ exitCode: 1 })).toBeUndefined();
  expect(await look([])).not.toHaveProperty('containerdStore');
});
