/** Real pushes with a login of ours: a real registry with a password, real bake, moto or our own AWS. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect } from 'vitest';
import { openShop } from '../../cli/shop.ts';
import { CANARY } from '../../commands/ecr-bench.ts';
import { type AuthRegistry, startAuthRegistry } from '../../support/auth-registry.ts';
import { type Backend, exception, forwardTo, startAws } from '../../support/aws-server.ts';
import { passwordOf, tokenBackend } from '../../support/ecr-tokens.ts';
import { type Moto, startMoto } from '../../support/moto.ts';
import { has, testThat } from '../../support/needs.ts';
import { openPushBench, type PushBench } from './bench.ts';

const LONG = 180_000;
const NAMES = ['apple', 'berry', 'cherry', 'date', 'elder', 'fig'];

let backend: Backend;
const aws = await startAws((request, raw) => backend(request, raw));
afterAll(() => aws.stop());

let bench: PushBench;
let registry: AuthRegistry;
beforeEach(async () => {
  if (!has('needs-engine')) return;
  aws.fault(undefined);
  aws.forget();
  backend = tokenBackend();
  bench = await openPushBench(aws.url);
});
afterEach(async () => {
  await registry?.stop();
  await bench?.close();
});

async function openRegistry(password: Parameters<typeof startAuthRegistry>[1]): Promise<string> {
  registry = await startAuthRegistry(path.join(bench.folder, 'registry'), password);
  return registry.host;
}

const tagsOf = (host: string, names: readonly string[] = NAMES) =>
  Object.fromEntries(names.map((name) => [name, [`${host}/${bench.mark}/${name}:latest`]]));
const repositoriesOf = (names: readonly string[] = NAMES) =>
  names.map((name) => `${bench.mark}/${name}`);
const calls = () => aws.requests.map(({ operation }) => operation);

async function expectNothingLeft(): Promise<void> {
  for (const end = Date.now() + 5_000; (await bench.processes()).length > 0 && Date.now() < end; ) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(await bench.processes()).toEqual([]);
  expect(await readdir(bench.temporary)).toEqual([]);
}

describe('with moto', () => {
  let moto: Moto;
  beforeAll(async () => {
    if (has('needs-moto')) moto = await startMoto();
  });
  afterAll(() => moto?.stop());

  testThat(
    has('needs-engine') ? 'needs-moto' : 'needs-engine',
    'six targets are pushed with one token; the user’s own configuration stays as it is',
    async () => {
      backend = forwardTo(moto.url);
      const host = await openRegistry('123456789012-auth-token');
      // All of these would fail: a wrong password, and programs that are nowhere.
      const config = {
        auths: { [host]: { auth: Buffer.from('AWS:wrong').toString('base64') } },
        credsStore: 'nowhere',
        credHelpers: { 'gcr.io': 'nowhere-either' },
      };
      await writeFile(path.join(bench.user, 'config.json'), JSON.stringify(config));
      const before = await bench.userState();
      await bench.targets(tagsOf(host));
      const { code, said } = await bench.start([host]).ended;
      expect(code, said).toBe(0);
      expect(await registry.repositories()).toEqual(repositoriesOf());
      expect(calls()).toEqual(['GetAuthorizationToken']);
      expect(await bench.userState()).toBe(before);
      await expectNothingLeft();
    },
    LONG,
  );
});

testThat(
  'needs-engine',
  'without a login the same push is refused, so it is the login that does it',
  async () => {
    const host = await openRegistry('canary-password-1-dGhlIHRva2Vu');
    await bench.targets(tagsOf(host, ['apple']));
    const { code, said } = await bench.start(['another.example']).ended;
    expect(code).toBe(1);
    expect(said).toMatch(/401|unauthorized|no basic auth/i);
    expect(await registry.repositories()).toEqual([]);
    expect(calls()).toEqual([]);
  },
  LONG,
);

testThat(
  'needs-engine',
  'a login in the environment that has ended is not taken; those for other registries are',
  async () => {
    const host = await openRegistry('canary-password-1-dGhlIHRva2Vu');
    const other = await startAuthRegistry(path.join(bench.folder, 'other'), 'other-word');
    try {
      const auth = (word: string) => ({ auth: Buffer.from(`AWS:${word}`).toString('base64') });
      const third = await startAuthRegistry(path.join(bench.folder, 'third'), 'other-word');
      try {
        // One in the user's file, one in the environment, and ours beside them.
        const config = { auths: { [other.host]: auth('other-word') } };
        await writeFile(path.join(bench.user, 'config.json'), JSON.stringify(config));
        const DOCKER_AUTH_CONFIG = JSON.stringify({
          auths: { [host]: auth('ended'), [third.host]: auth('other-word') },
        });
        const hosts = [host, other.host, third.host];
        const tags = hosts.map((each) => `${each}/${bench.mark}/apple:latest`);
        await bench.targets({ apple: tags });
        const { code, said } = await bench.start([host], { DOCKER_AUTH_CONFIG }).ended;
        expect(code, said).toBe(0);
        for (const each of [registry, other, third]) {
          expect(await each.repositories()).toEqual(repositoriesOf(['apple']));
        }
      } finally {
        await third.stop();
      }
    } finally {
      await other.stop();
    }
  },
  LONG,
);

testThat(
  'needs-engine',
  'it is asked for at the push: a token that grew old since is renewed',
  async () => {
    const host = await openRegistry('canary-password-2-dGhlIHRva2Vu');
    // Half of the first one's life is over when bake starts.
    backend = tokenBackend({ life: 2_000 });
    await bench.targets(tagsOf(host, ['apple']));
    const { code, said } = await bench.start([host], { PUSH_READY: '1500' }).ended;
    expect(code, said).toBe(0);
    expect(calls()).toEqual(['GetAuthorizationToken', 'GetAuthorizationToken']);
  },
  LONG,
);

testThat(
  'needs-engine',
  'why there is no token is in docker’s own words, and the run knows the code',
  async () => {
    const host = await openRegistry('canary-password-1-dGhlIHRva2Vu');
    aws.fault(() => exception('AccessDeniedException', Object.values(CANARY).join(' ')));
    await bench.targets(tagsOf(host, ['apple']));
    const { code, said } = await bench.start([host]).ended;
    expect(code).toBe(1);
    expect(said).toMatch(/error getting credentials.*baketree: .*GetAuthorizationToken/);
    expect(said).toMatch(/^aws-denied: /m);
    expect(Object.values(CANARY).filter((secret) => said.includes(secret))).toEqual([]);
    expect(await registry.repositories()).toEqual([]);
    await expectNothingLeft();
  },
  LONG,
);

testThat(
  'needs-engine',
  'three runs at once with one user: each with a token of its own, and the user’s file as it was',
  async () => {
    const host = await openRegistry('canary-password-1-dGhlIHRva2Vu');
    // Every token is the first one here.
    const first = tokenBackend();
    const answer = await first({ operation: 'GetAuthorizationToken' } as never, {} as never);
    backend = async () => answer;
    await writeFile(path.join(bench.user, 'config.json'), '{"auths":{}}');
    const before = await bench.userState();
    // One image each: an engine that is given one name by several builds at once may refuse it.
    const names = ['apple', 'berry', 'cherry'];
    await bench.targets(tagsOf(host, names));
    const runs = await Promise.all(
      names.map((PUSH_TARGETS) => bench.start([host], { PUSH_TARGETS }).ended),
    );
    const said = runs.map((run) => run.said).join('\n');
    expect(
      runs.map(({ code }) => code),
      said,
    ).toEqual([0, 0, 0]);
    expect(calls()).toHaveLength(3);
    expect(await registry.repositories()).toEqual(repositoriesOf(names));
    expect(await bench.userState()).toBe(before);
    await expectNothingLeft();
  },
  LONG,
);

/** Starts a push whose helper waits for a token that never comes; gives it once AWS was asked. */
async function startWaiting(host: string): Promise<ReturnType<typeof bench.start>> {
  const asked = new Promise<void>((resolve) => {
    aws.fault(() => {
      resolve();
      return 'hang';
    });
  });
  await bench.targets(tagsOf(host, ['apple']));
  const started = bench.start([host]);
  await asked;
  return started;
}

