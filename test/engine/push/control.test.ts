/** A push and AWS: who asks, the repositories, the token. What fails there fails before anything is built. */
import path from 'node:path';
import { describe, expect } from 'vitest';
import type { ProblemCode } from '../../../src/errors/codes.ts';
import { type AwsAnswer, exception, type Fault } from '../../support/aws-server.ts';
import { testThat } from '../../support/needs.ts';
import { BUILDING, countOf, expectNothingLeft, LONG, openDock, pinnedIn } from './dock.ts';

const dock = openDock();
const PUSH = 'bake ship --push --yes';
const NO_KEYS = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_SESSION_TOKEN: '' };
const at =
  (operation: string, answer: AwsAnswer | 'reset'): Fault =>
  (request) =>
    request.operation === operation ? answer : undefined;
const form = (code: string): AwsAnswer => ({
  status: 403,
  headers: { 'content-type': 'text/xml' },
  body: `<ErrorResponse><Error><Code>${code}</Code><Message>no</Message></Error></ErrorResponse>`,
});
const SSO = `[profile till]
sso_session = work
sso_account_id = 123456789012
sso_role_name = baker
[sso-session work]
sso_region = eu-west-1
sso_start_url = https://work.awsapps.com/start
`;

const FAILURES: readonly {
  readonly code: ProblemCode;
  readonly words: string;
  readonly fault?: Fault;
  readonly env?: Readonly<Record<string, string>>;
}[] = [
  { code: 'aws-credentials-missing', words: 'none were found', env: NO_KEYS },
  {
    code: 'aws-credentials-invalid',
    words: 'AWS does not know them',
    fault: at('GetCallerIdentity', form('InvalidClientTokenId')),
  },
  {
    code: 'aws-credentials-expired',
    words: 'the AWS credentials have expired',
    fault: at('GetCallerIdentity', form('ExpiredToken')),
  },
  {
    code: 'aws-sso-expired',
    words: 'single sign-on session has expired',
    env: { ...NO_KEYS, AWS_PROFILE: 'till', AWS_CONFIG_FILE: 'aws-config' },
  },
  {
    code: 'aws-unreachable',
    words: 'AWS does not answer to GetCallerIdentity',
    fault: at('GetCallerIdentity', 'reset'),
  },
  {
    code: 'aws-denied',
    words: 'the AWS credentials may not do DescribeRepositories',
    fault: at('DescribeRepositories', exception('AccessDeniedException')),
  },
  {
    code: 'aws-throttled',
    words: 'CreateRepository was refused each time',
    fault: at('CreateRepository', exception('ThrottlingException')),
  },
  {
    code: 'aws-quota',
    words: 'a quota of the AWS account is used up',
    fault: at('CreateRepository', exception('LimitExceededException')),
  },
  {
    code: 'aws-denied',
    words: 'the AWS credentials may not do GetAuthorizationToken',
    fault: at('GetAuthorizationToken', exception('AccessDeniedException')),
  },
];

describe('nothing is built, and nothing left', () => {
  for (const { code, words, fault, env } of FAILURES) {
    testThat(
      'needs-engine',
      `${code}: ${words}`,
      async () => {
        const { pier, aws, env: own, tags } = dock();
        await pier.write('aws-config', SSO);
        aws.fault(fault);
        const config = env?.AWS_CONFIG_FILE
          ? { AWS_CONFIG_FILE: path.join(pier.folder, env.AWS_CONFIG_FILE) }
          : {};
        const ended = await pier.run(PUSH, { ...own, ...env, ...config });
        expect(ended.code, ended.stderr).toBe(4);
        expect(ended.stderr).toContain(words);
        expect(ended.stderr).not.toContain(BUILDING);
        expect(await pier.images()).toEqual([]);
        expect(await tags('ship:latest')).toEqual([{ absent: true }]);
        await expectNothingLeft(dock());
      },
      LONG,
    );
  }
});

