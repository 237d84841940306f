/**
 * Texts that bake takes apart as soon as it reads a file, as far as they are written out: sizes, limits,
 * annotations, and the entries of lists of objects. What a variable brings, only bake can refuse.
 *
 * Source: `toBuildOpt` in buildx's bake/bake.go and what it calls; docker/go-units for sizes and limits.
 */
import type { AttributeName } from '../model/attributes.ts';
import { COMPRESSIONS } from '../model/entries.ts';
import { isExpression, type Value } from '../model/expression.ts';

type Report = (what: string) => void;
/** An entry of a list of objects, its values perhaps computed. */
export type Entry = Readonly<Record<string, Value>>;

/** Reports the literals of an attribute, in any branch, that bake would refuse. The shape is right. */
export function checkLiterals(name: AttributeName, value: Value, report: Report): void {
  const rule = TEXTS[name];
  if (rule) {
    for (const text of textsIn(value)) {
      const wanted = rule(text);
      if (wanted) report(`"${text}" is not ${wanted}`);
    }
  }
  for (const entry of entriesIn(value)) checkEntry(name, entry, report);
}

/** What a text of an attribute should have been; undefined where it is right. */
const TEXTS: Partial<Record<AttributeName, (text: string) => string | undefined>> = {
  'shm-size': (text) => (isSize(text) ? undefined : 'a size such as 64m'),
  ulimits: (text) =>
    text === '' || isLimit(text) ? undefined : 'a limit such as nofile=1024:2048',
  annotations: (text) =>
    text === '' || isAnnotation(text)
      ? undefined
      : 'an annotation such as org.example.key=value or index:org.example.key=value',
};

function isSize(text: string): boolean {
  return /^\d+(?:\.\d+)? ?(?:b|[kmgtp](?:i?b)?)?$/i.test(text);
}

const LIMITS =
  /^(?:core|cpu|data|fsize|locks|memlock|msgqueue|nice|nofile|nproc|rss|rtprio|rttime|sigpending|stack)=(-?\d+)(?::(-?\d+))?$/;

/** The hard limit is the soft one where it is not given; -1 is none. */
function isLimit(text: string): boolean {
  const [, soft, hard = soft] = LIMITS.exec(text) ?? [];
  if (soft === undefined || hard === '-1') return soft !== undefined;
  return Number(soft) !== -1 && Number(soft) <= Number(hard);
}

const LEVEL = /^(?:index|manifest|index-descriptor|manifest-descriptor)(?:\[[\w/-]+\])?$/;

function isAnnotation(text: string): boolean {
  const [key] = text.split('=', 1);
  if (key === undefined || key === text) return false;
  const colon = key.indexOf(':');
  return (
    colon < 0 ||
    key
      .slice(0, colon)
      .split(',')
      .every((level) => LEVEL.test(level))
  );
}

const isFlag = (text: string) => /^(?:[01tf]|true|false|TRUE|FALSE|True|False|T|F)$/.test(text);
const isCompression = (text: string) => COMPRESSIONS.some((each) => each === text);
const isNumber = (text: string) => /^-?\d+$/.test(text);

/** What the values of entries must be, by key. */
type Wanted = Readonly<Record<string, readonly [(text: string) => boolean, string]>>;

const compressed: Wanted = {
  compression: [isCompression, `one of ${COMPRESSIONS.join(', ')}`],
  'compression-level': [isNumber, 'a whole number'],
  'force-compression': [isFlag, 'true or false'],
};

const VALUES: Partial<Record<AttributeName, Wanted>> = {
  attest: { disabled: [isFlag, 'true or false'] },
  output: { mode: [(text) => /^(?:copy|delete)$/.test(text), 'copy or delete'], ...compressed },
  // BuildKit takes any other word for the default, and says so in its own log only.
  'cache-to': {
    mode: [(text) => /^(?:min|max)$/.test(text), 'min or max'],
    'ignore-error': [isFlag, 'true or false'],
    ...compressed,
  },
  policy: {
    filename: [(text) => text !== '', 'the name of a file'],
    reset: [isFlag, 'true or false'],
    disabled: [isFlag, 'true or false'],
    strict: [isFlag, 'true or false'],
    'log-level': [
      (text) => /^(?:panic|fatal|error|warn|warning|info|debug|trace)$/i.test(text),
      'panic, fatal, error, warn, info, debug or trace',
    ],
  },
  resources: {
    memory: [isSize, 'a size such as 512m'],
    'memory-swap': [(text) => text === '-1' || isSize(text), 'a size such as 1g, or -1'],
    'cpu-shares': [isNumber, 'a whole number'],
    'cpu-period': [isNumber, 'a whole number'],
    'cpu-quota': [isNumber, 'a whole number'],
  },
};

function checkEntry(name: AttributeName, entry: Entry, report: Report): void {
  for (const [key, [test, wanted]] of Object.entries(VALUES[name] ?? {})) {
    for (const text of textsIn(entry[key] ?? [])) {
      if (!test(text)) report(`the ${key} "${text}" is not ${wanted}`);
    }
  }
  for (const key of ['type', 'id']) if (entry[key] === '') report(`an entry has an empty ${key}`);
  const has = (key: string) => entry[key] !== undefined && entry[key] !== '';
  if (name === 'secret' && !has('src') && !has('env')) {
    // Bake would look for a variable of the environment, and then for a file, that is called like the id.
    report('an entry has neither src nor env');
  }
  if (name === 'output' && entry.type === 'local' && (!has('dest') || entry.dest === '-')) {
    report('an entry of the type local lacks a folder as dest');
  }
}

/** The literal texts of a value, in any branch. */
function textsIn(value: Value): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap((item: Value) => textsIn(item));
  if (!isExpression(value)) return [];
  if (value.$ === 'conditional') return [value.yes, value.no].flatMap(textsIn);
  return value.$ === 'compact' ? textsIn(value.list as Value) : [];
}

/** The objects of a value, in any branch. */
export function entriesIn(value: Value): readonly Entry[] {
  if (typeof value !== 'object') return [];
  if (Array.isArray(value)) return value.flatMap((item: Value) => entriesIn(item));
  if (!isExpression(value)) return [value as Entry];
  return value.$ === 'conditional' ? [value.yes, value.no].flatMap(entriesIn) : [];
}
