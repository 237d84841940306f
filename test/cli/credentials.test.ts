/** Every place that AWS's own tools find credentials in, through the bundled command line. */
import { createHash } from 'node:crypto';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { awsEnvironment } from '../commands/ecr-bench.ts';
import { type AwsAnswer, type AwsServer, type Backend, startAws } from '../support/aws-server.ts';
import { fakeEcr } from '../support/fake-ecr.ts';
import { type Bakery, openBakery } from './bakery.ts';
import { addRepositories } from './shop.ts';

const LATER = new Date(Date.now() + 3_600_000).toISOString();
const keys = (id: string) => ({ AccessKeyId: id, SecretAccessKey: 'secret', Expiration: LATER });

/** An ECR beside which all that gives credentials is, too. */
const backend: Backend = async (request, raw) => {
  const { operation, headers } = request;
  const role = /^AssumeRole/.test(operation) ? assumed(operation) : undefined;
  if (role) return role;
  if (raw.url === '/container') return json({ ...keys('AKIACONTAINER'), Token: 'token' });
  if (raw.url === '/latest/api/token') return { status: 200, body: 'a-token' };
  if (raw.url?.startsWith('/latest/meta-data/')) {
    if (headers['x-aws-ec2-metadata-token'] !== 'a-token') return { status: 401, body: '' };
    if (!raw.url.endsWith('/baker')) return { status: 200, body: 'baker' };
    return json({ ...keys('AKIAINSTANCE'), Token: 'token', Code: 'Success', Type: 'AWS-HMAC' });
  }
  if (raw.url?.startsWith('/federation/credentials')) {
    const given = { accessKeyId: 'AKIASSO', secretAccessKey: 'secret', sessionToken: 'token' };
    return json({ roleCredentials: { ...given, expiration: Date.parse(LATER) } });
  }
  return fakeEcr().backend(request, raw);
};

function json(body: unknown): AwsAnswer {
  return {
    status: 200,
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  };
}

function assumed(operation: string): AwsAnswer {
  const id = operation === 'AssumeRole' ? 'AKIAROLE' : 'AKIAWEB';
  const inner = Object.entries({ ...keys(id), SessionToken: 'token' })
    .map(([name, value]) => `<${name}>${value}</${name}>`)
    .join('');
  const user = '<AssumedRoleUser><Arn>arn:aws:sts::1:role/x</Arn></AssumedRoleUser>';
  return {
    status: 200,
    headers: { 'content-type': 'text/xml' },
    body: `<${operation}Response><${operation}Result><Credentials>${inner}</Credentials>${user}</${operation}Result></${operation}Response>`,
  };
}

let server: AwsServer;
let bakery: Bakery;
beforeAll(async () => {
  server = await startAws(backend);
  bakery = await openBakery();
  await addRepositories(bakery);
});
afterAll(async () => {
  await bakery?.close();
  await server?.stop();
});
beforeEach(() => server.forget());

/** Writes a file into the home of the person; gives its path. */
async function home(file: string, ...lines: readonly string[]): Promise<string> {
  const full = path.join(bakery.home, file);
  await mkdir(path.dirname(full), { recursive: true });
  await writeFile(full, `${lines.join('\n')}\n`);
  return full;
}

/** Runs a plan without the canary's keys; gives the key with which AWS was asked who it is. */
async function keyUsed(more: Readonly<Record<string, string>>): Promise<string | undefined> {
  const { AWS_ACCESS_KEY_ID: _, AWS_SECRET_ACCESS_KEY: __, ...env } = awsEnvironment(server.url);
  const { AWS_SESSION_TOKEN: ___, ...rest } = env;
  const { exitCode, stderr } = await bakery.run(['ecr', 'plan'], { env: { ...rest, ...more } });
  expect([stderr, exitCode]).toEqual([expect.not.stringContaining('ERROR'), 3]);
  const asked = server.requests.find(({ operation }) => operation === 'GetCallerIdentity');
  return /Credential=(\w+)/.exec(String(asked?.headers.authorization))?.[1];
}

test('the environment', async () => {
  const environment = { AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 'secret' };
  expect(await keyUsed(environment)).toBe('AKIAENV');
});

