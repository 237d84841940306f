/** How the SDK is set up: what it takes from the environment, and what it is not left to decide. */
import { afterEach, expect, test, vi } from 'vitest';
import { ATTEMPTS, ecrClient } from '../../src/io/aws-client.ts';

afterEach(() => vi.unstubAllEnvs());

async function configOf(environment: Readonly<Record<string, string>>, region = '') {
  vi.stubEnv('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true');
  vi.stubEnv('AWS_CONFIG_FILE', '/nowhere');
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const { signal } = new AbortController();
  const { client } = await ecrClient({ region, environment, stop: signal });
  const { config } = client;
  return {
    region: await config.region().catch(() => undefined),
    fips: await config.useFipsEndpoint(),
    dualStack: await config.useDualstackEndpoint(),
    attempts: await config.maxAttempts(),
  };
}

const PLAIN = { fips: false, dualStack: false, attempts: ATTEMPTS };

test('the region that is given wins; without one it is the environment’s', async () => {
  const AWS_REGION = 'us-west-2';
  expect(await configOf({ AWS_REGION }, 'eu-west-1')).toEqual({ ...PLAIN, region: 'eu-west-1' });
  expect(await configOf({ AWS_REGION })).toEqual({ ...PLAIN, region: AWS_REGION });
});

test('FIPS and dual-stack are the environment’s', async () => {
  const fips = await configOf({ AWS_USE_FIPS_ENDPOINT: 'true' }, 'us-east-1');
  expect(fips).toMatchObject({ fips: true, dualStack: false });
  const both = { AWS_USE_FIPS_ENDPOINT: 'true', AWS_USE_DUALSTACK_ENDPOINT: 'true' };
  expect(await configOf(both, 'us-east-1')).toMatchObject({ fips: true, dualStack: true });
});

test('attempts are ours to say', async () => {
  const { attempts } = await configOf({ AWS_MAX_ATTEMPTS: '50' }, 'eu-west-1');
  expect(attempts).toBe(5);
});
