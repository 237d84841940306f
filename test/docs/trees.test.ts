/** The example of docs/trees.md as it stands there: it loads, says what the page says, and bake reads it. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hasBuildx } from '../plan/support.ts';

const CLI = path.resolve('dist/cli.js');
const PAGE = 'docs/trees.md';

let folder: string;
let page: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'trees-'));
  page = await readFile(PAGE, 'utf8');
  // The first line of each block of code names its file.
  for (const [, file = '', text = ''] of page.matchAll(
    /^```(?:ts|dockerfile)\n(?:\/\/|#) (\S+)\n([\s\S]*?)^```$/gm,
  )) {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), text);
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (file: string, args: readonly string[], env = {}) =>
  execa(file, args, {
    cwd: folder,
    env: { INIT_CWD: folder, CI: '', NO_COLOR: '1', ...env },
    reject: false,
    all: true,
  });
const baketree = (...args: readonly string[]) => run(process.execPath, [CLI, ...args]);

test('it generates, and is as it should be', async () => {
  const { exitCode, all } = await baketree('generate');
  expect([exitCode, all]).toEqual([0, expect.stringContaining('wrote bake/shop/docker-bake.hcl')]);
  expect((await baketree('check')).exitCode).toBe(0);
});

test('what is printed is on the page', async () => {
  let written = page;
  for (const [block, words = ''] of page.matchAll(
    /^```console\n\$ npm run (.*)\n[\s\S]*?^```$/gm,
  )) {
    const { all } = await baketree(...words.split(' '));
    written = written.replace(block, () => `\`\`\`console\n$ npm run ${words}\n${all}\n\`\`\``);
  }
  await expect(written).toMatchFileSnapshot(path.resolve(PAGE));
});

test.skipIf(!hasBuildx)('bake reads it, with each choice', async () => {
  const file = 'bake/shop/docker-bake.hcl';
  const print = async (env: Readonly<Record<string, string>>) => {
    const args = ['buildx', 'bake', '-f', file, '--print', 'default', 'shop'];
    return JSON.parse((await run('docker', args, env)).stdout).target;
  };
  const found = await print({ SHOP_TAG: 'v1' });
  expect(Object.keys(found).sort()).toEqual([
    ...['admin', 'base-20', 'base-22'],
    ...['shop-20-small', 'shop-22-debug', 'shop-22-small'],
  ]);
  expect(found['shop-22-debug']).toMatchObject({
    contexts: { base: 'target:base-22' },
    args: { NODE_OPTIONS: '--inspect' },
    tags: ['shop:v1-22-debug'],
  });
  expect(found.admin.contexts).toEqual({ base: 'target:base-22' });
  const local = await print({ SHOP_BASE: 'local' });
  expect(local['shop-20-small'].contexts).toEqual({ base: 'docker-image://shop-base:20' });
});
