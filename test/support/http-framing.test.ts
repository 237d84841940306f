/** Requests are found wherever the pieces of a stream are cut, and every byte is passed on. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Framed, requestFraming } from './http-framing.ts';

const STREAM = [
  'HEAD /one HTTP/1.1\r\nHost: a\r\n\r\n',
  'PUT /two HTTP/1.1\r\nContent-Length: 25\r\n\r\nGET /no HTTP/1.1\r\n\r\n and',
  'PATCH /three HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5;ext=1\r\n01234\r\n10\r\nGET /no HTTP/1.1\r\n0\r\n\r\n',
  'PUT /four HTTP/1.1\r\nContent-Length: 0\r\n\r\n',
  'PUT /five HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nTrailer: x\r\n\r\n',
  'POST /six HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc',
].join('');

const kinds = (framed: readonly Framed[]) =>
  framed.flatMap((each) =>
    each.kind === 'head' ? [each.head.path] : each.kind === 'end' ? ['end'] : [],
  );

test('whatever the pieces are', () => {
  const bytes = Buffer.from(STREAM);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: bytes.length })), (cuts) => {
      const frames = requestFraming();
      const ends = [...cuts.sort((one, two) => one - two), bytes.length];
      const framed = ends.flatMap((end, index) =>
        frames(bytes.subarray(ends[index - 1] ?? 0, end)),
      );
      expect(kinds(framed)).toEqual(
        ['/one', '/two', '/three', '/four', '/five', '/six'].flatMap((path) => [path, 'end']),
      );
      const passed = framed.map((each) => (each.kind === 'end' ? '' : each.bytes.toString()));
      expect(passed.join('')).toBe(STREAM);
    }),
  );
});

test('what is no request of HTTP/1 is refused', () => {
  expect(() => requestFraming()(Buffer.from('PRI * HTTP/2.0\r\n\r\n'))).toThrow('HTTP/1');
});
