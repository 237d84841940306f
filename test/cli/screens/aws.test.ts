/** Screens of `ecr`, each with a server that plays AWS as badly as the code says. */
import type { ChildProcess } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeEach, expect } from 'vitest';
import { awsEnvironment } from '../../commands/ecr-bench.ts';
import { type AwsAnswer, exception, startAws } from '../../support/aws-server.ts';
import { type FakeEcr, fakeEcr } from '../../support/fake-ecr.ts';
import { type Bakery, CLI, screenOf, start } from '../bakery.ts';
import { addRepositories } from '../shop.ts';
import { screens } from './screen.ts';

const screen = screens();

let fake: FakeEcr;
const server = await startAws((request, raw) => fake.backend(request, raw));
afterAll(() => server.stop());
beforeEach(() => {
  fake = fakeEcr();
  server.fault(undefined);
});

const env = awsEnvironment(server.url);
const { AWS_ACCESS_KEY_ID: _, AWS_SECRET_ACCESS_KEY: __, AWS_SESSION_TOKEN: ___, ...noKeys } = env;

/** `ecr …` in the bakery; the server's port is another one each time. */
async function run(
  bakery: Bakery,
  line: string,
  more: Readonly<Record<string, string>> = env,
): Promise<string> {
  const shown = await bakery.baketree(`ecr ${line}`, { env: more });
  return shown.replaceAll(server.url, '<aws>');
}

function failing(operation: string, answer: AwsAnswer): void {
  server.fault((request) => (request.operation === operation ? answer : undefined));
}

/** As services with forms answer. */
function formException(code: string, message: string, status = 403): AwsAnswer {
  return {
    status,
    headers: { 'content-type': 'text/xml' },
    body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
  };
}

/** A configuration of AWS's own tools with one profile. */
async function awsConfig({ home }: Bakery, ...lines: readonly string[]): Promise<string> {
  const file = path.join(home, 'aws-config');
  await mkdir(home, { recursive: true });
  await writeFile(file, ['[profile till]', ...lines, ''].join('\n'));
  return file;
}

/** What moves the cursor of a terminal, and goes to its first column. */
const CURSOR = new RegExp(`${String.fromCharCode(27)}\\[\\d*[A-Z]|\\r`, 'g');

const PROFILE = { AWS_PROFILE: 'till' };

screen('repository-none', 'a tree without repositories', async (bakery) => {
  const shown = await run(bakery, 'plan');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] no tree declares repositories
            expected ecr: { region: 'eu-west-1', repositories: [repository('name')] } in defineTree"
  `);
  return shown;
});

screen(
  'repository-none',
  'a tree whose repositories stand under a misspelt key',
  async (bakery) => {
    const ecr = `  exclusions: [tooHard],
  ecr: { regoin: 'eu-west-1', repositries: [] } as never,`;
    await bakery.change('trees/bakery.ts', '  exclusions: [tooHard],', ecr);
    const shown = await run(bakery, 'plan');
    expect(shown).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      [ERROR] ecr of tree "bakery" has "regoin", which is no option of ecr
              at trees/bakery.ts:89
              expected "region"
      [ERROR] ecr of tree "bakery" has "repositries", which is no option of ecr
              at trees/bakery.ts:89
              expected "repositories"
      [ERROR] no tree declares repositories
              expected ecr: { region: 'eu-west-1', repositories: [repository('name')] } in defineTree"
    `);
    return shown;
  },
);

