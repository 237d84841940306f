/** docs/start.md as it stands there: its project compiles, generates and is read by bake, and nothing is left out. */
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as library from 'baketree';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hasBuildx } from '../plan/support.ts';

const PAGE = 'docs/start.md';

let folder: string;
let page: string;
let scripts: Readonly<Record<string, string>>;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'start-'));
  page = await readFile(PAGE, 'utf8');
  const write = async (file: string, text: string) => {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), text);
  };
  // The first line of each block of code names its file.
  for (const [, file = '', text = ''] of page.matchAll(
    /^```(?:ts|dockerfile)\n(?:\/\/|#) (\S+)\n([\s\S]*?)^```$/gm,
  )) {
    await write(file, text);
  }
  const [own = '', compiler = ''] = [...page.matchAll(/^```json\n([\s\S]*?)^```$/gm)].map(
    ([, text]) => text,
  );
  scripts = JSON.parse(own).scripts;
  await write('package.json', own);
  await write('tsconfig.json', compiler);
  for (const stall of ['signs', 'stalls/papers', 'stalls/sweets']) await write(`${stall}/sign`, '');
  await mkdir(path.join(folder, 'node_modules'));
  await symlink(path.resolve('.'), path.join(folder, 'node_modules/baketree'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (file: string, args: readonly string[]) =>
  execa(file, args, {
    cwd: folder,
    env: { INIT_CWD: folder, CI: '', NO_COLOR: '1' },
    reject: false,
    all: true,
  });

test('its scripts are those that messages name', async () => {
  const { scripts: ours } = JSON.parse(await readFile('package.json', 'utf8'));
  const verbs = Object.keys(ours).filter((name) => ours[name] === `node dist/cli.js ${name}`);
  expect(scripts).toEqual(Object.fromEntries(verbs.map((name) => [name, `baketree ${name}`])));
});

test('its version is that of the package', async () => {
  const { version } = JSON.parse(await readFile('package.json', 'utf8'));
  expect(page).toContain(`/tmp/baketree-${version}.tgz`);
});

test('its project compiles, and a misspelt option does not', async () => {
  const compile = () => run(path.resolve('node_modules/.bin/tsc'), []);
  expect(await compile()).toMatchObject({ exitCode: 0, all: '' });
  const tree = path.join(folder, 'trees/kiosk.ts');
  const text = await readFile(tree, 'utf8');
  await writeFile(tree, text.replace('groups:', 'group:'));
  expect((await compile()).all).toContain("Did you mean to write 'groups'?");
  await writeFile(tree, text);
});

test.skipIf(!hasBuildx)('it generates, and bake reads it', async () => {
  const { exitCode, all } = await run(process.execPath, [path.resolve('dist/cli.js'), 'generate']);
  expect(exitCode, all).toBe(0);
  const base = await readFile(path.join(folder, 'docker/kiosk/base.Dockerfile'), 'utf8');
  expect(base).toContain('install --yes curl tini\nUSER 1000:1000\nLABEL org.example.tree=kiosk\n');
  const bake = ['buildx', 'bake', '-f', 'bake/kiosk/docker-bake.hcl', '--print'];
  const { target } = JSON.parse((await execa('docker', bake, { cwd: folder })).stdout);
  expect(target.papers).toMatchObject({
    context: 'stalls/papers',
    contexts: { base: 'target:base', signs: 'signs' },
    args: { STALL: 'papers' },
    tags: ['kiosk/papers:dev'],
  });
});

test('every function of the library is named', () => {
  const table = page.slice(page.indexOf('## What there is'));
  const functions = Object.entries(library).flatMap(([name, value]) =>
    typeof value === 'function' && /^[a-z]/.test(name) ? [name] : [],
  );
  expect(functions.filter((name) => !table.includes(`\`${name}\``))).toEqual([]);
});
