/** The alias of an account: what is asked, where, and that none is no failure. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { accountAlias, iamEndpoint, type Signing } from '../../src/io/aws-alias.ts';
import { ecrClient } from '../../src/io/aws-client.ts';

async function signing(): Promise<Signing> {
  const environment = {};
  const stop = new AbortController().signal;
  const { client } = await ecrClient({ region: 'eu-west-1', environment, stop });
  const credentials = {
    accessKeyId: 'AKIDEXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
    sessionToken: 'session',
  };
  return { credentials, sha256: client.config.sha256 };
}

test('it is asked of IAM in one signed request', async () => {
  const seen: Record<string, unknown> = {};
  const server = createServer(({ method, url, headers }, response) => {
    Object.assign(seen, { method, url, ...headers });
    response.end('<AccountAliases><member>oven-works</member></AccountAliases>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { signal } = new AbortController();
    const found = await accountAlias(await signing(), { url, region: 'us-east-1' }, signal);
    expect(found).toBe('oven-works');
    expect(seen).toMatchObject({
      method: 'GET',
      url: '/?Action=ListAccountAliases&Version=2010-05-08',
      'x-amz-security-token': 'session',
      authorization: expect.stringMatching(
        /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/us-east-1\/iam\/aws4_request, SignedHeaders=host;[a-z0-9;-]+, Signature=[0-9a-f]{64}$/,
      ),
    });
  } finally {
    server.close();
  }
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
  expect(await accountAlias(await signing(), nowhere, signal)).toBeUndefined();
  expect(
    await accountAlias(await signing(), { ...nowhere, url: 'no address' }, signal),
  ).toBeUndefined();
});
