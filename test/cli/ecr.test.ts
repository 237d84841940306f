/** The verb `ecr` as a process: killed at every point, watched for secrets, and what it prints. */
import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { awsEnvironment, CANARY } from '../commands/ecr-bench.ts';
import {
  type AwsDeed,
  type AwsServer,
  exception,
  forwardTo,
  startAws,
} from '../support/aws-server.ts';
import { fakeEcr } from '../support/fake-ecr.ts';
import { type Moto, startMoto } from '../support/moto.ts';
import { has, testThat } from '../support/needs.ts';
import { type Bakery, CLI, start } from './bakery.ts';
import { openShop } from './shop.ts';

const SIX = `['bread', 'rolls', 'pretzel', 'cake', 'tart', 'pie'].map((name) =>
  repository(name, { lifecycle: [expireAfterDays(30)], tags: { team: 'oven' } }))`;

/** A call to create each, and one for its policy. */
const CALLS = 12;

describe('an apply that is killed', () => {
  let moto: Moto;
  let server: AwsServer;
  let shop: Bakery;
  beforeAll(async () => {
    if (!has('needs-moto')) return;
    moto = await startMoto();
    server = await startAws(forwardTo(moto.url));
    shop = await openShop(server.url, { repositories: SIX });
  });
  afterAll(async () => {
    await shop?.close();
    await server?.stop();
    await moto?.stop();
  });

  testThat(
    'needs-moto',
    'after any of its calls, the next one does the rest and nothing twice',
    async () => {
      for (let last = 1; last <= CALLS; last += 1) {
        await moto.reset();
        server.forget();
        let killed: ChildProcess | undefined;
        server.fault(() => {
          if (server.writes().length < last) return undefined;
          // The call is made all the same; nobody hears of it.
          killed?.kill('SIGKILL');
          return 'lose';
        });
        const running = (child: ChildProcess) => {
          killed = child;
        };
        expect((await shop.run(['ecr', 'apply'], { running })).exitCode).toBe(null);
        expect(server.writes()).toHaveLength(last);

        server.fault(undefined);
        server.forget();
        const again = await shop.run(['ecr', 'apply', '--json']);
        expect([last, again.exitCode, again.stderr.includes('ERROR')]).toEqual([last, 0, false]);
        expect(server.writes()).toHaveLength(CALLS - last);

        server.forget();
        expect((await shop.run(['ecr', 'plan'])).exitCode).toBe(0);
        expect(server.writes()).toEqual([]);
      }
    },
    180_000,
  );
});

