/** The metadata file of a run. */
import { expect, test } from 'vitest';
import { readMetadata } from '../../src/plan/metadata.ts';

const text = JSON.stringify({
  'buildx.build.ref': 'default/default/x',
  loaf: {
    'containerimage.digest': 'sha256:1',
    'image.name': 'docker.io/library/loaf:1, docker.io/baker/loaf:1,example.com/loaf:1',
  },
  crumbs: { 'buildx.build.ref': 'y' },
});

test('tags are as they were written, without what buildx adds', () => {
  expect(readMetadata(text, ['loaf'])).toEqual([
    {
      target: 'loaf',
      tags: ['loaf:1', 'baker/loaf:1', 'example.com/loaf:1'],
      digest: 'sha256:1',
    },
  ]);
});

test('what was not exported, or is not there at all, has neither tags nor digest', () => {
  expect(readMetadata(text, ['crumbs', 'constructor', '__proto__', 'toast'])).toEqual([
    { target: 'crumbs', tags: [] },
    { target: 'constructor', tags: [] },
    { target: '__proto__', tags: [] },
    { target: 'toast', tags: [] },
  ]);
});
