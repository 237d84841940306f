/** A run with a login: what docker gets, what the user keeps, and that one call serves all helpers. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type LoggedIn, withLogin } from '../../src/commands/with-login.ts';
import { BaketreeError } from '../../src/errors.ts';
import { wallClock } from '../../src/io/clock.ts';
import { realDockerFolders } from '../../src/io/docker-folder.ts';
import { askToken } from '../../src/io/ecr-token.ts';
import { patience } from '../../src/io/pause.ts';
import { askDesk } from '../../src/io/token-desk.ts';
import { type Backend, exception, startAws } from '../support/aws-server.ts';
import { passwordOf, tokenBackend } from '../support/ecr-tokens.ts';
import { CANARY, withAwsEnvironment } from './ecr-bench.ts';

const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const HOSTS = [HOST, HOST.replace('eu-west-1', 'us-east-1'), '127.0.0.1:5000'];
const HELPER = path.resolve('dist/bin/docker-credential-baketree');

let backend: Backend;
const server = await startAws((request, raw) => backend(request, raw));
withAwsEnvironment(() => server.url);
afterAll(() => server.stop());

let home: string;
let said: string[];
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'login-'));
  backend = tokenBackend();
  server.fault(undefined);
  server.forget();
  said = [];
});
afterEach(() => rm(home, { recursive: true, force: true }));

interface Options {
  readonly hosts?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

function login<T>(
  run: (login: LoggedIn) => Promise<T>,
  { hosts = HOSTS, environment }: Options = {},
) {
  const all = { ...process.env, HOME: home, DOCKER_CONFIG: undefined, ...environment };
  return withLogin(
    {
      hosts,
      environment: all,
      cwd: home,
      helper: { folder: path.dirname(HELPER), node: process.execPath },
    },
    {
      ask: () =>
        askToken({
          region: 'eu-west-1',
          environment: process.env,
          stop: new AbortController().signal,
        }),
      folders: realDockerFolders,
      clock: wallClock,
      patience,
      say: ({ line }) => said.push(line),
    },
    run,
  );
}

/** A helper as docker starts it. */
function helper(
  word: string,
  input: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  return new Promise((resolve) => {
    const child = spawn(HELPER, [word], { env: { ...process.env, ...env } });
    const found = { stdout: '', stderr: '' };
    child.stdout.on('data', (piece) => {
      found.stdout += piece;
    });
    child.stderr.on('data', (piece) => {
      found.stderr += piece;
    });
    child.on('close', (code) => resolve({ code, ...found }));
    child.stdin.end(input);
  });
}

const calls = () => server.requests.map(({ operation }) => operation);

/** Every file below a folder, links not followed, as bytes. */
async function bytesBelow(folder: string): Promise<string> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names.filter((each) => each.isFile());
  const texts = files.map((each) => readFile(path.join(each.parentPath, each.name), 'latin1'));
  return (await Promise.all(texts)).join('\n');
}

