/** Image references, by the grammar of distribution/reference. */
import { expect, test } from 'vitest';
import { canonicalImage, formatImage, parseImage } from '../../src/model/image.ts';

const sha256 = `sha256:${'a1'.repeat(32)}`;

test.each([
  ['alpine', { repository: 'alpine' }],
  ['alpine:3', { repository: 'alpine', tag: '3' }],
  ['library/alpine', { repository: 'library/alpine' }],
  ['localhost/alpine', { registry: 'localhost', repository: 'alpine' }],
  ['localhost:5000/alpine:3', { registry: 'localhost:5000', repository: 'alpine', tag: '3' }],
  [
    'example.com/a/b-c/d__e:v1.2_x',
    { registry: 'example.com', repository: 'a/b-c/d__e', tag: 'v1.2_x' },
  ],
  ['[::1]:5000/a', { registry: '[::1]:5000', repository: 'a' }],
  ['X/y:a', { registry: 'X', repository: 'y', tag: 'a' }],
  [`alpine@${sha256}`, { repository: 'alpine', digest: sha256 }],
  [`alpine:3@${sha256}`, { repository: 'alpine', tag: '3', digest: sha256 }],
  [`a:${'t'.repeat(128)}`, { repository: 'a', tag: 't'.repeat(128) }],
  ['a---b', { repository: 'a---b' }],
])('%s is read, and written as it was', (text, image) => {
  expect(parseImage(text)).toEqual(image);
  expect(formatImage(parseImage(text) as never)).toBe(text);
});

test.each([
  '',
  ':',
  '@',
  '/',
  'a/',
  '/a',
  'a//b',
  'A',
  'a:',
  'a:+',
  'a:.x',
  'a:-x',
  `a:${'t'.repeat(129)}`,
  'a___b',
  '-a',
  'a-',
  'a..b',
  '_a',
  'é',
  'a b',
  'a\n',
  'http://a',
  'a@sha256:abc',
  `a@sha256:${'A1'.repeat(32)}`,
  `a@md5:${'a'.repeat(32)}`,
  `a@${sha256}@${sha256}`,
  'example.com/',
  'example..com/a',
  'a:b:c',
  'a'.repeat(256),
  'f'.repeat(64),
  '-x.com/a',
  'x.com:y/a',
  '__proto__',
  '${X}',
])('%j is not valid, and it says why', (text) => {
  expect(parseImage(text)).toEqual({ invalid: expect.stringMatching(/./) });
});

test.each([
  ['alpine', 'docker.io/library/alpine:latest'],
  ['docker.io/alpine', 'docker.io/library/alpine:latest'],
  ['index.docker.io/library/alpine:latest', 'docker.io/library/alpine:latest'],
  ['me/alpine:3', 'docker.io/me/alpine:3'],
  ['example.com/alpine', 'example.com/alpine:latest'],
  [`alpine@${sha256}`, `docker.io/library/alpine@${sha256}`],
])('%s is, in one spelling, %s', (text, canonical) => {
  expect(canonicalImage(parseImage(text) as never)).toBe(canonical);
});
