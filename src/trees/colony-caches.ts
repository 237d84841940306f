/**
 * Build caches in the registry. Whoever can write a cache decides what is built from it, so a build writes
 * the caches of its own scope, and reads besides at most those of main. What a release reads, only releases
 * have written.
 */
import { equals, isEmpty, matches, or, type Text, text, when } from 'baketree';
import {
  CACHE_MODE,
  CACHE_REGISTRY,
  CACHE_SCOPE,
  ECR_CACHE_REPOSITORY,
  REGISTRY,
} from './colony-registry-variables.ts';

const readsOneScope = or(
  isEmpty(CACHE_SCOPE),
  equals(CACHE_SCOPE, 'main'),
  matches('^release', CACHE_SCOPE),
);
const host = when(isEmpty(CACHE_REGISTRY), REGISTRY, CACHE_REGISTRY);
const first = when(isEmpty(CACHE_SCOPE), 'main', CACHE_SCOPE);

/**
 * The caches of a target, one for each scope. Each target has its own: bake builds a target that is a
 * context of others by itself, and with nothing but its own caches.
 */
export function caches(target: string) {
  const ref = (scope: Text) => text`${host}/${ECR_CACHE_REPOSITORY}:${target}-${scope}`;
  const from = (scope: Text) => ({ type: 'registry', ref: ref(scope) }) as const;
  return {
    cacheFrom: when(
      equals(CACHE_MODE, 'off'),
      [],
      when(readsOneScope, [from(first)], [from(CACHE_SCOPE), from('main')]),
    ),
    cacheTo: when(
      equals(CACHE_MODE, 'write'),
      [
        {
          type: 'registry',
          ref: ref(CACHE_SCOPE),
          // Not the layers of the result alone: what is kept is what it took to make it.
          mode: 'max',
          // ECR takes caches in this form only, and older BuildKits write another one by themselves.
          'image-manifest': true,
          'oci-mediatypes': true,
          // A cache that cannot be written fails no build.
          'ignore-error': true,
        },
      ],
      [],
    ),
  };
}
