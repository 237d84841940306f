/** The faults of a push: what goes wrong, with which of its requests, and how often. */
import type { Deed } from '../../support/fault-proxy.ts';
import type { RequestHead } from '../../support/http-framing.ts';

/** The requests of a push that are told apart; those of a kind count together. */
export type Point = keyof typeof POINTS;

/** BuildKit pushes; whoever else asks reads what tags lead to. */
const isPusher = ({ headers }: RequestHead) => /^buildkit\//.test(headers['user-agent'] ?? '');
const asked = (method: RegExp, path: RegExp, by: 'pusher' | 'reader') => (request: RequestHead) =>
  method.test(request.method) &&
  path.test(request.path) &&
  // What comes without a password is refused by the registry itself, and comes again.
  request.headers.authorization !== undefined &&
  isPusher(request) === (by === 'pusher');

/** What each is known by. `ship:latest` is pushed before `ship:1`. */
export const POINTS = {
  'HEAD blob': asked(/^HEAD$/, /\/blobs\/sha256:/, 'pusher'),
  'POST upload': asked(/^POST$/, /\/blobs\/uploads\//, 'pusher'),
  'PUT blob': asked(/^(?:PUT|PATCH)$/, /\/blobs\/uploads\//, 'pusher'),
  'HEAD manifest': asked(/^HEAD$/, /\/manifests\//, 'pusher'),
  'PUT latest': asked(/^PUT$/, /\/manifests\/latest$/, 'pusher'),
  'PUT 1': asked(/^PUT$/, /\/manifests\/1$/, 'pusher'),
  read: asked(/^(?:HEAD|GET)$/, /\/manifests\//, 'reader'),
} as const;

const refusal = (status: number, code: string, message: string, headers = {}): Deed => ({
  status,
  body: JSON.stringify({ errors: [{ code, message }] }),
  headers,
});

/** What goes wrong, by name. */
export const DEEDS = {
  '500': refusal(500, 'UNKNOWN', 'internal error'),
  '503': { status: 503, body: '<html>Service Unavailable</html>' },
  '429': refusal(429, 'TOOMANYREQUESTS', 'Rate exceeded'),
  '429 with Retry-After': refusal(429, 'TOOMANYREQUESTS', 'Rate exceeded', { 'retry-after': '1' }),
  denied: refusal(403, 'DENIED', 'not authorized to perform: ecr:InitiateLayerUpload'),
  expired: refusal(401, 'DENIED', 'Your authorization token has expired. Reauthenticate.'),
  'no repository': refusal(404, 'NAME_UNKNOWN', 'The repository does not exist in the registry'),
  immutable: refusal(400, 'TAG_INVALID', 'The image tag already exists, and it is immutable.'),
  reset: 'reset',
  'reset within': 'reset within',
  end: 'end',
  hang: 'hang',
  slow: 'slow',
  lose: 'lose',
} as const satisfies Readonly<Record<string, Deed>>;

/** How often it goes wrong before all is well again. */
export type Times = 1 | 2 | 'always';

/** One fault. */
export interface FaultCase {
  readonly name: string;
  readonly deed: Deed;
  readonly point: Point;
  readonly times: Times;
  /** Whether the tags lead to an older image before. */
  readonly older: boolean;
  /** What it ends with; undefined where that is left to BuildKit. */
  readonly code: 0 | 4 | 130 | undefined;
}

const ALWAYS = ['denied', 'expired', 'no repository'] as const;
const OFTEN = ['500', '429', 'reset', 'end'] as const;

/** Faults with every point; `immutable` is said of a tag, and a body is there to be cut within. */
const GRID: readonly (readonly [keyof typeof DEEDS, Point, Times])[] = [
  ...(Object.keys(POINTS) as Point[]).flatMap((point) => [
    ...OFTEN.flatMap((deed) => [[deed, point, 1] as const, [deed, point, 'always'] as const]),
    ['503', point, 2] as const,
    ['429 with Retry-After', point, 2] as const,
    ...ALWAYS.map((deed) => [deed, point, 'always'] as const),
    ['slow', point, 1] as const,
    ['lose', point, 1] as const,
    ['hang', point, 'always'] as const,
  ]),
  ...(['PUT latest', 'PUT 1'] as const).flatMap((point) => [
    ['immutable', point, 'always'] as const,
    ['reset within', point, 1] as const,
    ['lose', point, 'always'] as const,
  ]),
  ['reset within', 'PUT blob', 1],
  ['reset within', 'PUT blob', 2],
  ['reset within', 'PUT blob', 'always'],
  ['lose', 'PUT blob', 'always'],
  ['lose', 'POST upload', 'always'],
];

/** All of them; every other one finds an older image. */
export const FAULTS: readonly FaultCase[] = GRID.map(([deed, point, times], index) => {
  const older = index % 2 === 1;
  const often = times === 'always' ? 'always' : times === 1 ? 'once' : 'twice';
  const name = `${deed}, ${point}, ${often}, ${older ? 'over an older image' : 'tags absent'}`;
  return { name, deed: DEEDS[deed], point, times, older, code: codeOf(deed, point, times) };
});

/** What is done once or twice is done again; what is always refused fails. */
function codeOf(deed: keyof typeof DEEDS, point: Point, times: Times): FaultCase['code'] {
  if (deed === 'hang') return 130;
  if (times !== 'always') return 0;
  return deed === 'lose' || /^HEAD/.test(point) ? undefined : 4;
}