screen('attribute-invalid', 'an ecr with a key that it does not have', async (bakery) => {
  const ecr = `ecr: { regoin: 'eu-west-1', repositories: [repository('bread')] } as never,`;
  await bakery.change('trees/bakery.ts', '  when,\n', '  when, repository,\n');
  await bakery.change('trees/bakery.ts', '  exclusions: [tooHard],', `exclusions: [],\n${ecr}`);
  const shown = await run(bakery, 'plan');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] ecr of tree "bakery" has "regoin", which is no option of ecr
            at trees/bakery.ts:89
            expected "region""
  `);
  expect(await run(bakery, 'login')).toBe(shown);
  return shown;
});

screen('repository-invalid', 'what ECR would refuse', async (bakery) => {
  await addRepositories(bakery, {
    repositories: `[
      repository('Bread', { tags: { 'aws:x': '1' } }),
      repository('rolls', {
        mutability: { tags: 'immutable', except: ['*a*b*'] },
        lifecycle: [expireAfterDays(0), { expire: { patterns: ['*1*2*3*4*'] }, beyondNewest: 3 }],
      }),
      repository('rolls'),
    ]`,
  });
  const shown = await run(bakery, 'plan');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] repository "Bread": a name is lower-case letters and digits, with single . _ - / between them
            at trees/bakery.ts:89
    [ERROR] repository "Bread": the tag "aws:x" begins with aws:, which is reserved
            at trees/bakery.ts:89
    [ERROR] repository "rolls": the excepted tag "*a*b*" has 3 wildcards; ECR takes 2
            at trees/bakery.ts:90
    [ERROR] repository "rolls": lifecycle rule 1: 0 is no whole number from 1 on
            at trees/bakery.ts:90
    [ERROR] repository "rolls": lifecycle rule 2: "*1*2*3*4*" has 5 wildcards; ECR takes 4
            at trees/bakery.ts:90
    [ERROR] repository "rolls": lifecycle rule 1 is for any images and must be the last
            at trees/bakery.ts:90
    [ERROR] two repositories have the name "rolls"
            at trees/bakery.ts:94
            the other is at trees/bakery.ts:90"
  `);
  return shown;
});

screen('repository-fixed', 'an encryption that cannot be changed', async (bakery) => {
  await addRepositories(bakery);
  fake.create({
    repositoryName: 'bread',
    encryptionConfiguration: { encryptionType: 'KMS', kmsKey: 'arn:aws:kms:eu-west-1:1:key/2' },
  });
  const shown = await run(bakery, 'plan');
  expect(shown).toMatchInlineSnapshot(`
    "exit 3
    --- stderr
    [WARNING] AWS_ENDPOINT_URL is set: requests go to <aws>
    [INFO] account 123456789012 (ours), region eu-west-1, as arn:aws:sts::123456789012:user/tester
    [WARNING] bread: lifecycle rule 1 deletes "latest", too, once it is 30 days old, and whatever pulls it then fails; keepNewestTagged(10) before that rule keeps it
    [WARNING] rolls: lifecycle rule 1 deletes the deployed image, too, once it is 30 days old, and whatever pulls it then fails; keepNewestTagged(10) before that rule keeps it
    [ERROR] the encryption of "bread" is KMS with key arn:aws:kms:eu-west-1:1:key/2, the tree says AES256, and ECR cannot change it
            baketree deletes no repository: make a new one under another name, or change the tree
    --- stdout
    bakery in 123456789012.dkr.ecr.eu-west-1.amazonaws.com
      update     123456789012.dkr.ecr.eu-west-1.amazonaws.com/bread
        scan on push  is off                                         the tree says on
        lifecycle     is none                                        the tree says 1: expire images pushed more than 30 days ago ("Expire images older than 30 days")
        tag "team"    is none                                        the tree says "oven"
        encryption    is KMS with key arn:aws:kms:eu-west-1:1:key/2  the tree says AES256 (cannot be changed in place)
      create     123456789012.dkr.ecr.eu-west-1.amazonaws.com/rolls
        scan on push  on
        encryption    AES256
        image tags    mutable
        tag "team"    "oven"
        lifecycle     1: expire images pushed more than 30 days ago ("Expire images older than 30 days")

    5 calls planned, none made yet
      PutImageScanningConfiguration bread
      PutLifecyclePolicy bread
      TagResource bread
      CreateRepository rolls
      PutLifecyclePolicy rolls"
  `);
  return shown;
});

