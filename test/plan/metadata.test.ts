/** The metadata file of a run. */
import { describe, expect, test } from 'vitest';
import { joinMetadata, readMetadata, writtenCaches } from '../../src/plan/metadata.ts';

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

test('a cache is written where bake has its manifest', () => {
  const manifest = '{"mediaType":"application/vnd.oci.image.manifest.v1+json"}';
  const all = { loaf: { 'cache.manifest': manifest }, crumbs: {}, 'buildx.build.warnings': [] };
  expect([...writtenCaches(JSON.stringify(all))]).toEqual(['loaf']);
  expect(() => writtenCaches('[]')).toThrow('it holds no object');
});

describe('of several waves', () => {
  const waves = [{ names: ['dough', 'bread'] }, { names: ['cake'] }];

  test('a target is told of by the wave that was asked for it', () => {
    const texts = [
      '{"dough":{"a":1},"bread":{},"cake":{"less":true},"mill":{"b":1}}',
      '{"dough":{"less":true},"cake":{"c":1},"mill":{"b":2},"__proto__":{"d":1}}',
    ];
    expect(joinMetadata(texts, waves)).toBe(
      `${JSON.stringify(
        JSON.parse(
          '{"dough":{"a":1},"bread":{},"cake":{"c":1},"mill":{"b":1},"__proto__":{"d":1}}',
        ),
        undefined,
        2,
      )}\n`,
    );
  });

  test('what all have a list of is one list', () => {
    const key = 'buildx.build.warnings';
    const texts = [`{"${key}":[1]}`, `{"${key}":[2,3]}`];
    expect(JSON.parse(joinMetadata(texts, waves))).toEqual({ [key]: [1, 2, 3] });
  });

  test.each(['', '[]', 'null'])('a text that is %j is told', (text) => {
    expect(() => joinMetadata(['{}', text], waves)).toThrow();
  });
});
