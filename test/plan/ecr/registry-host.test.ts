/** Registry names, in every partition and form. */
import { expect, test } from 'vitest';
import { isRegion, partitionOf, registryHost } from '../../../src/plan/ecr/registry-host.ts';

const ID = '123456789012';
const HOSTS: readonly (readonly [string, '' | 'fips' | 'dual' | 'both', string])[] = [
  ['eu-west-1', '', `${ID}.dkr.ecr.eu-west-1.amazonaws.com`],
  ['us-east-1', '', `${ID}.dkr.ecr.us-east-1.amazonaws.com`],
  ['us-east-1', 'fips', `${ID}.dkr.ecr-fips.us-east-1.amazonaws.com`],
  ['us-west-2', 'dual', `${ID}.dkr-ecr.us-west-2.on.aws`],
  ['us-east-2', 'both', `${ID}.dkr-ecr-fips.us-east-2.on.aws`],
  ['ap-southeast-3', '', `${ID}.dkr.ecr.ap-southeast-3.amazonaws.com`],
  ['il-central-1', '', `${ID}.dkr.ecr.il-central-1.amazonaws.com`],
  ['mx-central-1', '', `${ID}.dkr.ecr.mx-central-1.amazonaws.com`],
  ['cn-north-1', '', `${ID}.dkr.ecr.cn-north-1.amazonaws.com.cn`],
  ['cn-northwest-1', '', `${ID}.dkr.ecr.cn-northwest-1.amazonaws.com.cn`],
  ['cn-north-1', 'dual', `${ID}.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn`],
  ['us-gov-west-1', '', `${ID}.dkr.ecr.us-gov-west-1.amazonaws.com`],
  ['us-gov-east-1', 'fips', `${ID}.dkr.ecr-fips.us-gov-east-1.amazonaws.com`],
  ['us-gov-west-1', 'dual', `${ID}.dkr-ecr.us-gov-west-1.on.aws`],
  ['us-gov-west-1', 'both', `${ID}.dkr-ecr-fips.us-gov-west-1.on.aws`],
  ['us-iso-east-1', '', `${ID}.dkr.ecr.us-iso-east-1.c2s.ic.gov`],
  ['us-isob-east-1', '', `${ID}.dkr.ecr.us-isob-east-1.sc2s.sgov.gov`],
  ['eu-isoe-west-1', '', `${ID}.dkr.ecr.eu-isoe-west-1.cloud.adc-e.uk`],
  ['us-isof-south-1', '', `${ID}.dkr.ecr.us-isof-south-1.csp.hci.ic.gov`],
  ['us-iso-east-1', 'dual', `${ID}.dkr.ecr.us-iso-east-1.c2s.ic.gov`],
  ['eusc-de-east-1', '', `${ID}.dkr.ecr.eusc-de-east-1.amazonaws.eu`],
];

test.each(HOSTS)('%s %s', (region, form, host) => {
  const fips = form === 'fips' || form === 'both';
  const dualStack = form === 'dual' || form === 'both';
  expect(registryHost({ account: ID, region, fips, dualStack })).toBe(host);
  expect(isRegion(region)).toBe(true);
});

test('suffixes are those of the SDK’s own endpoints', async () => {
  const { ECRClient } = await import('@aws-sdk/client-ecr');
  const { endpointProvider } = new ECRClient({ region: 'eu-west-1' }).config;
  for (const region of new Set(HOSTS.map(([each]) => each))) {
    const { url } = endpointProvider({ Region: region, UseFIPS: false, UseDualStack: false });
    expect([region, url.hostname.split(`${region}.`)[1]]).toEqual([
      region,
      partitionOf(region).suffix,
    ]);
  }
});

test('partitions have the names that are in ARNs', () => {
  const names = ['eu-west-1', 'cn-north-1', 'us-gov-east-1'].map((each) => partitionOf(each).name);
  expect(names).toEqual(['aws', 'aws-cn', 'aws-us-gov']);
});

test('what is no region is told', () => {
  for (const text of [
    'Ireland',
    'eu-west',
    'EU-WEST-1',
    'eu-west-1a',
    'eu west 1',
    'a.b-c-1',
    '',
  ]) {
    expect([text, isRegion(text)]).toEqual([text, false]);
  }
});
