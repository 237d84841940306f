import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { realMemory } from '../../src/io/memory.ts';

let home: string;
let cache: string;
const project = (name = 'one') => path.join(home, name);

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'memory-'));
  cache = path.join(home, 'node_modules/.cache/baketree/runs');
  await mkdir(path.join(home, 'node_modules'));
  for (const name of ['one', 'two']) await mkdir(project(name));
});
afterEach(() => rm(home, { recursive: true, force: true }));

test('what is kept is recalled, by the same build for the same project and topic', async () => {
  const memory = realMemory(project(), 'build');
  expect(memory.recall('topic')).toBeUndefined();
  await memory.keep('topic', { a: [1] });
  expect(memory.recall('topic')).toEqual({ a: [1] });
  expect(realMemory(project(), 'build').recall('topic')).toEqual({ a: [1] });
  expect(memory.recall('other')).toBeUndefined();
  expect(realMemory(project(), 'another build').recall('topic')).toBeUndefined();
  expect(realMemory(project('two'), 'build').recall('topic')).toBeUndefined();
});

test.each([
  ['empty', () => ''],
  ['cut off', (text: string) => text.slice(0, -1)],
  ['changed in one place', (text: string) => text.replace('"a"', '"b"')],
  ['written by something else', () => '{"a":1}'],
  ['not to be read as text', () => '\u0000\n\n'],
])('a file that is %s counts as none, and is replaced', async (_, spoil) => {
  const memory = realMemory(project(), 'build');
  await memory.keep('topic', { a: 1 });
  const [name = ''] = await readdir(cache);
  const file = path.join(cache, name);
  await writeFile(file, spoil(await readFile(file, 'utf8')));
  expect(memory.recall('topic')).toBeUndefined();
  await memory.keep('topic', { a: 2 });
  expect(memory.recall('topic')).toEqual({ a: 2 });
});

test('the newest files stay, and no other', async () => {
  await mkdir(cache, { recursive: true });
  const memory = realMemory(project(), 'build');
  for (let index = 0; index < 40; index += 1) await writeFile(path.join(cache, `${index}`), '');
  await memory.keep('topic', 1);
  expect(await readdir(cache)).toHaveLength(32);
  expect(memory.recall('topic')).toBe(1);
});

test('where nothing can be kept, nothing fails', async () => {
  await rm(path.join(home, 'node_modules'), { recursive: true });
  const nowhere = realMemory(project(), 'build');
  await nowhere.keep('topic', 1);
  expect(nowhere.recall('topic')).toBeUndefined();
  // A file where the folder would have to be: root is stopped by it, too.
  await mkdir(path.join(home, 'node_modules'));
  await writeFile(path.join(home, 'node_modules/.cache'), '');
  const blocked = realMemory(project(), 'build');
  await blocked.keep('topic', 1);
  expect(blocked.recall('topic')).toBeUndefined();
});