describe('an interrupt while a helper waits for a token', () => {
  for (const { title, signal, group } of [
    { title: 'SIGINT to it alone', signal: 'SIGINT', group: false },
    { title: 'SIGTERM to it alone', signal: 'SIGTERM', group: false },
    { title: 'Ctrl-C at a terminal', signal: 'SIGINT', group: true },
  ] as const) {
    testThat(
      'needs-engine',
      `${title}: nothing is left of it`,
      async () => {
        const host = await openRegistry('canary-password-1-dGhlIHRva2Vu');
        const { child, ended } = await startWaiting(host);
        const folders = (await readdir(bench.temporary)).filter((each) => /^baketree-/.test(each));
        expect(folders).toHaveLength(1);
        expect((await bench.processes()).join('\n')).toContain('docker-credential-baketree');
        process.kill((group ? -1 : 1) * (child.pid ?? Number.NaN), signal);
        const { code, said } = await ended;
        expect(code, said).toBe(130);
        await expectNothingLeft();
        expect(await registry.repositories()).toEqual([]);
      },
      LONG,
    );
  }
});

testThat(
  'needs-engine',
  'killed while it pushes: the next run removes what it left',
  async () => {
    const host = await openRegistry('canary-password-1-dGhlIHRva2Vu');
    const { child, ended } = await startWaiting(host);
    process.kill(-(child.pid ?? Number.NaN), 'SIGKILL');
    await ended;
    const left = await readdir(bench.temporary);
    expect(left).toEqual([expect.stringMatching(/^baketree-login-/)]);
    aws.fault(undefined);
    const { code, said } = await bench.start([host]).ended;
    expect(code, said).toBe(0);
    await expectNothingLeft();
  },
  LONG,
);

