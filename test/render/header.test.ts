/** The header's hash: whose a file is, told from its text alone. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { authorshipOf, hashLine, sealFile, toUnix } from '../../src/render/header.ts';

const BODY = 'FROM scratch\nCOPY bread /\n';
const sealed = sealFile(`# bread\n${hashLine()}\n\n${BODY}`);
const text = fc.string({
  unit: fc.constantFrom('a', '#', ' ', '$&', '$1', '\n', '\r\n', 'é', '-'),
});

test('a sealed text is ours, and says so in one line of the header', () => {
  expect(authorshipOf(sealed)).toBe('generated');
  expect(sealed).toMatch(
    /^# bread\n# sha256 of this file, with this number left out: [0-9a-f]{64}\n\nFROM scratch\n/,
  );
});

test('the same text has the same bytes, whatever day it is', () => {
  expect(sealFile(`# bread\n${hashLine()}\n\n${BODY}`)).toBe(sealed);
});

test('whatever stands around the hash, a sealed text is ours', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      expect(
        authorshipOf(
          sealFile(`# ${toUnix(before).replaceAll('\n', ' ')}\n${hashLine()}\n${after}`),
        ),
      ).toBe('generated');
    }),
  );
});

test('line ends of a checkout are no change, all or some of them', () => {
  expect(authorshipOf(sealed.replaceAll('\n', '\r\n'))).toBe('generated');
  expect(authorshipOf(sealed.replace('\n', '\r\n'))).toBe('generated');
  expect(sealFile(`# bread\r\n${hashLine()}\r\n\r\n${BODY.replaceAll('\n', '\r\n')}`)).toBe(sealed);
});

describe('an edit is any change but that', () => {
  test.each([
    ['a line more at the end', `${sealed}# mine\n`],
    ['the last line end missing', sealed.slice(0, -1)],
    ['a blank line more', sealed.replace('\n\n', '\n\n\n')],
    ['a space at the end of a line', sealed.replace('scratch', 'scratch ')],
    ['another word in the header', sealed.replace('# bread', '# cake')],
    ['another hash', sealed.replace(/[0-9a-f]{64}/, '0'.repeat(64))],
    ['a byte order mark', `\uFEFF${sealed}`],
    ['a lonely carriage return', sealed.replace('COPY', '\rCOPY')],
  ])('%s', (_, changed) => {
    expect(authorshipOf(changed)).toBe('edited');
  });

  test('any character in any place', () => {
    const place = fc.nat(sealed.length - 1);
    const letter = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 });
    fc.assert(
      fc.property(place, letter, (at, other) => {
        const changed = sealed.slice(0, at) + other + sealed.slice(at + 1);
        if (toUnix(changed) !== sealed) expect(authorshipOf(changed)).not.toBe('generated');
      }),
      { numRuns: 500 },
    );
  });
});

test.each([
  ['nothing', ''],
  ['a file of somebody else', BODY],
  ['a hash that was taken out', sealed.replace(/^# sha256.*\n/m, '')],
  ['half a hash', sealed.replace(/[0-9a-f]{32}\n/, '\n')],
  ['a file that was never sealed', `# bread\n${hashLine()}\n${BODY}`],
])('%s is not ours', (_, other) => {
  expect(authorshipOf(other)).toBe('foreign');
});

test('of two hash lines the first one counts', () => {
  const twice = sealFile(`${hashLine()}\n${BODY}${hashLine()}\n`);
  expect(authorshipOf(twice)).toBe('generated');
  expect(authorshipOf(twice.replace(/-\n$/, `${'0'.repeat(64)}\n`))).toBe('edited');
});