screen('repository-unsettled', 'somebody changes it back at once', async (bakery) => {
  await addRepositories(bakery);
  server.fault(() => {
    fake.repositories.get('rolls')?.tags.clear();
    return undefined;
  });
  const shown = await run(bakery, 'apply');
  expect(shown).toMatchInlineSnapshot(`
    "exit 4
    --- stderr
    [WARNING] AWS_ENDPOINT_URL is set: requests go to <aws>
    [INFO] account 123456789012 (ours), region eu-west-1, as arn:aws:sts::123456789012:user/tester
    [WARNING] bread: lifecycle rule 1 deletes "latest", too, once it is 30 days old, and whatever pulls it then fails; keepNewestTagged(10) before that rule keeps it
    [WARNING] rolls: lifecycle rule 1 deletes the deployed image, too, once it is 30 days old, and whatever pulls it then fails; keepNewestTagged(10) before that rule keeps it
    [INFO] CreateRepository bread
    [INFO] PutLifecyclePolicy bread
    [INFO] CreateRepository rolls
    [INFO] PutLifecyclePolicy rolls
    [ERROR] repository "rolls" is not as planned after all calls
            tag "team" is none, the tree says "oven"
    [INFO] npm run ecr -- apply bakery
    --- stdout
    bakery in 123456789012.dkr.ecr.eu-west-1.amazonaws.com
      create     123456789012.dkr.ecr.eu-west-1.amazonaws.com/bread
        scan on push  on
        encryption    AES256
        image tags    mutable
        tag "team"    "oven"
        lifecycle     1: expire images pushed more than 30 days ago ("Expire images older than 30 days")
      create     123456789012.dkr.ecr.eu-west-1.amazonaws.com/rolls
        scan on push  on
        encryption    AES256
        image tags    mutable
        tag "team"    "oven"
        lifecycle     1: expire images pushed more than 30 days ago ("Expire images older than 30 days")

    4 calls made
      CreateRepository bread
      PutLifecyclePolicy bread
      CreateRepository rolls
      PutLifecyclePolicy rolls"
  `);
  return shown;
});

screen('aws-account', 'credentials for another account', async (bakery) => {
  await addRepositories(bakery, { registry: `region: 'eu-west-1', account: '210987654321'` });
  const shown = await run(bakery, 'apply');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [WARNING] AWS_ENDPOINT_URL is set: requests go to <aws>
    [INFO] account 123456789012 (ours), region eu-west-1, as arn:aws:sts::123456789012:user/tester
    [ERROR] the credentials are for account 123456789012, not for 210987654321
            arn:aws:sts::123456789012:user/tester
    [INFO] aws configure list-profiles"
  `);
  return shown;
});

screen('aws-region', 'a region that cannot be one', async (bakery) => {
  await addRepositories(bakery, { registry: `region: 'Ireland'` });
  const shown = await run(bakery, 'plan');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] "Ireland" is no AWS region
    [INFO] export AWS_REGION=eu-west-1"
  `);
  return shown;
});

