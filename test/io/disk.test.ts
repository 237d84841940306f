/** The disk: a file is always one whole version, whatever happens, and nothing leaves the project. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BaketreeError, type Problem } from '../../src/errors.ts';
import { type Disk, realDisk } from '../../src/io/disk.ts';
import { TEMPORARY } from '../../src/io/whole-file.ts';
import { isWhole, wholeText } from './writer.ts';

let folder: string;
let disk: Disk;
const at = (file: string) => path.join(folder, file);

beforeEach(async () => {
  folder = await realpath(await mkdtemp(path.join(tmpdir(), 'disk-')));
  disk = realDisk(folder);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function problemOf(running: Promise<unknown>): Promise<Problem | undefined> {
  const error = await running.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof BaketreeError) return error.problems[0];
  throw error ?? new Error('it was expected to fail');
}

const temporaries = async (below = folder) =>
  (await readdir(below)).filter((name) => name.startsWith(TEMPORARY));

describe('a run that is killed', () => {
  const KILLS = 100;

  test(`${KILLS} times in the middle of writing leaves one whole version each time`, async () => {
    const writer = at('writer.mjs');
    await build({
      entryPoints: [new URL('writer.ts', import.meta.url).pathname],
      outfile: writer,
      bundle: true,
      platform: 'node',
      format: 'esm',
    });
    // Two at a time, each with a folder of its own.
    const half = await Promise.all(['one', 'two'].map((name) => killed(writer, name)));
    // Otherwise no kill came in the middle, and nothing was shown.
    expect((half[0] ?? 0) + (half[1] ?? 0)).toBeGreaterThan(KILLS / 10);
  });

  /** Kills writers of a file, looks at it each time, and counts those that were in the middle. */
  async function killed(writer: string, name: string): Promise<number> {
    await mkdir(at(name));
    const file = at(`${name}/file`);
    let half = 0;
    for (let kill = 0; kill < KILLS / 2; kill++) {
      const child = spawn(process.execPath, [writer, file], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const ended = once(child, 'exit');
      await once(child.stdout, 'data');
      // Spread over the time that some writes take, without chance in it.
      await new Promise((wake) => setTimeout(wake, 10 + ((kill * 13) % 60)));
      child.kill('SIGKILL');
      await ended;
      expect(isWhole(await readFile(file, 'utf8').catch(() => wholeText(0, '')))).toBe(true);
      const left = await temporaries(at(name));
      half += left.length;
      for (const each of left) await rm(at(`${name}/${each}`));
    }
    return half;
  }

  test('leaves a temporary file that no list has and that a later sweep removes', async () => {
    await mkdir(at('docker/web'), { recursive: true });
    const [young, old] = [`${TEMPORARY}1`, `${TEMPORARY}2`];
    for (const name of [young, old, 'web.Dockerfile'])
      await writeFile(at(`docker/web/${name}`), '');
    const hours = (many: number) => new Date(Date.now() - many * 3_600_000);
    await utimes(at(`docker/web/${old}`), hours(2), hours(2));
    await utimes(at('docker/web/web.Dockerfile'), hours(2), hours(2));
    expect(await disk.list('docker')).toEqual(['docker/web/web.Dockerfile']);
    await disk.sweep('docker');
    expect((await readdir(at('docker/web'))).sort()).toEqual([young, 'web.Dockerfile']);
    await disk.sweep('nowhere');
  });
});

test('writes at the same time: readers see whole versions only', async () => {
  const texts = ['a', 'b', 'c', 'd'].map((letter) => wholeText(1_000_000, letter));
  await disk.write('file', texts[0] ?? '');
  let writing = true;
  let reads = 0;
  const reader = (async () => {
    for (; writing; reads++) expect(isWhole((await disk.read('file')) ?? '')).toBe(true);
  })();
  for (let round = 0; round < 5; round++) {
    await Promise.all(texts.map((text) => disk.write('file', text)));
  }
  writing = false;
  await reader;
  expect(reads).toBeGreaterThan(5);
  expect(await temporaries()).toEqual([]);
});

describe('a small disk', () => {
  test('that is full keeps the old file, leaves nothing, and says so', async (context) => {
    await mkdir(at('small'));
    const mount = ['-t', 'tmpfs', '-o', 'size=128k', 'tmpfs', at('small')];
    const mounted = await execa('mount', mount, { reject: false });
    if (mounted.exitCode !== 0) context.skip('may not mount a small disk here: needs root');
    try {
      const old = wholeText(50_000, 'a');
      await disk.write('small/file', old);
      expect(await problemOf(disk.write('small/file', wholeText(500_000, 'b')))).toEqual({
        code: 'disk-failed',
        summary: 'cannot write: no space left on device',
        at: { file: 'small/file' },
        hint: 'df -h small',
      });
      expect(await disk.read('small/file')).toBe(old);
      expect(await temporaries(at('small'))).toEqual([]);
      await execa('mount', ['-o', 'remount,ro', at('small')]);
      expect(await problemOf(disk.write('small/file', 'new'))).toEqual({
        code: 'disk-failed',
        summary: 'cannot write: read-only file system',
        at: { file: 'small/file' },
        hint: 'ls -ld small',
      });
    } finally {
      await execa('umount', [at('small')]);
    }
  });
});

