/**
 * A server that speaks as AWS does: it notes every request, may do something else than answer it, and hands
 * the others on, to a small ECR of its own (fake-ecr.ts) or to moto.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request, as far as it is looked at. */
export interface AwsRequest {
  /** `CreateRepository`, `GetCallerIdentity`, … */
  readonly operation: string;
  readonly body: string;
  /** How often this operation was asked for before. */
  readonly nth: number;
  readonly headers: IncomingMessage['headers'];
}

/** A whole answer. */
export interface AwsAnswer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a server does with a request: an answer, or one of the ways not to give one. */
export type AwsDeed =
  | AwsAnswer
  /** The connection is cut. */
  | 'reset'
  /** Nothing happens. */
  | 'hang'
  /** Half of an answer, then the connection is cut. */
  | 'half'
  /** The work is done, and the connection is cut instead of the answer. */
  | 'lose';

/** Another deed for a request than handing it on; undefined: none. */
export type Fault = (request: AwsRequest) => AwsDeed | undefined | Promise<AwsDeed | undefined>;

/** A running server. */
export interface AwsServer {
  readonly url: string;
  /** Every request, in order. */
  readonly requests: readonly AwsRequest[];
  /** The operations that change something, in order. */
  readonly writes: () => readonly string[];
  /** Sets what happens from now on; undefined: nothing special. */
  readonly fault: (fault: Fault | undefined) => void;
  readonly forget: () => void;
  readonly stop: () => Promise<void>;
}

/** What answers a request in the end. */
export type Backend = (request: AwsRequest, raw: IncomingMessage) => Promise<AwsAnswer>;

/** Starts a server on loopback. */
export async function startAws(backend: Backend): Promise<AwsServer> {
  const requests: AwsRequest[] = [];
  let fault: Fault | undefined;
  const server: Server = createServer((raw, response) => {
    void answer(raw, response).catch(() => raw.socket.destroy());
  });
  async function answer(raw: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await textOf(raw);
    const operation = operationOf(raw, body);
    const nth = requests.filter((each) => each.operation === operation).length;
    const request: AwsRequest = { operation, body, nth, headers: raw.headers };
    requests.push(request);
    const deed = await fault?.(request);
    if (deed === 'hang') return;
    if (deed === 'reset') {
      // With RST in place of FIN, as a dying machine or a firewall does.
      raw.socket.resetAndDestroy();
      return;
    }
    const given = typeof deed === 'object' ? deed : await backend(request, raw);
    if (deed === 'lose') {
      raw.socket.resetAndDestroy();
      return;
    }
    const type = { 'content-type': 'application/x-amz-json-1.1', date: new Date().toUTCString() };
    response.writeHead(given.status, {
      ...type,
      'content-length': Buffer.byteLength(given.body),
      ...given.headers,
    });
    if (deed === 'half') {
      response.write(given.body.slice(0, given.body.length / 2));
      setTimeout(() => raw.socket.destroy(), 20);
      return;
    }
    response.end(given.body);
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    writes: () => requests.map(({ operation }) => operation).filter((name) => WRITES.test(name)),
    fault: (next) => {
      fault = next;
    },
    forget: () => {
      requests.length = 0;
    },
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

const WRITES = /^(?:Create|Put|Delete|Set|Tag|Untag|Start|Batch)/;

function operationOf({ headers, url = '' }: IncomingMessage, body: string): string {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return target.split('.').at(-1) ?? target;
  // STS asks in a form, and we ask IAM in the address.
  const asked = new URLSearchParams(body || url.slice(url.indexOf('?')));
  return asked.get('Action') ?? url;
}

async function textOf(raw: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of raw) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

/** Hands requests on to another server. */
export function forwardTo(url: string): Backend {
  return async ({ body }, raw) => {
    const headers = Object.fromEntries(
      Object.entries(raw.headers).flatMap(([name, value]) =>
        typeof value === 'string' && !HOP.includes(name) ? [[name, value]] : [],
      ),
    );
    const method = raw.method ?? 'POST';
    const answer = await fetch(`${url}${raw.url}`, { method, headers, ...(body ? { body } : {}) });
    const type = answer.headers.get('content-type') ?? 'application/x-amz-json-1.1';
    return { status: answer.status, body: await answer.text(), headers: { 'content-type': type } };
  };
}

const HOP = ['host', 'connection', 'content-length', 'transfer-encoding', 'expect'];

/** An exception as AWS's JSON services give it. */
export function exception(name: string, message = name, status = 400): AwsAnswer {
  return { status, body: JSON.stringify({ __type: name, message }) };
}