screen('aws-region', 'no region at all', async (bakery) => {
  await addRepositories(bakery, { registry: `region: ''` });
  const shown = await run(bakery, 'plan');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [WARNING] AWS_ENDPOINT_URL is set: requests go to <aws>
    [ERROR] no AWS region is known
    [INFO] export AWS_REGION=eu-west-1"
  `);
  return shown;
});

screen('aws-credentials-missing', 'none anywhere', async (bakery) => {
  await addRepositories(bakery);
  const shown = await run(bakery, 'plan', noKeys);
  expect(shown).toMatchInlineSnapshot(`
    "exit 4
    --- stderr
    [WARNING] AWS_ENDPOINT_URL is set: requests go to <aws>
    [ERROR] AWS is not configured, or credentials are invalid: none were found
            looked for in the environment, in profiles, and at the machine itself
    [INFO] Please run:
    [INFO]   aws configure"
  `);
  return shown;
});

screen('aws-credentials-missing', 'a profile that is not there', async (bakery) => {
  await addRepositories(bakery);
  const shown = await run(bakery, 'plan', { ...noKeys, AWS_PROFILE: 'till' });
  expect(shown).toMatchInlineSnapshot(`
    "exit 4
    --- stderr
    [WARNING] AWS_ENDPOINT_URL is set: requests go to <aws>
    [ERROR] AWS is not configured, or credentials are invalid: none were found
            the profile "till" is not there, or gives none
    [INFO] Please run:
    [INFO]   aws configure --profile till"
  `);
  return shown;
});

screen(
  'aws-credentials-missing',
  'a credential_process that fails, with a secret in its command',
  async (bakery) => {
    await addRepositories(bakery);
    const file = await awsConfig(bakery, 'credential_process = /bin/false canary-secret');
    const shown = await run(bakery, 'plan', { ...noKeys, ...PROFILE, AWS_CONFIG_FILE: file });
    expect(shown).toMatchInlineSnapshot(`
      "exit 4
      --- stderr
      [WARNING] AWS_ENDPOINT_URL is set: requests go to <aws>
      [ERROR] AWS is not configured, or credentials are invalid: none were found
              the profile "till" is not there, or gives none
      [INFO] Please run:
      [INFO]   aws configure --profile till"
    `);
    return shown;
  },
);

screen('aws-credentials-invalid', 'keys that AWS does not know', async (bakery) => {
  await addRepositories(bakery);
  failing('GetCallerIdentity', formException('InvalidClientTokenId', 'The token is invalid.'));
  const shown = await run(bakery, 'plan');
  expect(shown).toMatchInlineSnapshot(`
    "exit 4
    --- stderr
    [WARNING] AWS_ENDPOINT_URL is set: requests go to <aws>
    [ERROR] AWS is not configured, or credentials are invalid: AWS does not know them
    [INFO] Please run:
    [INFO]   aws configure"
  `);
  return shown;
});

screen('aws-credentials-expired', 'a session that is over', async (bakery) => {
  await addRepositories(bakery);
  failing('GetCallerIdentity', formException('ExpiredToken', 'The token is expired'));
  const shown = await run(bakery, 'plan');
  expect(shown).toMatchInlineSnapshot(`
    "exit 4
    --- stderr
    [WARNING] AWS_ENDPOINT_URL is set: requests go to <aws>
    [ERROR] the AWS credentials have expired
    [INFO] get new ones; old ones in the environment go away by:
    [INFO]   unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN"
  `);
  return shown;
});

screen('aws-sso-expired', 'a single sign-on that was never begun', async (bakery) => {
  await addRepositories(bakery);
  const file = await awsConfig(
    bakery,
    'sso_session = work',
    'sso_account_id = 123456789012',
    'sso_role_name = baker',
    '[sso-session work]',
    'sso_region = eu-west-1',
    'sso_start_url = https://work.awsapps.com/start',
  );
  const shown = await run(bakery, 'plan', { ...noKeys, ...PROFILE, AWS_CONFIG_FILE: file });
  expect(shown).toMatchInlineSnapshot(`
    "exit 4
    --- stderr
    [WARNING] AWS_ENDPOINT_URL is set: requests go to <aws>
    [ERROR] the AWS single sign-on session has expired, or was never begun
    [INFO] aws sso login --profile till"
  `);
  return shown;
});

screen('aws-denied', 'a call that may not be made', async (bakery) => {
  await addRepositories(bakery);
  failing(
    'CreateRepository',
    exception(
      'AccessDeniedException',
      'User: tester is not authorized to perform: ecr:CreateRepository',
    ),
  );
  const shown = await run(bakery, 'apply');
  expect(shown).toMatchInlineSnapshot(`
    "exit 4
    --- stderr
    [WARNING] AWS_ENDPOINT_URL is set: requests go to <aws>
    [INFO] account 123456789012 (ours), region eu-west-1, as arn:aws:sts::123456789012:user/tester
    [WARNING] bread: lifecycle rule 1 deletes "latest", too, once it is 30 days old, and whatever pulls it then fails; keepNewestTagged(10) before that rule keeps it
    [WARNING] rolls: lifecycle rule 1 deletes the deployed image, too, once it is 30 days old, and whatever pulls it then fails; keepNewestTagged(10) before that rule keeps it
    [ERROR] the AWS credentials may not do CreateRepository
            expected the permissions in docs/ecr.md
            User: tester is not authorized to perform: ecr:CreateRepository
            nothing was changed
            not done, as far as is known: CreateRepository bread, PutLifecyclePolicy bread, CreateRepository rolls, PutLifecyclePolicy rolls
    [INFO] what was done stays, and the rest is done by:
    [INFO]   npm run ecr -- apply bakery"
  `);
  return shown;
});

screen('aws-clock', 'a clock that is two hours behind', async (bakery) => {
  await addRepositories(bakery);
  const date = new Date(Date.now() + 7_200_000).toUTCString();
  const answer = formException('SignatureDoesNotMatch', 'Signature expired: it is not now');
  failing('GetCallerIdentity', { ...answer, headers: { ...answer.headers, date } });
  const shown = await run(bakery, 'plan');
  expect(shown).toMatchInlineSnapshot(`
    "exit 4
    --- stderr
    [WARNING] AWS_ENDPOINT_URL is set: requests go to <aws>
    [ERROR] AWS refuses the request's time: this machine's clock is off
            it is 120 minutes behind the time of AWS
    [INFO] date --utc"
  `);
  return shown;
});

screen('aws-throttled', 'too many requests', async (bakery) => {
  await addRepositories(bakery);
  failing('DescribeRepositories', exception('ThrottlingException', 'Rate exceeded'));
  const shown = await run(bakery, 'plan');
  expect(shown).toMatchInlineSnapshot(`
    "exit 4
    --- stderr
    [WARNING] AWS_ENDPOINT_URL is set: requests go to <aws>
    [INFO] account 123456789012 (ours), region eu-west-1, as arn:aws:sts::123456789012:user/tester
    [ERROR] AWS takes no more requests for now: DescribeRepositories was refused each time
            Rate exceeded
    [INFO] wait a minute, and run the same again"
  `);
  return shown;
});

screen('aws-quota', 'no room for another repository', async (bakery) => {
  await addRepositories(bakery);
  failing(
    'CreateRepository',
    exception('LimitExceededException', 'The account has as many repositories as it may'),
  );
  const shown = await run(bakery, 'apply');
  expect(shown).toMatchInlineSnapshot(`
    "exit 4
    --- stderr
    [WARNING] AWS_ENDPOINT_URL is set: requests go to <aws>
    [INFO] account 123456789012 (ours), region eu-west-1, as arn:aws:sts::123456789012:user/tester
    [WARNING] bread: lifecycle rule 1 deletes "latest", too, once it is 30 days old, and whatever pulls it then fails; keepNewestTagged(10) before that rule keeps it
    [WARNING] rolls: lifecycle rule 1 deletes the deployed image, too, once it is 30 days old, and whatever pulls it then fails; keepNewestTagged(10) before that rule keeps it
    [ERROR] a quota of the AWS account is used up: CreateRepository
            The account has as many repositories as it may
            nothing was changed
            not done, as far as is known: CreateRepository bread, PutLifecyclePolicy bread, CreateRepository rolls, PutLifecyclePolicy rolls
    [INFO] what was done stays, and the rest is done by:
    [INFO]   npm run ecr -- apply bakery"
  `);
  return shown;
});

screen('aws-unreachable', 'nobody listens', async (bakery) => {
  await addRepositories(bakery);
  const shown = await run(bakery, 'plan', { ...env, AWS_ENDPOINT_URL: 'http://127.0.0.1:1' });
  expect(shown).toMatchInlineSnapshot(`
    "exit 4
    --- stderr
    [WARNING] AWS_ENDPOINT_URL is set: requests go to http://127.0.0.1:1
    [ERROR] AWS does not answer to GetCallerIdentity in eu-west-1
            connect ECONNREFUSED 127.0.0.1:1"
  `);
  return shown;
});

screen('aws-failed', 'an exception that nobody has heard of', async (bakery) => {
  await addRepositories(bakery);
  fake.create({ repositoryName: 'rolls' });
  failing('GetLifecyclePolicy', exception('TeapotException', 'short and stout'));
  const shown = await run(bakery, 'plan');
  expect(shown).toMatchInlineSnapshot(`
    "exit 4
    --- stderr
    [WARNING] AWS_ENDPOINT_URL is set: requests go to <aws>
    [INFO] account 123456789012 (ours), region eu-west-1, as arn:aws:sts::123456789012:user/tester
    [ERROR] AWS failed at GetLifecyclePolicy: TeapotException, HTTP 400
            short and stout"
  `);
  return shown;
});

screen(
  'aws-unconfirmed',
  'a person who says no',
  async (bakery) => {
    await addRepositories(bakery);
    const words = [process.execPath, CLI, 'ecr', 'apply'].join(' ');
    const pty = ['script', '-qec', words, '/dev/null'];
    const PATH = process.env.PATH ?? '';
    const running = (child: ChildProcess) => child.stdin?.end('n\n');
    const options = { env: { ...bakery.env, ...env, PATH, NO_COLOR: '1' }, cwd: bakery.folder };
    const ended = await start(pty, { ...options, running, stdin: 'pipe' });
    // Without what moves the cursor, and the answer, which is typed before it is asked for.
    const shown = screenOf(ended, bakery.folder)
      .replaceAll(server.url, '<aws>')
      .replaceAll(CURSOR, '')
      .replace(/^n\n/m, '');
    expect(shown).toMatchInlineSnapshot(`
      "exit 2
      --- stdout
      [WARNING] AWS_ENDPOINT_URL is set: requests go to <aws>
      [INFO] account 123456789012 (ours), region eu-west-1, as arn:aws:sts::123456789012:user/tester
      [WARNING] bread: lifecycle rule 1 deletes "latest", too, once it is 30 days old, and whatever pulls it then fails; keepNewestTagged(10) before that rule keeps it
      [WARNING] rolls: lifecycle rule 1 deletes the deployed image, too, once it is 30 days old, and whatever pulls it then fails; keepNewestTagged(10) before that rule keeps it
      Create bread, rolls in account 123456789012, eu-west-1? [y/N] n
      [ERROR] nothing was written: a first write to an account is to be confirmed
      [INFO] npm run ecr -- apply bakery --yes"
    `);
    return shown;
  },
  async () =>
    (await start(['script', '--version'], {
      env: { PATH: process.env.PATH ?? '' },
      cwd: '.',
    }).catch(() => undefined))
      ? undefined
      : 'there is no script, which makes a terminal',
);

screen('docker-config-invalid', "docker's config.json is no JSON", async (bakery) => {
  await addRepositories(bakery, { registry: `host: 'registry.example'` });
  const folder = path.join(bakery.home, '.docker');
  await mkdir(folder);
  const text = '{\n\t"auths": { "x": { "auth": "canary" } }\n\t"credsStore": "pass"\n}\n';
  await writeFile(path.join(folder, 'config.json'), text);
  const shown = await run(bakery, 'login');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] docker's configuration is no JSON: something else stands where a comma or the end of an object is expected
            at <home>/.docker/config.json:3
            expected an object of JSON, as docker writes it"
  `);
  expect(await readdir(folder)).toEqual(['config.json']);
  expect(await readFile(path.join(folder, 'config.json'), 'utf8')).toBe(text);
  return shown;
});