describe('what docker gets', () => {
  const CONFIG = {
    auths: { 'quay.example': { auth: 'dXNlcjp3b3Jk' }, [HOST]: { auth: 'b2xkOm9sZA==' } },
    credsStore: 'pass',
    credHelpers: { 'gcr.io': 'gcloud', [HOST]: 'ecr-login' },
    proxies: { default: { httpProxy: 'http://proxy.example' } },
    currentContext: 'far',
    cliPluginsExtraDirs: ['/opt/plugins'],
    plugins: { debug: { hooks: 'exec' } },
    HttpHeaders: { 'X-Meta': 'y' },
    detachKeys: 'ctrl-e,e',
  };
  const folders = ['contexts/meta', 'buildx/instances', 'cli-plugins', 'trust/private'];
  const files = ['ca.pem', 'key.pem', 'buildx/instances/big', '.token_seed'];
  let user: string;
  let text: string;
  beforeEach(async () => {
    user = path.join(home, '.docker');
    for (const folder of folders) await mkdir(path.join(user, folder), { recursive: true });
    for (const file of files) await writeFile(path.join(user, file), file);
    text = JSON.stringify(CONFIG, null, '\t');
    await writeFile(path.join(user, 'config.json'), text, { mode: 0o640 });
  });

  test('its own configuration with our helper for our registries, and everything else of it', async () => {
    await login(async ({ env }) => {
      const folder = env.DOCKER_CONFIG ?? '';
      const config = JSON.parse(await readFile(path.join(folder, 'config.json'), 'utf8'));
      const ours = Object.fromEntries(HOSTS.map((host) => [host, 'baketree']));
      expect(config).toEqual({ ...CONFIG, credHelpers: { ...CONFIG.credHelpers, ...ours } });
      expect((await stat(folder)).mode & 0o777).toBe(0o700);
      expect((await stat(path.join(folder, 'config.json'))).mode & 0o777).toBe(0o600);
      const names = (await readdir(folder)).sort();
      const links = ['buildx', 'ca.pem', 'cli-plugins', 'contexts', 'key.pem', 'trust'];
      expect(names).toEqual([...links, 'baketree.sock', 'config.json'].sort());
      for (const name of links) {
        expect((await lstat(path.join(folder, name))).isSymbolicLink()).toBe(true);
        expect(await readlink(path.join(folder, name))).toBe(path.join(user, name));
      }
      expect(env.BUILDX_CONFIG).toBe(path.join(user, 'buildx'));
      expect(env.PATH?.split(path.delimiter)[0]).toBe(path.dirname(HELPER));
    });
    expect(await readFile(path.join(user, 'config.json'), 'utf8')).toBe(text);
    expect((await stat(path.join(user, 'config.json'))).mode & 0o777).toBe(0o640);
    expect((await readdir(user)).sort()).toEqual(
      [...files.filter((file) => !file.includes('/')), 'config.json', ...folders]
        .map((name) => name.split('/')[0] ?? '')
        .sort(),
    );
    expect(await readFile(path.join(user, 'key.pem'), 'utf8')).toBe('key.pem');
  });

  test('the folder that DOCKER_CONFIG names, and the builders that BUILDX_CONFIG names', async () => {
    const environment = { DOCKER_CONFIG: './.docker', HOME: '/nowhere', BUILDX_CONFIG: 'builders' };
    await login(
      async ({ env }) => {
        const folder = env.DOCKER_CONFIG ?? '';
        expect(await readlink(path.join(folder, 'contexts'))).toBe(path.join(user, 'contexts'));
        expect(env.BUILDX_CONFIG).toBe(path.join(home, 'builders'));
      },
      { environment },
    );
  });

  test('nothing stays of it, however the run ends', async () => {
    const seen: string[] = [];
    await login(async ({ env }) => void seen.push(env.DOCKER_CONFIG ?? ''));
    const failing = login(async ({ env }) => {
      seen.push(env.DOCKER_CONFIG ?? '');
      throw new Error('the bake failed');
    });
    await expect(failing).rejects.toThrow('the bake failed');
    expect(new Set(seen).size).toBe(2);
    for (const folder of seen) await expect(stat(folder)).rejects.toThrow('ENOENT');
    expect(await readFile(path.join(user, 'trust/private', '../../ca.pem'), 'utf8')).toBe('ca.pem');
  });

  test.each([
    ['{\n\t"auths": {},\n}', 3],
    ['{"auths"', 1],
    ['no JSON', 1],
    ['[]', undefined],
  ])('a config.json that holds %j is refused', async (wrong, line) => {
    const file = path.join(user, 'config.json');
    await writeFile(file, wrong);
    const before = await readdir(tmpdir());
    const error = await login(async () => undefined).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(BaketreeError);
    const [problem] = (error as BaketreeError).problems;
    expect(problem).toMatchObject({ code: 'docker-config-invalid', at: { file } });
    expect(problem?.at?.line).toBe(line);
    const after = await readdir(tmpdir());
    expect(after.filter((name) => name.startsWith('baketree-') && !before.includes(name))).toEqual(
      [],
    );
  });
});

test('a user without any configuration', async () => {
  await login(async ({ env }) => {
    const folder = env.DOCKER_CONFIG ?? '';
    const config = JSON.parse(await readFile(path.join(folder, 'config.json'), 'utf8'));
    expect(config.credHelpers[HOST]).toBe('baketree');
    expect((await readdir(folder)).sort()).toEqual(['baketree.sock', 'config.json']);
  });
  expect(await readdir(home)).toEqual([]);
});

