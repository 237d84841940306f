/**
 * Follows what an HTTP/1.1 client sends, far enough to know where a request begins and ends (RFC 9112,
 * section 6). It reads along and changes nothing.
 */

/** The beginning of a request. */
export interface RequestHead {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What a piece of a stream is: a whole head, a part of its body, or the end of the request. */
export type Framed =
  | { readonly kind: 'head'; readonly head: RequestHead; readonly bytes: Buffer }
  | { readonly kind: 'body'; readonly bytes: Buffer }
  | { readonly kind: 'end' };

/** Takes a connection's bytes as they come, and gives them in pieces. Throws for what is no request. */
export function requestFraming(): (bytes: Buffer) => readonly Framed[] {
  let kept: Buffer = Buffer.alloc(0);
  // Bytes of a body that are still to come; in chunks: of the chunk with its line end.
  let left = 0;
  let state: 'head' | 'length' | 'size' | 'chunk' | 'trailer' = 'head';
  return (bytes) => {
    const framed: Framed[] = [];
    kept = Buffer.concat([kept, bytes]);
    const take = (count: number) => {
      const taken = kept.subarray(0, count);
      kept = kept.subarray(count);
      return taken;
    };
    for (;;) {
      if (state === 'head') {
        const end = kept.indexOf('\r\n\r\n');
        if (end < 0) return framed;
        const whole = take(end + 4);
        const head = readHead(whole);
        framed.push({ kind: 'head', head, bytes: whole });
        left = Number(head.headers['content-length'] ?? 0);
        const chunked = /chunked/i.test(head.headers['transfer-encoding'] ?? '');
        state = chunked ? 'size' : left > 0 ? 'length' : 'head';
        if (state === 'head') framed.push({ kind: 'end' });
      } else if (state === 'size' || state === 'trailer') {
        const end = kept.indexOf('\r\n');
        if (end < 0) return framed;
        const line = take(end + 2);
        framed.push({ kind: 'body', bytes: line });
        if (state === 'size') {
          const size = Number.parseInt(line.toString('latin1'), 16);
          left = size + 2;
          state = size === 0 ? 'trailer' : 'chunk';
        } else if (end === 0) {
          framed.push({ kind: 'end' });
          state = 'head';
        }
      } else {
        if (kept.length === 0) return framed;
        const part = take(Math.min(left, kept.length));
        left -= part.length;
        framed.push({ kind: 'body', bytes: part });
        if (left > 0) return framed;
        if (state === 'length') framed.push({ kind: 'end' });
        state = state === 'length' ? 'head' : 'size';
      }
    }
  };
}

function readHead(bytes: Buffer): RequestHead {
  const [first = '', ...lines] = bytes.toString('latin1').trimEnd().split('\r\n');
  const [method = '', path = '', version = ''] = first.split(' ');
  if (!version.startsWith('HTTP/1.')) throw new Error(`no request of HTTP/1: ${first}`);
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  return { method, path, headers: Object.fromEntries(headers) };
}
