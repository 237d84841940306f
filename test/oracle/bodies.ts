/** Attributes of random targets, by the spelling that authors use. */
import { compact, type Text, when } from '../../src/index.ts';
import type { AuthorAttributes } from '../../src/model/attributes.ts';
import { CALL_FORMAT, CALLS, ENTITLEMENTS, NETWORKS } from '../../src/model/entries.ts';
import type { Texts } from '../../src/model/expression.ts';
import {
  attest,
  cacheFrom,
  cacheTo,
  entries,
  output,
  type Place,
  policy,
  resources,
  secret,
  ssh,
} from './entries.ts';
import { concat, makeFlag, makeText, makeTexts, pick } from './expressions.ts';
import { makeSmallFlag, makeTame, type Variables } from './scope.ts';
import type { BodySpec, ItemsSpec } from './tree-spec.ts';

const LEVELS = ['', 'index:', 'manifest:', 'index,manifest-descriptor:', 'manifest[linux/amd64]:'];
const ULIMITS = ['nofile=1024', 'nofile=1024:2048', 'nproc=64', 'core=-1', 'memlock=-1:-1'];
const SIZES = ['64m', '1g', '0', '1024', '2GB'];

/** All attributes that an author may write, but for tags' uniqueness left to chance. */
export function makeAttributes(spec: BodySpec, place: Place): AuthorAttributes {
  const { variables } = place;
  const map = (pairs: BodySpec['labels']) =>
    pairs && Object.fromEntries(pairs.map(([key, value]) => [key, makeText(value, variables)]));
  const argument = (key: string) => (place.dockerfiles ? argumentName(key) : key);
  const given = {
    args: map(spec.args?.map(([key, value]) => [argument(key), value] as const)),
    labels: map(spec.labels),
    extraHosts: map(spec.extraHosts),
    annotations: items(spec.annotations, place, ({ pick: at, text }) =>
      concat([LEVELS[at % LEVELS.length] ?? '', `org.k${at}=`, makeText(text, variables)]),
    ),
    ulimits: items(spec.ulimits, place, (item) => pick(ULIMITS, item.pick) as string),
    tags: tags(spec, place),
    noCacheFilter: spec.noCacheFilter && stages(makeTexts(spec.noCacheFilter, variables), place),
    entitlements: items(
      spec.entitlements,
      place,
      ({ pick: at }) => pick([...ENTITLEMENTS, 'device=vendor.org/a=b'], at) as string,
    ),
    secret: entries(spec.secret, place, secret),
    ssh: entries(spec.ssh, place, ssh),
    output: entries(spec.output, place, output),
    attest: entries(spec.attest, place, attest),
    cacheFrom: entries(spec.cacheFrom, place, cacheFrom),
    cacheTo: entries(spec.cacheTo, place, cacheTo),
    policy: place.new ? entries(spec.policy, place, policy) : undefined,
    resources: place.new ? resources(spec.resources) : undefined,
    noCache: spec.noCache === undefined ? undefined : makeFlag(spec.noCache, variables),
    pull: spec.pull === undefined ? undefined : makeFlag(spec.pull, variables),
    network: spec.network === undefined ? undefined : network(spec.network, spec, variables),
    shmSize: spec.shmSize === undefined ? undefined : size(spec.shmSize, spec, variables),
    call: spec.call === undefined ? undefined : call(spec.call, spec, variables),
    target: spec.target === undefined ? undefined : stage(makeText(spec.target, variables), place),
  };
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as AuthorAttributes;
}

/** One of a few names that a Dockerfile can declare, so that arguments of several targets meet. */
export function argumentName(key: string): string {
  return `P${[...key].reduce((sum, character) => sum + (character.codePointAt(0) ?? 0), 0) % 7}`;
}

/** The name of a stage; one that is written out must be in the Dockerfile, if there is one. */
function stage(name: Text, { dockerfiles }: Place): Text {
  return dockerfiles && typeof name === 'string' ? 'second' : name;
}

function stages(names: Texts, place: Place): Texts {
  return Array.isArray(names) ? names.map((name: Text) => stage(name, place)) : names;
}

function size(at: number, spec: BodySpec, variables: Variables): Text {
  const one = pick(SIZES, at) as string;
  return at < 4 ? one : when(makeSmallFlag(spec.smallIf, variables), one, '8m');
}

function network(at: number, spec: BodySpec, variables: Variables): Text {
  const one = pick(NETWORKS, at) as string;
  return at < 4 ? one : when(makeSmallFlag(spec.smallIf, variables), one, 'none');
}

function call(at: number, spec: BodySpec, variables: Variables): Text {
  const one = pick([...CALLS, `check${CALL_FORMAT}`], at) as string;
  return at < 4 ? one : when(makeSmallFlag(spec.smallIf, variables), one, '');
}

function items(
  spec: ItemsSpec | undefined,
  { variables }: Place,
  make: (item: ItemsSpec['items'][number]) => Text,
): Texts | undefined {
  if (!spec) return undefined;
  const flag = makeFlag(spec.if, variables);
  const list = spec.items.map((item) => (item.drop ? when(flag, make(item), '') : make(item)));
  if (spec.form === 'compact') return compact(list);
  return spec.form === 'choice' ? when(flag, list, []) : list;
}

function tags(spec: BodySpec, place: Place): Texts | undefined {
  if (!spec.tags) return undefined;
  const { variables, slug } = place;
  const flag = makeSmallFlag(spec.smallIf, variables);
  const list = spec.tags.items.map(({ pick: at, drop }) => {
    const tag = concat([
      at > 4 ? 'reg.example.com:5000/' : 'img/',
      makeTame(spec.tagPart, variables),
      `-${slug}:v${at}`,
    ]);
    return drop ? when(flag, tag, '') : tag;
  });
  if (spec.tags.form === 'compact') return compact(list);
  return spec.tags.form === 'choice' ? when(flag, list, []) : list;
}