test('a temporary folder whose name is too long for a socket', async () => {
  const long = path.join(home, 'x'.repeat(90));
  await mkdir(long);
  const before = process.env.TMPDIR;
  process.env.TMPDIR = long;
  try {
    await login(async ({ env }) => {
      expect((await helper('get', HOST, env)).stdout).toContain(passwordOf(1));
    });
    expect(await readdir(long)).toEqual([]);
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
});

test('what a killed run left is removed by the next one, and a running one’s is not', async () => {
  const script = `
    const { createServer } = require('node:net');
    const fs = require('node:fs');
    const folder = fs.mkdtempSync(process.argv[1] + '/baketree-login-');
    createServer().listen(folder + '/baketree.sock', () => console.log(folder));
  `;
  const started = async () => {
    const child = spawn(process.execPath, ['-e', script, home]);
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    return { child, folder: line.toString().trim() };
  };
  const [dead, alive] = [await started(), await started()];
  dead.child.kill('SIGKILL');
  await once(dead.child, 'close');
  await mkdir(path.join(home, 'baketree-login-young'));
  await mkdir(path.join(home, 'baketree-login-old'));
  const yesterday = Date.now() / 1000 - 86_400;
  await utimes(path.join(home, 'baketree-login-old'), yesterday, yesterday);
  await mkdir(path.join(home, 'user'));
  const before = process.env.TMPDIR;
  process.env.TMPDIR = home;
  try {
    await login(async () => undefined, { environment: { HOME: path.join(home, 'user') } });
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    alive.child.kill();
  }
  expect((await readdir(home)).sort()).toEqual(
    ['baketree-login-young', path.basename(alive.folder), 'user'].sort(),
  );
});

describe('helpers', () => {
  test('fifty at once for three registries: three calls to AWS', async () => {
    backend = tokenBackend({ delay: 300 });
    await login(async ({ env }) => {
      const ended = await Promise.all(
        Array.from({ length: 50 }, (_, index) => helper('get', HOSTS[index % 3] ?? '', env)),
      );
      expect(ended.map(({ code }) => code)).toEqual(Array(50).fill(0));
      const given = ended.map(({ stdout }) => JSON.parse(stdout));
      expect(new Set(given.map(({ Username }) => Username))).toEqual(new Set(['AWS']));
      for (const host of HOSTS) {
        const own = given.filter(({ ServerURL }) => ServerURL === host);
        expect(new Set(own.map(({ Secret }) => Secret)).size).toBe(1);
      }
    });
    expect(calls()).toEqual(Array(3).fill('GetAuthorizationToken'));
  }, 120_000);

  test('a token that is had before serves all', async () => {
    await login(async ({ env, ready }) => {
      await ready();
      expect((await helper('get', `https://${HOST}\n`, env)).stdout).toContain('canary-password');
    });
    expect(calls()).toHaveLength(HOSTS.length);
  });

  test('other registries are none of the run’s: as without a run', async () => {
    const [own, other = ''] = HOSTS;
    await login(
      async ({ env }) => {
        const { code, stdout } = await helper('get', 'evil.example', env);
        expect([code, stdout]).toEqual([1, 'credentials not found in native keychain\n']);
        expect(calls()).toEqual([]);
        // `ecr login` may have named us for another region, from which an image is pulled now.
        expect((await helper('get', other, env)).stdout).toContain(passwordOf(1));
        expect(server.requests[0]?.headers.authorization).toContain('/us-east-1/ecr/');
      },
      { hosts: [own ?? ''] },
    );
  });

  test('a registry with a path, twice, is one registry', async () => {
    await login(
      async ({ env, ready }) => {
        await ready();
        expect((await helper('get', '127.0.0.1:5000', env)).stdout).toContain(passwordOf(1));
      },
      { hosts: ['127.0.0.1:5000/a', '127.0.0.1:5000/b'] },
    );
    expect(calls()).toHaveLength(1);
  });

  test('a login in the environment is left out, and that is said', async () => {
    const auths = { [HOST]: { auth: 'x' }, other: { auth: 'y' } };
    await login(
      async ({ env }) => {
        expect(JSON.parse(env.DOCKER_AUTH_CONFIG ?? '')).toEqual({
          auths: { other: { auth: 'y' } },
        });
      },
      { hosts: [HOST], environment: { DOCKER_AUTH_CONFIG: JSON.stringify({ auths }) } },
    );
    expect(said).toEqual([expect.stringContaining(`DOCKER_AUTH_CONFIG for ${HOST} is not used`)]);
  });

  test('why there is no token: docker shows it, and the run knows the code', async () => {
    server.fault(() => exception('AccessDeniedException', 'not allowed'));
    await login(async ({ env, failures, ready }) => {
      const { code, stdout } = await helper('get', HOST, env);
      expect(code).toBe(1);
      expect(stdout).toMatch(/^baketree: .*GetAuthorizationToken.*\n$/);
      await helper('get', HOST, env);
      expect(failures().map((problem) => problem.code)).toEqual(['aws-denied']);
      await expect(ready()).rejects.toThrow(BaketreeError);
    });
  });

  test('a run that is gone', async () => {
    const env = await login(async (logged) => logged.env);
    const { code, stdout } = await helper('get', HOST, env);
    expect(code).toBe(1);
    expect(stdout).toBe('baketree: the run that docker belongs to does not answer (ENOENT)\n');
  });

  test('one that asks nothing, and one that is gone before the answer, hold up nobody', async () => {
    backend = tokenBackend({ delay: 500 });
    await login(async ({ env }) => {
      const socket = env.BAKETREE_DESK ?? '';
      const silent = spawn(process.execPath, [
        '-e',
        `require('net').connect(${JSON.stringify(socket)}); setTimeout(() => {}, 60000)`,
      ]);
      const gone = spawn(HELPER, ['get'], { env: { ...process.env, ...env } });
      gone.stdin.end(HOST);
      await new Promise((resolve) => setTimeout(resolve, 300));
      gone.kill('SIGKILL');
      expect(await askDesk(socket, HOST)).toMatchObject({ user: 'AWS' });
      setTimeout(() => silent.kill(), 1_000);
    });
  });
});

test('secrets are in no file, and in what no helper says but docker’s own answer', async () => {
  const secrets = [...Object.values(CANARY), passwordOf(1), passwordOf(2), passwordOf(3)];
  const coded = secrets.flatMap((each) => [
    each,
    Buffer.from(each).toString('base64').slice(0, 16),
  ]);
  const seen: string[] = [];
  await login(async ({ env, ready }) => {
    await ready();
    seen.push(JSON.stringify({ ...env }), await bytesBelow(env.DOCKER_CONFIG ?? ''));
    const { stderr } = await helper('get', HOST, env);
    seen.push(stderr, await bytesBelow(env.DOCKER_CONFIG ?? ''), await bytesBelow(home));
  });
  seen.push(...said);
  expect(coded.filter((each) => seen.join('\n').includes(each))).toEqual([]);
});

describe('the helper on its own, with nobody’s run', () => {
  const alone = { BAKETREE_DESK: undefined, BAKETREE_NODE: undefined };

  test('asks AWS in the region of the host', async () => {
    const { code, stdout } = await helper('get', `https://${HOSTS[1]}`, alone);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      ServerURL: `https://${HOSTS[1]}`,
      Username: 'AWS',
      Secret: passwordOf(1),
    });
    expect(server.requests[0]?.headers.authorization).toContain('/us-east-1/ecr/');
  });

  test('answers for REGISTRY, and for no other host', async () => {
    const none = [1, 'credentials not found in native keychain\n'];
    for (const env of [alone, { ...alone, REGISTRY: '127.0.0.1:5001' }]) {
      const { code, stdout } = await helper('get', '127.0.0.1:5000', env);
      expect([code, stdout]).toEqual(none);
    }
    const env = { ...alone, REGISTRY: '127.0.0.1:5000', AWS_REGION: 'eu-west-1' };
    expect((await helper('get', '127.0.0.1:5000', env)).stdout).toContain(passwordOf(1));
    for (const host of ['', 'docker.io', 'public.ecr.aws', `${HOST}.evil.example`]) {
      const { code, stdout } = await helper('get', host, alone);
      expect([code, stdout]).toEqual(none);
    }
  });

  test('list, store, erase and anything else', async () => {
    const stored = JSON.stringify({ ServerURL: HOST, Username: 'AWS', Secret: 'canary-stored' });
    expect(await helper('list', '', alone)).toEqual({ code: 0, stdout: '{}\n', stderr: '' });
    const store = await helper('store', stored, alone);
    expect([store.code, store.stdout]).toEqual([0, '']);
    expect(store.stderr).toContain('nothing was stored');
    expect(await helper('erase', HOST, alone)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect((await helper('version', '', alone)).stdout).toMatch(/^docker-credential-baketree \d/);
    expect((await helper('steal', '', alone)).code).toBe(1);
    expect(calls()).toEqual([]);
  });

  test('without credentials it says so on stdout, in one line without a secret', async () => {
    const env = { ...alone, AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
    const { code, stdout, stderr } = await helper('get', HOST, env);
    expect([code, stderr]).toEqual([1, '']);
    expect(stdout).toMatch(/^baketree: AWS is not configured.*\n$/);
    expect(stdout).not.toContain('canary');
  });
});
