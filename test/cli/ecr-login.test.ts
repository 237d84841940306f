/** `ecr login` as a process: what it writes into the user's config.json, and what it leaves alone. */
import {
  chmod,
  lstat,
  mkdir,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { CANARY } from '../commands/ecr-bench.ts';
import { startAws } from '../support/aws-server.ts';
import { fakeEcr } from '../support/fake-ecr.ts';
import type { Bakery } from './bakery.ts';
import { openShop } from './shop.ts';

const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';

const fake = fakeEcr();
const server = await startAws((request, raw) => fake.backend(request, raw));
afterAll(() => server.stop());

let shop: Bakery;
let folder: string;
let file: string;
beforeEach(async () => {
  server.forget();
  shop = await openShop(server.url);
  folder = path.join(shop.home, '.docker');
  file = path.join(folder, 'config.json');
});
afterEach(() => shop.close());

/** With the helper on PATH, where docker finds it. */
async function putHelper(): Promise<void> {
  const program = path.join(shop.home, 'bin/docker-credential-baketree');
  await writeFile(program, '#!/bin/sh\n', { mode: 0o755 });
}

async function writeConfig(text: string, mode = 0o600): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(file, text);
  await chmod(file, mode);
}

async function login(line = 'ecr login', env: Readonly<Record<string, string>> = {}) {
  const shown = await shop.baketree(line, { env });
  const dist = path.resolve('dist');
  return shown.replaceAll(server.url, '<aws>').replaceAll(dist, '<dist>');
}

test('a user without a config.json gets one; a second time there is nothing to change', async () => {
  expect(await login()).toMatchInlineSnapshot(`
    "exit 0
    --- stderr
    [WARNING] AWS_ENDPOINT_URL is set: requests go to <aws>
    [INFO] account 123456789012 (ours), region eu-west-1, as arn:aws:sts::123456789012:user/tester
    [WARNING] docker-credential-baketree is not on PATH, where docker looks for it: export PATH="<dist>/bin:$PATH"
    --- stdout
    credHelpers in <home>/.docker/config.json
    - 123456789012.dkr.ecr.eu-west-1.amazonaws.com: no helper
    + 123456789012.dkr.ecr.eu-west-1.amazonaws.com: "baketree""
  `);
  const text = await readFile(file, 'utf8');
  expect(text).toBe(`{\n\t"auths": {},\n\t"credHelpers": {\n\t\t"${HOST}": "baketree"\n\t}\n}\n`);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readdir(folder)).toEqual(['config.json']);

  await putHelper();
  const { ino } = await stat(file);
  expect(await login()).toMatchInlineSnapshot(`
    "exit 0
    --- stderr
    [WARNING] AWS_ENDPOINT_URL is set: requests go to <aws>
    [INFO] account 123456789012 (ours), region eu-west-1, as arn:aws:sts::123456789012:user/tester
    --- stdout
    credHelpers in <home>/.docker/config.json
    nothing to change"
  `);
  expect(await readFile(file, 'utf8')).toBe(text);
  expect((await stat(file)).ino).toBe(ino);
});

test('an entry is replaced, all else stays by the byte, its mode and the link to it, too', async () => {
  await putHelper();
  const before = `{ "auths": { "${HOST}": { "auth": "canary-auth" } },\n  "odd": 1.0e2,\n  "credHelpers": {"gcr.io": "gcloud", "${HOST}": "ecr-login"} }`;
  await writeConfig('');
  await rm(file);
  await writeFile(path.join(shop.home, 'dotfile'), before);
  await chmod(path.join(shop.home, 'dotfile'), 0o644);
  await symlink('../dotfile', file);
  const shown = await login();
  expect(shown).toMatchInlineSnapshot(`
    "exit 0
    --- stderr
    [WARNING] AWS_ENDPOINT_URL is set: requests go to <aws>
    [INFO] account 123456789012 (ours), region eu-west-1, as arn:aws:sts::123456789012:user/tester
    [WARNING] a password for 123456789012.dkr.ecr.eu-west-1.amazonaws.com is written down there, too; docker will not use it: docker logout 123456789012.dkr.ecr.eu-west-1.amazonaws.com
    --- stdout
    credHelpers in <home>/.docker/config.json
    - 123456789012.dkr.ecr.eu-west-1.amazonaws.com: "ecr-login"
    + 123456789012.dkr.ecr.eu-west-1.amazonaws.com: "baketree""
  `);
  expect(shown).not.toContain('canary');
  const after = before.replace('"ecr-login"', '"baketree"');
  expect(await readFile(file, 'utf8')).toBe(after);
  expect((await lstat(file)).isSymbolicLink()).toBe(true);
  expect((await stat(file)).mode & 0o777).toBe(0o644);
  expect((await readdir(shop.home)).filter((name) => name.includes('dotfile'))).toEqual([
    'dotfile',
  ]);

  expect(await login('ecr login --remove')).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    credHelpers in <home>/.docker/config.json
    - 123456789012.dkr.ecr.eu-west-1.amazonaws.com: "baketree"
    + 123456789012.dkr.ecr.eu-west-1.amazonaws.com: no helper"
  `);
  expect(await readFile(file, 'utf8')).toBe(before.replace(`, "${HOST}": "ecr-login"`, ''));
});

test('--remove asks nobody, needs no project that is sound, and says when there is nothing', async () => {
  await shop.write('trees/bakery.ts', 'this is no TypeScript');
  expect(await login('ecr login --remove')).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    credHelpers in <home>/.docker/config.json
    nothing to change"
  `);
  expect(server.requests).toEqual([]);
  await expect(stat(folder)).rejects.toThrow('ENOENT');
});

