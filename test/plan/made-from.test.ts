/** What local images were made from. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { checkRecord, inputsOf, recordOf, unrecorded } from '../../src/plan/made-from.ts';
import { asked } from './support.ts';

const sha256 = (text: string) => createHash('sha256').update(text, 'latin1').digest('hex');
const declared = { record: '/made-from', files: ['**', '!flour'], args: ['GRAIN', 'SALT'] };
const local = { reference: 'dough:1', title: 'Dough', target: 'dough' };

describe('inputs', () => {
  test('are the context and the arguments of the target that uses the image', () => {
    const attributes = { context: 'pantry', args: { GRAIN: 'rye', OTHER: 'x' } };
    expect(inputsOf(declared, attributes)).toEqual({
      record: '/made-from',
      files: ['**', '!flour'],
      folder: 'pantry',
      args: { GRAIN: 'rye', SALT: '' },
    });
  });

  test.each([['target:mill'], ['https://example.com/mill.git'], [undefined]])(
    'are unknown where the context is %s',
    (context) => {
      expect(inputsOf(declared, context === undefined ? {} : { context })).toBeUndefined();
    },
  );
});

describe('a record', () => {
  const args = { GRAIN: 'rye=1' };

  test('has a line for each file, without what does not count, and for each argument', () => {
    const files = new Map([
      ['b/flour', 'ground 3 times\xff\n'],
      ['a', ''],
    ]);
    const record = recordOf({ args, except: ['\\d', '(?<=ground)[^\\n]*times'] }, files);
    const lines = [`${sha256('ground\xff\n')}  b/flour`, `${sha256('')}  a`];
    expect(record.split('\n')).toEqual([...lines.sort(), 'GRAIN=rye=1']);
  });

  test('gives every file a last line end', () => {
    const record = (text: string) => recordOf({ args }, new Map([['a', text]]));
    expect(record('x')).toBe(record('x\n'));
    expect(record('x')).not.toBe(record('x\n\n'));
    expect(record('')).not.toBe(record('\n'));
  });
});

describe('an image', () => {
  const files = (texts: Readonly<Record<string, string>>) => new Map(Object.entries(texts));
  const made = recordOf({ args: { GRAIN: 'rye' } }, files({ a: '1', b: '1' }));
  const check = (args: Readonly<Record<string, string>>, texts: Readonly<Record<string, string>>) =>
    checkRecord(local, asked('bread'), { made, now: recordOf({ args }, files(texts)) });

  test('that was made from the same is fine, in whatever order it says so', () => {
    expect(check({ GRAIN: 'rye' }, { b: '1', a: '1' })).toEqual([]);
    const now = made.split('\n').reverse().join('\n');
    expect(checkRecord(local, asked('bread'), { made: `${made}\n`, now })).toEqual([]);
  });

  test('that was not is stale, and everything that changed is named', () => {
    expect(check({ GRAIN: '', SALT: '' }, { a: '2', c: '1' })).toEqual([
      {
        code: 'image-stale',
        summary: "Dough 'dough:1' is stale: since it was made, these changed: GRAIN, SALT, a, b, c",
        details: ['GRAIN was "rye" and is ""', 'SALT is new', 'b is gone', 'c is new'],
        hint: 'npm run bake dough bread',
      },
    ]);
  });

  test('without a record may have been made from anything', () => {
    expect(unrecorded(local, asked('bread'), 'no such file')).toMatchObject({
      code: 'image-stale',
      summary: "Dough 'dough:1' does not say what it was made from: no such file",
      hint: 'npm run bake dough bread',
    });
  });
});
