import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { oursIn, withOurs, withoutOurs } from '../../../scripts/engine/env-file.ts';

const VALUES = { FLAVOUR: 'debian', CHEF_IMAGE: 'a/chef:1', RUNTIME_IMAGE: 'a/runtime:1' };

describe('.env', () => {
  test('ours come first, the text of the user stays as it is', () => {
    const { text, kept } = withOurs('# mine\nTOKEN="x"', VALUES);
    expect(text).toBe(
      [
        '# baketree engine: begin (npm run engine -- --remove takes these lines out)',
        'FLAVOUR=debian',
        'CHEF_IMAGE=a/chef:1',
        'RUNTIME_IMAGE=a/runtime:1',
        '# baketree engine: end',
        '# mine',
        'TOKEN="x"',
      ].join('\n'),
    );
    expect(kept).toEqual([]);
    expect(oursIn(text)).toEqual(VALUES);
  });

  test('what the user sets is left alone, the rest is written', () => {
    const { text, kept } = withOurs('export CHEF_IMAGE=mine/chef:2\n', VALUES);
    expect(kept).toEqual(['CHEF_IMAGE']);
    expect(oursIn(text)).toEqual({ FLAVOUR: 'debian', RUNTIME_IMAGE: 'a/runtime:1' });
  });

  test('another flavour of the user: nothing is written, as the images would not fit', () => {
    expect(withOurs('FLAVOUR=alpine\n', VALUES)).toEqual({
      text: 'FLAVOUR=alpine\n',
      kept: ['FLAVOUR'],
    });
  });

  test('the same flavour of the user: the images are written', () => {
    expect(oursIn(withOurs('FLAVOUR=debian\n', VALUES).text)).toEqual({
      CHEF_IMAGE: 'a/chef:1',
      RUNTIME_IMAGE: 'a/runtime:1',
    });
  });

  test('whatever the text: writing twice is writing once, and taking out gives it back to the byte', () => {
    const line = fc.oneof(
      fc.constantFrom('CHEF_IMAGE=x', 'FLAVOUR=alpine', 'A=b', '# c', '', 'A="b\nc"', '\r'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(line), fc.constantFrom('\n', '\r\n'), (lines, end) => {
        const text = lines.join(end);
        const once = withOurs(text, VALUES).text;
        expect(withOurs(once, VALUES).text).toBe(once);
        expect(withoutOurs(once)).toBe(text);
      }),
    );
  });
});