describe('repositories', () => {
  testThat(
    'needs-engine',
    'a creation that is throttled twice, is seen late, or was made by somebody else meanwhile ends well',
    async () => {
      const { pier, aws, ecr, env, tags } = dock();
      aws.fault(({ operation, nth, body }) => {
        if (operation === 'CreateRepository' && nth < 2) return exception('ThrottlingException');
        if (operation !== 'CreateRepository') return undefined;
        // Somebody is faster, and what they made is to be seen only after some more questions.
        ecr.create(JSON.parse(body));
        const made = ecr.repositories.get(`${pier.mark}-ship`);
        if (made) made.hidden = 2;
        return exception('RepositoryAlreadyExistsException');
      });
      const ended = await pier.run(PUSH, env);
      expect(ended.code, ended.stderr).toBe(0);
      expect(ecr.repositories.get(`${pier.mark}-ship`)?.policy).toContain('30');
      const [digest] = pinnedIn(ended);
      expect(await tags('ship:latest', 'ship:1')).toEqual([{ digest }, { digest }]);
    },
    LONG,
  );

  testThat(
    'needs-engine',
    'one token for all targets; a second push writes nothing at AWS and leaves the tags as they are',
    async () => {
      const { pier, aws, env, tags } = dock();
      const names = ['hull:latest', 'ship:latest', 'ship:1', 'boat:latest'];
      const first = await pier.run('bake all --push --yes', env);
      expect(first.code, first.stderr).toBe(0);
      const calls = () => aws.requests.map(({ operation }) => operation);
      expect(calls().filter((name) => name === 'GetAuthorizationToken')).toHaveLength(1);
      expect(calls().filter((name) => name === 'CreateRepository')).toHaveLength(3);
      const pushed = await tags(...names);
      const [hull, ship, boat] = pinnedIn(first).map((digest) => ({ digest }));
      expect(pushed).toEqual([hull, ship, ship, boat]);
      aws.forget();
      const second = await pier.run('bake all --push', env);
      expect(second.code, second.stderr).toBe(0);
      expect(aws.writes()).toEqual([]);
      expect(calls().filter((name) => name === 'GetAuthorizationToken')).toHaveLength(1);
      expect(await tags(...names)).toEqual(pushed);
      expect(pinnedIn(second)).toEqual(pinnedIn(first));
      await expectNothingLeft(dock());
    },
    LONG,
  );

  testThat(
    'needs-engine',
    'one that is not as declared is told of, left as it is, and pushed to',
    async () => {
      const { pier, aws, ecr, env } = dock();
      const first = await pier.run(PUSH, env);
      expect(first.code, first.stderr).toBe(0);
      const made = ecr.repositories.get(`${pier.mark}-ship`);
      if (!made) throw new Error('no repository');
      made.policy = undefined;
      aws.forget();
      const second = await pier.run(PUSH, env);
      expect(second.code, second.stderr).toBe(0);
      const told = second.stderr.split('\n').filter((line) => line.includes('the tree says'));
      const [line = ''] = told;
      expect(told).toHaveLength(1);
      expect(line).toContain(
        `[WARNING] the lifecycle of "${pier.mark}-ship" is none, the tree says 1: `,
      );
      expect(line).toMatch(/: npm run ecr -- plan pier$/);
      expect(aws.writes()).toEqual([]);
      expect(made.policy).toBeUndefined();
    },
    LONG,
  );
});

describe('a token that ends too early', () => {
  testThat(
    'needs-engine',
    'no new one to be had in the second half: why is said, and nothing is claimed of the tags',
    async () => {
      const { pier, aws, env, tags, truth } = dock();
      const old = await truth.seed(`${pier.mark}-ship`, ['latest', '1'], pier.mark);
      aws.fault(({ operation, nth }) => {
        if (operation !== 'GetAuthorizationToken') return undefined;
        if (nth > 0) return exception('AccessDeniedException');
        const authorizationToken = Buffer.from('AWS:canary-password-1-dGhlIHRva2Vu').toString(
          'base64',
        );
        // It is over before anything can be built.
        const authorizationData = [{ authorizationToken, expiresAt: Date.now() / 1000 + 0.25 }];
        return { status: 200, body: JSON.stringify({ authorizationData }) };
      });
      const ended = await pier.run(PUSH, env);
      expect(ended.code, ended.stderr).toBe(4);
      expect(countOf(BUILDING, ended), ended.stderr).toBe(1);
      expect(ended.stderr).toContain('may not do GetAuthorizationToken');
      expect(countOf('] the push did not end well', ended), ended.stderr).toBe(1);
      const unknown = `not known: ${env.REGISTRY}/${pier.mark}-ship`;
      expect(countOf(unknown, ended), ended.stderr).toBe(2);
      expect(await tags('ship:latest', 'ship:1')).toEqual([{ digest: old }, { digest: old }]);
      aws.fault(undefined);
      const again = await pier.run(PUSH, env);
      expect(again.code, again.stderr).toBe(0);
    },
    LONG,
  );
});
