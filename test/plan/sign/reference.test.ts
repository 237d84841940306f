import { expect, test } from 'vitest';
import { signable } from '../../../src/plan/sign/reference.ts';
import { oldCosign } from '../../../src/plan/sign/versions.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;

test.for([
  [`example.com/a/b@${DIGEST}`, { host: 'example.com', pinned: `example.com/a/b@${DIGEST}` }],
  [
    `localhost:5000/b:1@${DIGEST}`,
    { host: 'localhost:5000', pinned: `localhost:5000/b@${DIGEST}` },
  ],
  ['example.com/b:1', { host: 'example.com', tagged: 'example.com/b:1' }],
  ['example.com/b', { host: 'example.com', tagged: 'example.com/b:latest' }],
  [`b@${DIGEST}`, { invalid: 'it names no registry' }],
  ['example.com/b@sha256:abc', { invalid: '"sha256:abc" is no digest' }],
] as const)('%s', ([word, found]) => expect(signable(word)).toEqual(found));

test.for([
  ['v3.1.1', false, undefined],
  ['devel', true, undefined],
  ['v3.1.1', true, undefined],
  ['v2.6.2', false, undefined],
  ['v2.6.2', true, 'cosign v2.6.2 is too old for COSIGN_SIGNING_CONFIG'],
  ['1.13.1', false, 'cosign 1.13.1 is too old'],
] as const)('cosign %s, with a signing config: %s', ([version, config, said]) =>
  expect(oldCosign(version, { config })?.summary).toBe(said),
);
