/** The signature, against AWS's own published example; the endpoint, by partition and environment. */
import { expect, test } from 'vitest';
import { accountAlias, iamEndpoint, signed } from '../../src/io/aws-alias.ts';

const EXAMPLE = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};

test('a request is signed as in the example of the documentation', () => {
  const request = {
    host: 'iam.amazonaws.com',
    query: 'Action=ListUsers&Version=2010-05-08',
    region: 'us-east-1',
    service: 'iam',
    now: new Date('2015-08-30T12:36:00Z'),
  };
  expect(signed(request, EXAMPLE)).toEqual({
    authorization:
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7',
    'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
    host: 'iam.amazonaws.com',
    'x-amz-date': '20150830T123600Z',
  });
  const { authorization } = signed(request, { ...EXAMPLE, sessionToken: 'token' });
  expect(authorization).toContain('x-amz-date;x-amz-security-token');
});

test('IAM has an endpoint in each partition that we know, unless ECR alone is elsewhere', () => {
  expect(iamEndpoint('aws', {})?.url).toBe('https://iam.amazonaws.com');
  expect(iamEndpoint('aws-cn', {})?.region).toBe('cn-north-1');
  expect(iamEndpoint('aws-us-gov', {})?.region).toBe('us-gov-west-1');
  expect(iamEndpoint('aws-iso', {})).toBeUndefined();
  const ecr = { AWS_ENDPOINT_URL_ECR: 'http://localhost:1' };
  expect(iamEndpoint('aws', ecr)).toBeUndefined();
  expect(iamEndpoint('aws', { ...ecr, AWS_ENDPOINT_URL: 'http://all' })?.url).toBe('http://all');
  const ignored = { ...ecr, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' };
  expect(iamEndpoint('aws', ignored)?.url).toBe('https://iam.amazonaws.com');
});

test('an alias that cannot be had is none', async () => {
  const nowhere = { url: 'http://127.0.0.1:1', region: 'us-east-1' };
  const { signal } = new AbortController();
  expect(await accountAlias(EXAMPLE, nowhere, signal)).toBeUndefined();
  expect(await accountAlias(EXAMPLE, { ...nowhere, url: 'no address' }, signal)).toBeUndefined();
});
