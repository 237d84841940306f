/** The one list of bake's attributes. */
import { expect, test } from 'vitest';
import {
  ATTRIBUTE_NAMES,
  attributeDocs,
  camelCase,
  TARGET_ATTRIBUTES,
} from '../../src/model/attributes.ts';

test('it is bake’s own list: the reference of buildx 0.29, and what came later', () => {
  const reference =
    'annotations args attest cache-from cache-to call context contexts description dockerfile dockerfile-inline entitlements extra-hosts inherits labels matrix name network no-cache no-cache-filter output platforms pull secret shm-size ssh tags target ulimits';
  expect([...ATTRIBUTE_NAMES].sort()).toEqual(
    [...reference.split(' '), 'policy', 'resources'].sort(),
  );
  const later = Object.entries(TARGET_ATTRIBUTES).filter(
    ([, { since }]) => Number(since.split('.')[1]) > 29,
  );
  expect(later.map(([name, { since }]) => [name, since])).toEqual([
    ['policy', '0.31.0'],
    ['resources', '0.35.0'],
  ]);
});

test('names in TypeScript are those of bake in camel case', () => {
  expect(['tags', 'cache-from', 'no-cache-filter'].map(camelCase)).toEqual([
    'tags',
    'cacheFrom',
    'noCacheFilter',
  ]);
  expect(attributeDocs('no-cache-filter')).toMatch(/#targetnocachefilter$/);
});
