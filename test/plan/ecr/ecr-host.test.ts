/** Which hosts get a password of AWS: those of AWS, and none that only looks like one. */
import { describe, expect, test } from 'vitest';
import { hostOfServer, placeOfHost } from '../../../src/plan/ecr/ecr-host.ts';
import { registryHost } from '../../../src/plan/ecr/registry-host.ts';

const REGIONS = [
  ...['eu-west-1', 'us-east-1', 'cn-north-1', 'us-gov-west-1', 'us-iso-east-1'],
  ...['us-isob-east-1', 'eu-isoe-west-1', 'us-isof-south-1', 'eusc-de-east-1'],
];

describe('every host that we make is read back', () => {
  for (const region of REGIONS) {
    for (const fips of [false, true]) {
      for (const dualStack of [false, true]) {
        const place = { account: '123456789012', region, fips, dualStack };
        const host = registryHost(place);
        test(`${host}${dualStack ? ', dual stack' : ''}`, () => {
          const { dualStack: _, ...rest } = place;
          const found = placeOfHost(host);
          expect(found).toMatchObject(rest);
          // Where a partition has no names of its own for both protocols, the host does not tell.
          expect(found && registryHost(found)).toBe(host);
        });
      }
    }
  }
});

test.each([
  '',
  'index.docker.io',
  'public.ecr.aws',
  '127.0.0.1:5000',
  '12345678901.dkr.ecr.eu-west-1.amazonaws.com',
  'x123456789012.dkr.ecr.eu-west-1.amazonaws.com',
  '123456789012.dkr.ecr.eu-west-1.amazonaws.com.evil.example',
  '123456789012.dkr.ecr.eu-west-1.amazonaws.com.cn',
  '123456789012.dkr.ecr.cn-north-1.amazonaws.com',
  '123456789012.dkr.ecr.eu-west-1.amazonaws.com:8443',
  '123456789012.dkr.ecr.eu-west-1.evil.example',
  '123456789012.dkr.ecr.evil.example#.amazonaws.com',
  '123456789012.dkr.ecr..amazonaws.com',
  '123456789012.dkrXecr.eu-west-1.amazonaws.com',
  'evil.example/123456789012.dkr.ecr.eu-west-1.amazonaws.com',
])('%j is no registry of AWS', (host) => expect(placeOfHost(host)).toBe(undefined));

test.each([
  ['h.example', 'h.example'],
  ['https://h.example', 'h.example'],
  ['https://h.example/v2/\n', 'h.example'],
  ['http://127.0.0.1:5000/v1/', '127.0.0.1:5000'],
  ['HTTPS://H.example', 'h.example'],
  ['user:word@h.example/x', 'h.example'],
  ['', ''],
])('%j names %j', (server, host) => expect(hostOfServer(server)).toBe(host));