describe('links', () => {
  test('to files and folders are followed when reading, but not round in a circle', async () => {
    await mkdir(at('templates/shared'), { recursive: true });
    await writeFile(at('templates/shared/_ca.hbs'), 'CA');
    await symlink('shared', at('templates/web'));
    await symlink('..', at('templates/shared/up'));
    await symlink('shared/_ca.hbs', at('templates/_ca.hbs'));
    await symlink('nowhere', at('templates/broken.hbs'));
    expect(await disk.list('templates')).toEqual([
      'templates/_ca.hbs',
      'templates/shared/_ca.hbs',
      'templates/web/_ca.hbs',
    ]);
    expect(await disk.read('templates/web/_ca.hbs')).toBe('CA');
  });

  test('in the place of a file are replaced, and what they led to stays', async () => {
    await writeFile(at('kept'), 'kept');
    await symlink('kept', at('link'));
    await disk.write('link', 'new');
    expect([await disk.read('kept'), await disk.read('link')]).toEqual(['kept', 'new']);
  });

  test('that lead a folder out of the project are refused, for writing and removing', async () => {
    const outside = await realpath(await mkdtemp(path.join(tmpdir(), 'outside-')));
    await writeFile(path.join(outside, 'file'), 'theirs');
    await symlink(outside, at('bake'));
    const problem = {
      code: 'disk-failed',
      summary: `a link leads out of the project, to ${outside}`,
      at: { file: 'bake/file' },
    };
    expect(await problemOf(disk.write('bake/file', 'ours'))).toEqual(problem);
    expect(await problemOf(disk.remove('bake/file'))).toEqual(problem);
    expect(await readdir(outside)).toEqual(['file']);
    await rm(outside, { recursive: true });
  });

  test('to the project itself are no way out', async () => {
    const link = `${folder}-link`;
    await symlink(folder, link);
    await realDisk(link).write('bake/file', 'ours');
    expect(await disk.read('bake/file')).toBe('ours');
    await rm(link);
  });
});

test('what is not there reads as nothing, and is removed without a word', async () => {
  expect(await disk.read('nothing')).toBeUndefined();
  expect(await disk.list('nothing')).toEqual([]);
  await disk.remove('nothing/at/all');
});

test('removing the last file of a folder removes the folder, and no other', async () => {
  await disk.write('docker/web/one', '');
  await disk.write('docker/web/two', '');
  await disk.remove('docker/web/one');
  expect(await readdir(at('docker/web'))).toEqual(['two']);
  await disk.remove('docker/web/two');
  expect(await readdir(at('docker'))).toEqual([]);
});

test.each([
  ['read', 'cannot read: illegal operation on a directory'],
  ['write', 'cannot write: illegal operation on a directory'],
] as const)('a folder in the place of a file cannot be %s', async (deed, summary) => {
  await mkdir(at('docker/web'), { recursive: true });
  const deeds = { read: () => disk.read('docker/web'), write: () => disk.write('docker/web', '') };
  expect(await problemOf(deeds[deed]())).toEqual({
    code: 'disk-failed',
    summary,
    at: { file: 'docker/web' },
    hint: 'ls -ld docker/web',
  });
  expect(await temporaries(at('docker'))).toEqual([]);
});

test('a file in the place of a folder is said', async () => {
  await writeFile(at('docker'), '');
  const problem = await problemOf(disk.write('docker/web/file', ''));
  expect(problem).toMatchObject({ code: 'disk-failed', at: { file: 'docker/web/file' } });
  expect(problem?.summary).toMatch(/^cannot write: (?:not a directory|file already exists)$/);
});

test('paths are resolved after links, with what is not there yet added', async () => {
  await mkdir(at('real'));
  await symlink('real', at('link'));
  await writeFile(at('real/file'), '');
  expect(await disk.resolve('link')).toEqual({ real: at('real'), kind: 'folder' });
  expect(await disk.resolve('link/file')).toEqual({ real: at('real/file'), kind: 'file' });
  expect(await disk.resolve('link/a/b')).toEqual({ real: at('real/a/b'), kind: 'missing' });
  expect(await disk.resolve('link/file/c')).toEqual({ real: at('real/file/c'), kind: 'missing' });
});