describe('with an ECR of our own', () => {
  let fake = fakeEcr();
  let server: AwsServer;
  let shop: Bakery;
  beforeAll(async () => {
    server = await startAws((request, raw) => fake.backend(request, raw));
    shop = await openShop(server.url);
  });
  afterAll(async () => {
    await shop?.close();
    await server?.stop();
  });

  test('plan, apply and plan: 3, 0 and 0', async () => {
    fake = fakeEcr();
    const codes: (number | null)[] = [];
    for (const verb of ['plan', 'apply', 'plan']) {
      codes.push((await shop.run(['ecr', verb])).exitCode);
    }
    expect(codes).toEqual([3, 0, 0]);
  });

  test.each([
    ['account', '999999999999.dkr.ecr.eu-west-1.amazonaws.com', 'aws configure list-profiles'],
    ['region', '123456789012.dkr.ecr.us-east-1.amazonaws.com', 'export AWS_REGION=us-east-1'],
  ])('a registry of another %s is refused before anything is made', async (_, host, hint) => {
    fake = fakeEcr();
    const other = await openShop(server.url, { registry: `region: 'eu-west-1', host: '${host}'` });
    try {
      const { exitCode, stderr } = await other.run(['ecr', 'apply']);
      expect([exitCode, [...fake.repositories.keys()]]).toEqual([2, []]);
      expect(stderr).toContain(`the registry ${host} is `);
      expect(stderr).toContain(`[INFO] ${hint}\n`);
    } finally {
      await other.close();
    }
  });

  test('--yes at a terminal asks nothing', async (context) => {
    const PATH = process.env.PATH ?? '';
    const at = { cwd: '.', env: { PATH } };
    if (!(await start(['script', '--version'], at).catch(() => undefined))) {
      context.skip('there is no script, which makes a terminal');
    }
    fake = fakeEcr();
    const line = [process.execPath, CLI, 'ecr', 'apply', '--yes'].join(' ');
    const env = { ...shop.env, ...awsEnvironment(server.url), PATH };
    const ended = await start(['script', '-qec', line, '/dev/null'], { env, cwd: shop.folder });
    expect([ended.exitCode, [...fake.repositories.keys()]]).toEqual([0, ['bread', 'rolls']]);
    expect(ended.stdout).not.toContain('[y/N]');
  });

  test('--json has the calls, and both values of what differs', async () => {
    fake = fakeEcr();
    await shop.run(['ecr', 'apply']);
    fake.repositories.get('bread')?.tags.set('team', 'till');
    const { stdout } = await shop.run(['ecr', 'plan', 'bakery', '--json']);
    const { repositories, ...rest } = JSON.parse(stdout);
    expect(rest).toEqual({
      tree: 'bakery',
      account: '123456789012',
      region: 'eu-west-1',
      registry: '123456789012.dkr.ecr.eu-west-1.amazonaws.com',
      made: [],
      problems: [],
      pending: true,
    });
    expect(repositories[0]).toMatchObject({
      name: 'bread',
      action: 'update',
      differences: [{ drift: 'tag-different', is: '"till"', wanted: '"oven"' }],
      calls: [{ operation: 'TagResource', repository: 'bread', tags: { team: 'oven' } }],
      uri: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/bread',
    });
  });

  test('an interrupt ends it at once', async () => {
    server.fault(({ operation }) => (operation === 'DescribeRepositories' ? 'hang' : undefined));
    let child: ChildProcess | undefined;
    const timer = setInterval(() => {
      if (server.requests.some(({ operation }) => operation === 'DescribeRepositories')) {
        // Once: a second one while Node winds down would end it by the signal.
        clearInterval(timer);
        child?.kill('SIGINT');
      }
    }, 20);
    server.forget();
    const started = performance.now();
    const ended = await shop.run(['ecr', 'plan'], {
      running: (running) => {
        child = running;
      },
    });
    clearInterval(timer);
    server.fault(undefined);
    expect(ended.exitCode).toBe(130);
    expect(ended.stderr).toContain('[ERROR] interrupted');
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test('a process that should give credentials and never ends does not keep us', async () => {
    const file = path.join(shop.home, 'config');
    // Ends by itself some time after the test, where nobody ends it.
    await writeFile(file, '[profile till]\ncredential_process = /bin/sleep 20\n');
    const env = { AWS_CONFIG_FILE: file, AWS_PROFILE: 'till' };
    const started = performance.now();
    const ended = await shop.run(['ecr', 'plan'], {
      env: { ...env, AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' },
      running: (child) => setTimeout(() => child.kill('SIGTERM'), 1_500),
    });
    expect(ended.exitCode).toBe(130);
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test('keys and tokens are in nothing that is printed or written', async () => {
    const words = Object.values(CANARY).join(' ');
    const faults: readonly (AwsDeed | undefined)[] = [
      undefined,
      exception('AccessDeniedException', words),
      exception('InvalidSignatureException', `${words}\nx-amz-security-token:${words}`),
      exception('ExpiredTokenException', words),
      exception('SomethingElse', words),
      { status: 400, body: `not JSON ${words}` },
      { status: 400, body: `<html>${words}</html>`, headers: { 'content-type': 'text/html' } },
    ];
    const seen: string[] = [];
    for (const [index, deed] of faults.entries()) {
      for (const operation of ['GetCallerIdentity', 'DescribeRepositories', 'CreateRepository']) {
        fake = fakeEcr();
        server.fault((request) => (request.operation === operation ? deed : undefined));
        const line = index % 2 === 0 ? ['ecr', 'apply', '--json'] : ['ecr', 'apply'];
        const { stdout, stderr } = await shop.run(line);
        seen.push(stdout, stderr);
      }
    }
    server.fault(undefined);
    // The servers did get them, so they were there to be told.
    expect(server.requests.at(-1)?.headers['x-amz-security-token']).toBe(CANARY.AWS_SESSION_TOKEN);
    for (const file of await readdir(shop.home, { recursive: true, withFileTypes: true })) {
      if (!file.isFile()) continue;
      seen.push(await readFile(path.join(file.parentPath, file.name), 'latin1'));
    }
    const all = seen.join('\n');
    const encoded = Object.values(CANARY).flatMap((secret) => [
      secret,
      Buffer.from(secret).toString('base64').slice(0, 20),
      encodeURIComponent(secret),
      createHash('sha256').update(secret).digest('hex'),
    ]);
    expect(encoded.filter((secret) => all.includes(secret))).toEqual([]);
  }, 180_000);
});
