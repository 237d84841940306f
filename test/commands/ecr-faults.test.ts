/** `ecr` against a server that fails in every way that AWS and networks do. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { expireAfterDays, keepNewestTagged } from '../../src/model/lifecycle.ts';
import { repository } from '../../src/model/repository.ts';
import { type AwsDeed, type AwsServer, exception, startAws } from '../support/aws-server.ts';
import { type FakeEcr, fakeEcr } from '../support/fake-ecr.ts';
import { CANARY, type Ran, runEcr, withAwsEnvironment } from './ecr-bench.ts';

let fake: FakeEcr;
const server: AwsServer = await startAws((request, raw) => fake.backend(request, raw));
withAwsEnvironment(() => server.url);
beforeAll(() => server.url);
afterAll(() => server.stop());
beforeEach(() => {
  fake = fakeEcr();
  server.fault(undefined);
  server.forget();
});

const shelf = repository('shelf', { lifecycle: [expireAfterDays(30)], tags: { team: 'shop' } });
const LIMITS = { connect: 300, answer: 300, call: 20_000 };

/** The fault happens to the first `times` requests for an operation. */
function failing(operation: string, deed: AwsDeed, times = Number.POSITIVE_INFINITY): void {
  server.fault((request) =>
    request.operation === operation && request.nth < times ? deed : undefined,
  );
}

const codes = ({ problems }: Ran) => problems.map(({ code }) => code);
const asked = (operation: string) =>
  server.requests.filter((request) => request.operation === operation).length;

describe('creation', () => {
  test('a repository that is seen only later is waited for', async () => {
    fake = fakeEcr({ hidden: 3 });
    const ran = await runEcr([shelf]);
    expect(codes(ran)).toEqual([]);
    expect(ran.waits).toEqual([100, 200, 400]);
    expect(server.writes()).toEqual(['CreateRepository', 'PutLifecyclePolicy']);
    expect(fake.repositories.get('shelf')?.policy).toContain('"countNumber":30');
  });

  test('one that is never seen is given up on, with the command that continues', async () => {
    fake = fakeEcr({ hidden: 1_000 });
    const ran = await runEcr([shelf]);
    expect(codes(ran)).toEqual(['repository-unsettled']);
    expect(ran.problems[0]?.hint).toContain('npm run ecr -- apply shop');
    expect(ran.waits.reduce((sum, wait) => sum + wait, 0)).toBeLessThan(60_000);
  });

  test('somebody else was quicker: what differs is put right, nothing else is written', async () => {
    server.fault(({ operation }) => {
      if (operation === 'CreateRepository') fake.create({ repositoryName: 'shelf' });
      return undefined;
    });
    const ran = await runEcr([shelf]);
    expect(codes(ran)).toEqual([]);
    expect(ran.said.join('\n')).toContain('shelf was there already');
    expect(server.writes()).toEqual([
      ...['CreateRepository', 'PutImageScanningConfiguration', 'PutLifecyclePolicy', 'TagResource'],
    ]);
    expect(ran.result?.made.map(({ operation }) => operation)).toEqual(server.writes().slice(1));
    expect((await runEcr([shelf], { action: 'plan' })).result?.pending).toBe(false);
  });

  test('somebody else was quicker, with another encryption: that is said', async () => {
    server.fault(({ operation }) => {
      const encryptionConfiguration = { encryptionType: 'KMS', kmsKey: 'arn:key/1' };
      if (operation === 'CreateRepository') {
        fake.create({ repositoryName: 'shelf', encryptionConfiguration });
      }
      return undefined;
    });
    const ran = await runEcr([shelf]);
    expect(codes(ran)).toEqual(['repository-fixed']);
    expect(server.writes()).not.toContain('DeleteRepository');
  });

  test('an answer that is lost is no second repository', async () => {
    failing('CreateRepository', 'lose', 1);
    const ran = await runEcr([shelf]);
    expect(codes(ran)).toEqual([]);
    expect(asked('CreateRepository')).toBe(2);
    expect((await runEcr([shelf], { action: 'plan' })).result?.pending).toBe(false);
  });

  test('a policy call that comes too early is repeated', async () => {
    failing('PutLifecyclePolicy', exception('RepositoryNotFoundException'), 2);
    const ran = await runEcr([shelf]);
    expect(codes(ran)).toEqual([]);
    expect(ran.waits).toEqual([100, 200]);
  });

  test('one that somebody deletes before it is changed is not waited for', async () => {
    fake.create({ repositoryName: 'shelf' });
    failing('PutImageScanningConfiguration', exception('RepositoryNotFoundException'));
    const ran = await runEcr([shelf]);
    expect(codes(ran)).toEqual(['repository-unsettled']);
    expect(ran.waits).toEqual([]);
  });

  test('a repository that somebody changes back at once is told of', async () => {
    server.fault(({ operation }) => {
      const found = fake.repositories.get('shelf');
      if (operation === 'DescribeRepositories' && found) found.tags.clear();
      return undefined;
    });
    const ran = await runEcr([shelf]);
    expect(codes(ran)).toEqual(['repository-unsettled']);
    expect(ran.problems[0]?.details).toEqual(['tag "team" is none, the tree says "shop"']);
  });
});