test('--json', async () => {
  await putHelper();
  await writeConfig('{}');
  const { stdout, exitCode } = await shop.run(['ecr', 'login', '--json']);
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    file,
    changes: [{ host: HOST, after: 'baketree' }],
    helper: path.join(shop.home, 'bin/docker-credential-baketree'),
  });
});

test('the folder that DOCKER_CONFIG names', async () => {
  const env = { DOCKER_CONFIG: path.join(shop.home, 'elsewhere') };
  expect((await shop.run(['ecr', 'login'], { env })).exitCode).toBe(0);
  expect(await readdir(path.join(shop.home, 'elsewhere'))).toEqual(['config.json']);
  await expect(stat(folder)).rejects.toThrow('ENOENT');
});

test('what npm puts on PATH is nothing that docker will see', async () => {
  const bin = path.join(shop.home, 'node_modules/.bin');
  await mkdir(bin, { recursive: true });
  await writeFile(path.join(bin, 'docker-credential-baketree'), '', { mode: 0o755 });
  const { stderr } = await shop.run(['ecr', 'login'], { env: { PATH: bin } });
  expect(stderr).toContain('docker-credential-baketree is not on PATH');
});

test('a registry with a name of its own needs no AWS to be asked', async () => {
  const own = await openShop(server.url, { registry: `host: 'registry.example:8443'` });
  try {
    server.forget();
    const shown = await own.baketree('ecr login');
    expect(shown).toContain('+ registry.example:8443: "baketree"');
    expect(shown).toContain('only where REGISTRY=registry.example:8443 is in');
    expect(server.requests).toEqual([]);
  } finally {
    await own.close();
  }
});

test('eight at once, each for another region: all are there', async () => {
  await writeConfig('{"auths": {"x": {"auth": "y"}}}');
  const regions = ['eu-west-1', 'eu-west-2', 'eu-west-3', 'us-east-1'].flatMap((region) => [
    region,
    region.replace('-1', '-4').replace('-2', '-5').replace('-3', '-6'),
  ]);
  const own = await openShop(server.url, { registry: `account: ''` });
  try {
    const ended = await Promise.all(
      regions.map((AWS_REGION) =>
        own.run(['ecr', 'login'], { env: { AWS_REGION, DOCKER_CONFIG: folder } }),
      ),
    );
    expect(ended.map(({ exitCode }) => exitCode)).toEqual(Array(8).fill(0));
    const { credHelpers, auths } = JSON.parse(await readFile(file, 'utf8'));
    expect(Object.keys(credHelpers).sort()).toEqual(
      regions.map((region) => HOST.replace('eu-west-1', region)).sort(),
    );
    expect(auths).toEqual({ x: { auth: 'y' } });
    expect(await readdir(folder)).toEqual(['config.json']);
  } finally {
    await own.close();
  }
}, 120_000);

test('a lock that a killed run left is not waited for', async () => {
  await writeConfig('{}');
  await writeFile(`${file}.baketree-lock`, '');
  const { exitCode, stderr } = await shop.run(['ecr', 'login']);
  expect(exitCode, stderr).toBe(0);
  expect(await readdir(folder)).toEqual(['config.json']);
  expect(JSON.parse(await readFile(file, 'utf8')).credHelpers).toEqual({ [HOST]: 'baketree' });
}, 60_000);

test.each([
  ['ecr login --remove bakery', '"bakery": --remove takes all that login wrote out again'],
  ['ecr plan --remove', '"--remove": only login takes something out again'],
  ['ecr logn', '"logn": ecr does no such thing\n        expected "login"'],
])('%s is refused', async (line, why) => {
  const shown = await login(line);
  expect(shown).toContain(`exit 2\n--- stderr\n[ERROR] ${why}`);
});

test('keys and tokens are in nothing that is printed or written', async () => {
  await writeConfig('{}');
  const shown = await login();
  const all = `${shown}${await readFile(file, 'utf8')}`;
  expect(server.requests.at(-1)?.headers['x-amz-security-token']).toBe(CANARY.AWS_SESSION_TOKEN);
  expect(Object.values(CANARY).filter((secret) => all.includes(secret))).toEqual([]);
});