testThat(
  'needs-engine',
  'signals at any moment: nothing is left of it, and the user’s file is as it was',
  async () => {
    const host = await openRegistry('canary-password-1-dGhlIHRva2Vu');
    await writeFile(path.join(bench.user, 'config.json'), '{"auths":{}}');
    const before = await bench.userState();
    await bench.targets(tagsOf(host));
    for (const [index, signal] of (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).entries()) {
      for (const moment of [100, 350, 700, 1_200]) {
        const { child, ended } = bench.start([host]);
        await new Promise((resolve) => setTimeout(resolve, moment + index * 80));
        // At a terminal all of them get it.
        if (child.exitCode === null) process.kill(-(child.pid ?? Number.NaN), signal);
        await ended;
        await expectNothingLeft();
      }
    }
    expect(await bench.userState()).toBe(before);
    // The registry takes the first password only.
    backend = tokenBackend();
    const { code, said } = await bench.start([host]).ended;
    expect(code, said).toBe(0);
  },
  LONG,
);

testThat(
  'needs-engine',
  'keys and passwords are in no output, argument, file, image or registry',
  async () => {
    const host = await openRegistry('canary-password-1-dGhlIHRva2Vu');
    await writeFile(path.join(bench.user, 'config.json'), '{}');
    const secrets = [...Object.values(CANARY), passwordOf(1)].flatMap((secret) => [
      secret,
      Buffer.from(secret).toString('base64').slice(0, 20),
      Buffer.from(`AWS:${secret}`).toString('base64').slice(0, 20),
    ]);
    const seen: string[] = [];
    let running = true;
    let looks = 0;
    const look = async () => {
      while (running) {
        const lines = await bench.processes();
        seen.push(...lines);
        if (lines.some((line) => line.includes('docker-credential-baketree'))) looks += 1;
        seen.push(await bytesBelow(bench.temporary), await bytesBelow(bench.user));
      }
    };
    backend = tokenBackend({ delay: 1_000 });
    await bench.targets(tagsOf(host));
    const looking = look();
    const { code, said } = await bench.start([host]).ended;
    running = false;
    await looking;
    expect(code, said).toBe(0);
    // The helper was seen at work, and the registry did get the password.
    expect(looks).toBeGreaterThan(0);
    expect(await registry.repositories()).toEqual(repositoriesOf());
    seen.push(said, await bytesBelow(registry.folder), await bytesBelow(bench.user));
    for (const tags of Object.values(tagsOf(host))) {
      seen.push((await execa('docker', ['image', 'inspect', ...tags])).stdout);
    }
    const all = seen.join('\n');
    expect(secrets.filter((secret) => all.includes(secret))).toEqual([]);
  },
  LONG,
);

