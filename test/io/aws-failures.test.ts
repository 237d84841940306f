/** What the SDK throws, in its own words, and what a person is told. */
import { describe, expect, test } from 'vitest';
import { failureOf, redact } from '../../src/io/aws-failures.ts';

const CONTEXT = {
  operation: 'DescribeRepositories',
  region: 'eu-west-1',
  profile: undefined,
  proxy: false,
  secrets: ['sesame-open'],
};

/** An error as the SDK makes one. */
function thrown(name: string, message: string, more: Readonly<Record<string, unknown>> = {}) {
  return Object.assign(new Error(message), { name, ...more });
}

const status = (httpStatusCode: number) => ({ $metadata: { httpStatusCode } });
const system = (code: string) => ({ code });
const date = (milliseconds: number) => ({
  $response: { headers: { date: new Date(Date.now() + milliseconds).toUTCString() } },
});

const CASES: readonly (readonly [unknown, string])[] = [
  [
    thrown('CredentialsProviderError', 'Could not load credentials from any providers'),
    'aws-credentials-missing',
  ],
  [
    thrown('CredentialsProviderError', 'Could not resolve credentials using profile: [till]'),
    'aws-credentials-missing',
  ],
  [
    thrown('CredentialsProviderError', 'Command failed: get --token sesame-open'),
    'aws-credentials-missing',
  ],
  [
    thrown(
      'CredentialsProviderError',
      'The SSO session associated with this profile has expired. To refresh this SSO session run aws sso login',
    ),
    'aws-sso-expired',
  ],
  [
    thrown('CredentialsProviderError', 'The SSO session associated with this profile is invalid.'),
    'aws-sso-expired',
  ],
  [
    thrown(
      'TokenProviderError',
      "Token is expired. To refresh this SSO session run 'aws sso login'",
    ),
    'aws-sso-expired',
  ],
  [
    thrown(
      'TokenProviderError',
      'The SSO session token associated with profile=till was not found or is invalid',
    ),
    'aws-sso-expired',
  ],
  [thrown('Error', 'Region is missing'), 'aws-region'],
  [thrown('ExpiredToken', 'The security token is expired'), 'aws-credentials-expired'],
  [thrown('ExpiredTokenException', 'The security token is expired'), 'aws-credentials-expired'],
  [thrown('RequestExpired', 'Request has expired'), 'aws-credentials-expired'],
  [
    thrown('UnrecognizedClientException', 'The security token is invalid'),
    'aws-credentials-invalid',
  ],
  [thrown('InvalidClientTokenId', 'The security token is invalid'), 'aws-credentials-invalid'],
  [
    thrown('InvalidSignatureException', 'The signature does not match', date(0)),
    'aws-credentials-invalid',
  ],
  [
    thrown('SignatureDoesNotMatch', 'The signature does not match', date(1_000)),
    'aws-credentials-invalid',
  ],
  [thrown('IncompleteSignature', 'no'), 'aws-credentials-invalid'],
  [thrown('MissingAuthenticationToken', 'no'), 'aws-credentials-invalid'],
  [thrown('InvalidSignatureException', 'Signature expired: 1 is now earlier than 2'), 'aws-clock'],
  [
    thrown('SignatureDoesNotMatch', 'Signature not yet current: 2 is still later than 1'),
    'aws-clock',
  ],
  [thrown('InvalidSignatureException', 'no', date(-600_000)), 'aws-clock'],
  [thrown('RequestTimeTooSkewed', 'no'), 'aws-clock'],
  [thrown('AccessDeniedException', 'not authorized to perform: ecr:X'), 'aws-denied'],
  [thrown('AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity'), 'aws-denied'],
  [thrown('LimitExceededException', 'too many repositories', status(400)), 'aws-quota'],
  [thrown('ThrottlingException', 'Rate exceeded', status(400)), 'aws-throttled'],
  [thrown('Throttling', 'Rate exceeded', status(400)), 'aws-throttled'],
  [thrown('TooManyRequestsException', 'Rate exceeded', status(429)), 'aws-throttled'],
  [thrown('SyntaxError', 'Unexpected token <', status(429)), 'aws-throttled'],
  [thrown('TimeoutError', 'socket hang up', system('ECONNRESET')), 'aws-unreachable'],
  [thrown('TimeoutError', 'a request has exceeded', system('ETIMEDOUT')), 'aws-unreachable'],
  [thrown('AbortError', 'Request aborted'), 'aws-unreachable'],
  [thrown('Error', 'getaddrinfo ENOTFOUND api.ecr', system('ENOTFOUND')), 'aws-unreachable'],
  [
    thrown('AggregateError', '', { errors: [thrown('Error', 'x', system('ECONNREFUSED'))] }),
    'aws-unreachable',
  ],
  [thrown('TypeError', 'fetch failed', { cause: system('EAI_AGAIN') }), 'aws-unreachable'],
  [
    thrown('Error', 'self-signed certificate', system('DEPTH_ZERO_SELF_SIGNED_CERT')),
    'aws-unreachable',
  ],
  [thrown('Error', 'no issuer', system('UNABLE_TO_GET_ISSUER_CERT_LOCALLY')), 'aws-unreachable'],
  [thrown('SyntaxError', 'Unexpected token <', status(503)), 'aws-failed'],
  [thrown('ServerException', 'oops', status(500)), 'aws-failed'],
  [thrown('KmsException', 'The key is disabled', status(400)), 'aws-failed'],
  [thrown('ValidationException', 'sesame-open', status(400)), 'aws-failed'],
  ['a text', 'aws-failed'],
  [undefined, 'aws-failed'],
];

describe('each error has its code, and none tells a secret', () => {
  test.each(CASES.map(([error, code]) => [code, String(error), error] as const))(
    '%s: %s',
    (code, _, error) => {
      const problem = failureOf(error, CONTEXT);
      expect(problem.code).toBe(code);
      expect(JSON.stringify(problem)).not.toContain('sesame');
      expect(problem.summary).not.toMatch(/undefined|\.$/);
    },
  );
});

test('profiles are named where they help', () => {
  const context = { ...CONTEXT, profile: 'till' };
  const sso = failureOf(thrown('TokenProviderError', 'Token is expired.'), context);
  expect(sso.hint).toBe('aws sso login --profile till');
  const [[missing] = []] = CASES;
  expect(failureOf(missing, context).details).toEqual([
    'the profile "till" is not there, or gives none',
  ]);
});

test('a proxy that is not used is said', () => {
  const lost = thrown('Error', 'connect ETIMEDOUT', system('ETIMEDOUT'));
  expect(failureOf(lost, { ...CONTEXT, proxy: true }).details).toEqual([
    'connect ETIMEDOUT',
    'HTTPS_PROXY is set, and the AWS SDK for Node does not use it',
  ]);
});

test('words of others are one short line', () => {
  expect(redact('one\ntwo', [])).toBe('one');
  expect(redact('x'.repeat(500), [])).toHaveLength(401);
  expect(redact('say sesame-open twice, sesame-open', ['sesame-open', ''])).toBe('say … twice, …');
});