describe('failures on the way', () => {
  test('what was done and what was not is said', async () => {
    failing('PutLifecyclePolicy', exception('AccessDeniedException', 'no, not you'));
    const ran = await runEcr([shelf, repository('attic')]);
    expect(ran.problems).toMatchInlineSnapshot(`
      [
        {
          "code": "aws-denied",
          "details": [
            "no, not you",
            "done: CreateRepository shelf",
            "not done, as far as is known: PutLifecyclePolicy shelf, CreateRepository attic",
          ],
          "expected": "the permissions in docs/ecr.md",
          "hint": [
            "what was done stays, and the rest is done by:",
            "  npm run ecr -- apply shop",
          ],
          "summary": "the AWS credentials may not do PutLifecyclePolicy",
        },
      ]
    `);
  });

  const html = { status: 503, body: '<html>busy</html>', headers: { 'content-type': 'text/html' } };
  const passing: readonly (readonly [string, AwsDeed])[] = [
    ['throttling', exception('ThrottlingException', 'Rate exceeded')],
    ['a server error', exception('ServerException', 'oops', 500)],
    ['a page of a proxy', html],
    ['a connection that is cut', 'reset'],
    ['half an answer', 'half'],
    ['no answer', 'hang'],
  ];
  test.each(passing)('%s passes, and nobody notices', async (_, deed) => {
    for (const operation of ['DescribeRepositories', 'CreateRepository', 'PutLifecyclePolicy']) {
      fake = fakeEcr();
      server.forget();
      failing(operation, deed, 2);
      const ran = await runEcr([shelf], { limits: LIMITS });
      expect([operation, ...codes(ran)]).toEqual([operation]);
    }
  });

  const lasting: readonly (readonly [string, AwsDeed, string, number])[] = [
    ['throttling', exception('ThrottlingException', 'Rate exceeded'), 'aws-throttled', 5],
    ['a server error', exception('ServerException', 'oops', 500), 'aws-failed', 5],
    ['a page of a proxy', html, 'aws-failed', 5],
    ['a connection that is cut', 'reset', 'aws-unreachable', 5],
    ['half an answer', 'half', 'aws-unreachable', 5],
    ['no answer', 'hang', 'aws-unreachable', 5],
    ['a quota', exception('LimitExceededException', 'too many'), 'aws-quota', 1],
    ['a refusal', exception('AccessDeniedException', 'not you'), 'aws-denied', 1],
    ['an old token', exception('ExpiredTokenException', 'old'), 'aws-credentials-expired', 1],
    ['a stranger', exception('UnrecognizedClientException', 'who'), 'aws-credentials-invalid', 1],
    ['something new', exception('BrandNewException', 'new'), 'aws-failed', 1],
    ['an answer that is none', { status: 200, body: '{"repositories":' }, 'aws-failed', 1],
    ['an empty answer', { status: 200, body: '{}' }, 'aws-failed', 1],
  ];
  test.each(lasting)('%s that stays has a name, and an end', async (_, deed, code, requests) => {
    failing('DescribeRepositories', deed);
    const ran = await runEcr([shelf], { limits: LIMITS });
    expect(codes(ran)).toEqual([code]);
    expect(asked('DescribeRepositories')).toBe(requests);
    expect(server.writes()).toEqual([]);
  });

  test('a call has an end, however often it could be tried', async () => {
    failing('DescribeRepositories', 'hang');
    const started = performance.now();
    const ran = await runEcr([shelf], { limits: { ...LIMITS, answer: 5_000, call: 700 } });
    expect(codes(ran)).toEqual(['aws-unreachable']);
    expect(ran.problems[0]?.details).toEqual(['no answer within 0.7 seconds']);
    expect(performance.now() - started).toBeLessThan(3_000);
  });

  test('a clock that is off is told as such, whatever AWS calls it', async () => {
    const date = new Date(Date.now() + 7_200_000).toUTCString();
    const deed = exception('InvalidSignatureException', 'Signature expired: 2 hours');
    failing('DescribeRepositories', { ...deed, headers: { date } });
    const ran = await runEcr([shelf]);
    expect(codes(ran)).toEqual(['aws-clock']);
    expect(ran.problems[0]?.details).toEqual(['it is 120 minutes behind the time of AWS']);
  });

  test('secrets in the words of AWS are not repeated', async () => {
    const words = `canonical: ${Object.values(CANARY).join(' ')}\nx-amz-security-token`;
    for (const name of ['AccessDeniedException', 'BrandNewException']) {
      failing('DescribeRepositories', exception(name, words));
      const told = JSON.stringify((await runEcr([shelf])).problems);
      for (const secret of Object.values(CANARY)) expect(told).not.toContain(secret);
      expect(told).toContain('canonical: … … …');
    }
  });
});