test('keys of a profile', async () => {
  const AWS_SHARED_CREDENTIALS_FILE = await home(
    'credentials',
    ...['[till]', 'aws_access_key_id = AKIAPROFILE', 'aws_secret_access_key = secret'],
  );
  expect(await keyUsed({ AWS_SHARED_CREDENTIALS_FILE, AWS_PROFILE: 'till' })).toBe('AKIAPROFILE');
});

test('a role of a profile, by the keys of another', async () => {
  const AWS_CONFIG_FILE = await home(
    'config',
    ...['[profile till]', 'role_arn = arn:aws:iam::123456789012:role/x', 'source_profile = keys'],
    ...['[profile keys]', 'aws_access_key_id = AKIASOURCE', 'aws_secret_access_key = secret'],
  );
  expect(await keyUsed({ AWS_CONFIG_FILE, AWS_PROFILE: 'till' })).toBe('AKIAROLE');
});

test('a process', async () => {
  const answer = JSON.stringify({ Version: 1, ...keys('AKIAPROCESS') });
  const program = await home('give-keys', '#!/bin/sh', `echo '${answer}'`);
  await chmod(program, 0o755);
  const AWS_CONFIG_FILE = await home('config', '[profile till]', `credential_process = ${program}`);
  const PATH = process.env.PATH ?? '';
  expect(await keyUsed({ AWS_CONFIG_FILE, AWS_PROFILE: 'till', PATH })).toBe('AKIAPROCESS');
});

test('single sign-on', async () => {
  const AWS_CONFIG_FILE = await home(
    'config',
    ...['[profile till]', 'sso_session = work', 'sso_account_id = 123456789012'],
    ...['sso_role_name = baker', '[sso-session work]', 'sso_region = eu-west-1'],
    'sso_start_url = https://work.awsapps.com/start',
  );
  const token = { accessToken: 'token', expiresAt: LATER, region: 'eu-west-1' };
  const name = createHash('sha1').update('work').digest('hex');
  await home(`.aws/sso/cache/${name}.json`, JSON.stringify(token));
  expect(await keyUsed({ AWS_CONFIG_FILE, AWS_PROFILE: 'till' })).toBe('AKIASSO');
});

test('web identity', async () => {
  const AWS_WEB_IDENTITY_TOKEN_FILE = await home('web-token', 'a.b.c');
  const AWS_ROLE_ARN = 'arn:aws:iam::123456789012:role/x';
  expect(await keyUsed({ AWS_WEB_IDENTITY_TOKEN_FILE, AWS_ROLE_ARN })).toBe('AKIAWEB');
});

test('the role of a container', async () => {
  const AWS_CONTAINER_CREDENTIALS_FULL_URI = `${server.url}/container`;
  expect(await keyUsed({ AWS_CONTAINER_CREDENTIALS_FULL_URI })).toBe('AKIACONTAINER');
});

test('endpoints of single services, and those of a profile, which are said', async () => {
  const own = { AWS_ENDPOINT_URL: '', AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 'x' };
  const { url } = server;
  const single = { ...own, AWS_ENDPOINT_URL_ECR: url, AWS_ENDPOINT_URL_STS: url };
  expect(await keyUsed(single)).toBe('AKIAENV');
  server.forget();
  const AWS_CONFIG_FILE = await home(
    'config',
    ...['[profile till]', 'aws_access_key_id = AKIATILL', 'aws_secret_access_key = x'],
    ...['services = here', '[services here]', `ecr =\n  endpoint_url = ${url}`],
    `sts =\n  endpoint_url = ${url}`,
  );
  const profile = { AWS_CONFIG_FILE, AWS_PROFILE: 'till', AWS_ENDPOINT_URL: '' };
  expect(await keyUsed(profile)).toBe('AKIATILL');
  const env = { ...awsEnvironment(url), ...profile, AWS_ACCESS_KEY_ID: '' };
  const { stderr } = await bakery.run(['ecr', 'plan'], { env });
  const warning = '[WARNING] endpoint_url of the profile is set: requests go to';
  expect(stderr).toContain(`${warning} ${url}\n`);
});

test('the role of a machine', async () => {
  const AWS_EC2_METADATA_SERVICE_ENDPOINT = server.url;
  const environment = { AWS_EC2_METADATA_SERVICE_ENDPOINT, AWS_EC2_METADATA_DISABLED: 'false' };
  expect(await keyUsed(environment)).toBe('AKIAINSTANCE');
});