testThat(
  'needs-engine',
  'after ecr login, docker itself pushes; --remove ends that',
  async () => {
    const host = await openRegistry('canary-password-1-dGhlIHRva2Vu');
    const shop = await openShop(aws.url, { registry: `host: '${host}'` });
    try {
      const { PATH = '', ...rest } = bench.environment;
      const env = { ...rest, PATH, AWS_REGION: 'eu-west-1', REGISTRY: host };
      expect((await shop.run(['ecr', 'login'], { env })).exitCode).toBe(0);
      await bench.targets(tagsOf(host, ['apple']));
      const bake = async () =>
        execa('docker', ['buildx', 'bake', '--push', '--progress=plain'], {
          cwd: path.join(bench.folder, 'project'),
          env: { ...env, PATH: `${path.resolve('dist/bin')}${path.delimiter}${PATH}` },
          extendEnv: false,
          reject: false,
          all: true,
        });
      const first = await bake();
      expect(first.exitCode, first.all).toBe(0);
      expect(await registry.repositories()).toEqual(repositoriesOf(['apple']));
      expect((await shop.run(['ecr', 'login', '--remove'], { env })).exitCode).toBe(0);
      await bench.targets(tagsOf(host, ['berry']));
      expect((await bake()).exitCode).toBe(1);
      expect(await registry.repositories()).toEqual(repositoriesOf(['apple']));
    } finally {
      await shop.close();
    }
  },
  LONG,
);

testThat(
  'needs-engine',
  'contexts and builders of the user are found and kept',
  async () => {
    const host = await openRegistry('canary-password-1-dGhlIHRva2Vu');
    const env = { ...bench.environment };
    const docker = (...args: readonly string[]) => execa('docker', args, { env, extendEnv: false });
    const endpoint = env.DOCKER_HOST ?? 'unix:///var/run/docker.sock';
    await docker('context', 'create', bench.mark, '--docker', `host=${endpoint}`);
    await docker('context', 'use', bench.mark);
    await docker('buildx', 'use', bench.mark);
    const { currentContext } = JSON.parse(
      await readFile(path.join(bench.user, 'config.json'), 'utf8'),
    );
    expect(currentContext).toBe(bench.mark);
    await bench.targets(tagsOf(host, ['apple']));
    const { DOCKER_HOST: _, ...rest } = env;
    const { code, said } = await bench.start([host], rest).ended;
    expect(code, said).toBe(0);
    expect(said).toContain(`building with "${bench.mark}" instance using docker driver`);
    // What buildx notes of its builds is where it was.
    expect(await readdir(path.join(bench.user, 'buildx/refs'))).toContain(bench.mark);
  },
  LONG,
);

async function bytesBelow(folder: string): Promise<string> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const texts = names
    .filter((each) => each.isFile())
    .map((each) => readFile(path.join(each.parentPath, each.name), 'latin1').catch(() => ''));
  return (await Promise.all(texts)).join('\n');
}