describe('who may write where', () => {
  test('another account than expected stops everything', async () => {
    const ran = await runEcr([shelf], { registry: { account: '210987654321' } });
    expect(codes(ran)).toEqual(['aws-account']);
    expect(server.requests.map(({ operation }) => operation)).not.toContain('DescribeRepositories');
  });

  test('a person is asked before the first write to an account, and only then', async () => {
    const refused = await runEcr([shelf], { answer: false });
    expect(codes(refused)).toEqual(['aws-unconfirmed']);
    expect(server.writes()).toEqual([]);
    expect((await runEcr([shelf], { answer: true })).asked).toEqual([
      'Create shelf in account 123456789012, eu-west-1?',
    ]);
    const more = await runEcr([shelf, repository('attic')], { answer: false });
    expect(more.asked).toEqual([]);
    expect(codes(more)).toEqual([]);
  });

  test('account, alias, region, profile and an endpoint of one’s own are said', async () => {
    const environment = { AWS_PROFILE: 'till' };
    const { said } = await runEcr([shelf], { action: 'plan', environment });
    expect(said.slice(0, 2)).toEqual([
      `AWS_ENDPOINT_URL is set: requests go to ${server.url}`,
      'account 123456789012 (ours), region eu-west-1, profile till, as arn:aws:sts::123456789012:user/tester',
    ]);
  });

  test('a region that does not count is said', async () => {
    const environment = { AWS_DEFAULT_REGION: 'us-east-1' };
    const { said } = await runEcr([shelf], { action: 'plan', environment });
    expect(said[2]).toBe(
      'AWS_DEFAULT_REGION is us-east-1, and is not used: AWS_REGION is what counts',
    );
  });

  test('a rule that deletes what runs is said, unless another protects it', async () => {
    const kept = repository('attic', { lifecycle: [keepNewestTagged(10), expireAfterDays(30)] });
    const { said } = await runEcr([shelf, kept], { action: 'plan' });
    const warnings = said.filter((line) => line.includes('lifecycle rule'));
    expect(warnings).toEqual([
      'shelf: lifecycle rule 1 deletes the deployed image, too, once it is 30 days old, and whatever pulls it then fails; keepNewestTagged(10) before that rule keeps it',
    ]);
  });

  test('a registry of one’s own takes the place of the account’s', async () => {
    const { result } = await runEcr([shelf], {
      action: 'plan',
      registry: { host: 'registry.example.com' },
    });
    expect(result?.repositories[0]?.uri).toBe('registry.example.com/shelf');
  });
});
