/**
 * Stands in front of a registry and goes wrong as told. It works on connections: what it does not spoil goes
 * through byte by byte, so that a client sees the registry's own HTTP, and a cut is a cut.
 */
import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { type RequestHead, requestFraming } from './http-framing.ts';

/** One request, and which it is of those to the same point. */
export interface ProxiedRequest extends RequestHead {
  /** How the request was answered: the status, or what was done in place of an answer. */
  outcome: string;
}

/** What becomes of a request in place of going through. */
export type Deed =
  /** An answer of the proxy's own; the registry hears nothing. */
  | {
      readonly status: number;
      readonly body: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The connection is reset (RST) before the body is taken. */
  | 'reset'
  /** The same once half of the body, or as much as came at once, has gone on to the registry. */
  | 'reset within'
  /** The connection ends (FIN), and there was no answer. */
  | 'end'
  /** Nothing happens any more. */
  | 'hang'
  /** It goes through, some seconds late. */
  | 'slow'
  /** The registry does it, and the connection is reset in place of the answer. */
  | 'lose';

/** What is done with a request; undefined: it goes through. */
export type Fault = (request: RequestHead) => Deed | undefined;

/** A running one. */
export interface FaultProxy {
  /** `127.0.0.1:<port>`; plain http. */
  readonly host: string;
  /** Every request, in order. */
  readonly requests: readonly ProxiedRequest[];
  /** Sets what goes wrong from now on; undefined: nothing. */
  readonly fault: (fault: Fault | undefined) => void;
  /** Cuts all connections that there are. */
  readonly cut: () => void;
  /** Ends all connections and listens no more. */
  readonly stop: () => Promise<void>;
}

/** Milliseconds that `slow` takes. */
const SLOW = 3_000;

/** What a connection with TLS begins with: the type of a record with a handshake (RFC 8446, section 5.1). */
const TLS = 0x16;

/** Starts one in front of `registry`, a `host:port`. */
export async function startFaultProxy(registry: string): Promise<FaultProxy> {
  const requests: ProxiedRequest[] = [];
  const sockets = new Set<Socket>();
  let fault: Fault | undefined;
  const [name = '', port = ''] = registry.split(':');
  const keep = (socket: Socket) => {
    sockets.add(socket);
    // Resets are what this is about.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    return socket;
  };
  const server: Server = createServer({ noDelay: true }, (client) => {
    keep(client);
    const upstream = keep(connect({ host: name, port: Number(port), noDelay: true }));
    pass(client, upstream, (head) => {
      const request: ProxiedRequest = { ...head, outcome: '' };
      requests.push(request);
      return { request, deed: fault?.(head) };
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    fault: (next) => {
      fault = next;
    },
    cut: () => {
      for (const socket of sockets) socket.destroy();
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Carries one connection. */
function pass(
  client: Socket,
  upstream: Socket,
  begin: (head: RequestHead) => {
    readonly request: ProxiedRequest;
    readonly deed: Deed | undefined;
  },
): void {
  const frames = requestFraming();
  let request: ProxiedRequest | undefined;
  let deed: Deed | undefined;
  const cut = () => {
    client.resetAndDestroy();
    upstream.destroy();
  };
  let strange = false;
  client.on('data', (bytes) => {
    // A client tries TLS first: the registry refuses that by itself, at once.
    strange ||= request === undefined && bytes[0] === TLS;
    if (strange) {
      upstream.write(bytes);
      return;
    }
    for (const framed of frames(bytes as Buffer)) {
      if (client.destroyed) return;
      if (framed.kind === 'head') {
        ({ request, deed } = begin(framed.head));
        if (deed !== undefined)
          request.outcome = typeof deed === 'object' ? `${deed.status}` : deed;
        if (deed === 'reset') return cut();
      }
      const forward = deed === undefined || deed === 'slow' || deed === 'lose';
      if (framed.kind === 'end') {
        if (typeof deed === 'object') client.write(answerOf(deed));
        else if (deed === 'end') client.end(() => upstream.destroy());
        else if (deed === 'reset within') return cut();
      } else if (forward) upstream.write(framed.bytes);
      else if (deed === 'reset within') {
        const { bytes: part, kind } = framed;
        upstream.write(kind === 'head' ? part : part.subarray(0, Math.ceil(part.length / 2)));
        if (kind === 'body') {
          setTimeout(cut, 20);
          return;
        }
      }
    }
  });
  upstream.on('data', (bytes) => {
    if (deed === 'lose') return cut();
    const status = /^HTTP\/1\.1 (\d+)/.exec((bytes as Buffer).toString('latin1', 0, 16))?.[1];
    if (request?.outcome === '' && status) request.outcome = status;
    if (deed === 'slow') setTimeout(() => client.write(bytes), SLOW);
    else client.write(bytes);
  });
  client.on('close', () => upstream.destroy());
  upstream.on('close', () => {
    if (deed !== 'hang' && deed !== 'slow') client.end();
  });
}

function answerOf({ status, body, headers = {} }: Exclude<Deed, string>): string {
  const all = {
    'content-type': 'application/json',
    'docker-distribution-api-version': 'registry/2.0',
    'content-length': `${Buffer.byteLength(body)}`,
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} Scripted\r\n${lines.join('')}\r\n${body}`;
}
