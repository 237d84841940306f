/**
 * What bake makes of evaluated attributes before it prints them. Each rule is a fact of buildx 0.29 to
 * 0.37 (bake/bake.go, util/buildflags, build/opt.go); whatever is not named here is printed as it is.
 */
import path from 'node:path';
import type { Concrete } from '../../src/model/evaluate.ts';
import type { RunTarget } from '../../src/plan/run-targets.ts';

/** A target as bake should print it; texts by name of the attribute. */
export type PrintedAttributes = Readonly<Record<string, Concrete>>;
type Entry = Readonly<Record<string, Concrete>>;
type Rule = (value: never) => Concrete | undefined;

/** `toBuildOpt`: a context is cleaned as a path; `cwd://` is taken off. */
function cleanPath(value: string): string {
  const cleaned = path.posix.normalize(value.replace(/^cwd:\/\//, ''));
  return cleaned.length > 1 ? cleaned.replace(/\/$/, '') : cleaned;
}

/** `normalize`: a context without a value is deleted. */
function withoutEmpty(map: Entry): Entry {
  return Object.fromEntries(Object.entries(map).filter(([, value]) => value !== ''));
}

/** `removeDupesStr`: empty texts go, and each text stays where it stood first. */
function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].filter((text) => text !== '');
}

/** `FromCtyValue` of cache and output entries: all values become texts. */
function textsOf(entry: Entry): Entry {
  return Object.fromEntries(Object.entries(entry).map(([key, value]) => [key, String(value)]));
}

/** `removeAttestDupes` and its like: the later entry of a kind takes the place of the earlier one. */
function laterWins(entries: readonly Entry[], key: string): readonly Entry[] {
  return [...new Map(entries.map((entry) => [entry[key], entry])).values()];
}

/**
 * `removeDupes`: equal entries are kept once, and the order changes: from the end on, the later twin
 * changes places with the last entry, which is then cut off.
 */
function withoutTwins(given: readonly Entry[]): readonly Entry[] {
  const entries = [...given];
  for (let index = entries.length - 2; index >= 0; index -= 1) {
    const twin = entries.findIndex(
      (entry, at) => at > index && stable(entry) === stable(entries[index]),
    );
    if (twin < 0) continue;
    const last = entries.pop() as Entry;
    if (twin < entries.length) entries[twin] = last;
  }
  return entries;
}

/** `ExportEntry`: no `dest` is printed where it is empty; `oci` and `tar` without one go to stdout. */
function output(entry: Entry): Entry {
  const { dest, ...rest } = textsOf(entry);
  if (dest) return { ...rest, dest };
  return rest.type === 'oci' || rest.type === 'tar' ? { ...rest, dest: '-' } : rest;
}

/** `Attest`: `disabled` is a boolean, and absent where it is false; all else are texts. */
function attest(entry: Entry): Entry {
  const { disabled, ...rest } = textsOf(entry);
  return isTrue(disabled ?? false) ? { ...rest, disabled: true } : rest;
}

/** `Secret` and `SSH`: empty values are not printed. */
function withoutBlanks(entry: Entry): Entry {
  return Object.fromEntries(
    Object.entries(entry).filter(
      ([, value]) => value !== '' && !(isList(value) && value.length === 0),
    ),
  );
}

/** `PolicyConfig` has no names for JSON: every field is printed, by its name in Go; empty texts are none. */
function policy(entry: Entry): Entry {
  const { filename, reset, disabled, strict, 'log-level': level } = withoutBlanks(textsOf(entry));
  const given = {
    Files: filename === undefined ? null : [{ Filename: filename, Data: null }],
    Reset: reset !== undefined && isTrue(reset),
    Disabled: disabled !== undefined && isTrue(disabled),
    Strict: strict === undefined ? null : isTrue(strict),
    LogLevel:
      level === undefined
        ? null
        : String(level)
            .toLowerCase()
            .replace(/^warn$/, 'warning'),
  };
  return given as unknown as Entry;
}

/** Go's `ParseBool`. */
function isTrue(value: Concrete): boolean {
  return /^(?:1|t|true)$/i.test(String(value));
}

/** `ResourcesConfig`: shares, period and quota are numbers. */
function numbers(entry: Entry): Entry {
  return Object.fromEntries(
    Object.entries(entry).map(([key, value]) => [
      key,
      /^cpu-/.test(key) ? (Number(value) as unknown as Concrete) : value,
    ]),
  );
}

const RULES: Readonly<Record<string, Rule>> = {
  description: (text: string) => (text === '' ? undefined : text),
  context: cleanPath,
  contexts: withoutEmpty,
  tags: unique,
  platforms: unique,
  annotations: unique,
  'no-cache-filter': unique,
  ulimits: unique,
  secret: (entries: readonly Entry[]) => laterWins(entries.map(textsOf), 'id').map(withoutBlanks),
  ssh: (entries: readonly Entry[]) => laterWins(entries, 'id').map(withoutBlanks),
  output: (entries: readonly Entry[]) => withoutTwins(entries.map(textsOf)).map(output),
  attest: (entries: readonly Entry[]) => laterWins(entries, 'type').map(attest),
  'cache-from': (entries: readonly Entry[]) => withoutTwins(entries.map(textsOf)),
  'cache-to': (entries: readonly Entry[]) => withoutTwins(entries.map(textsOf)),
  policy: (entries: readonly Entry[]) => entries.map(policy),
  resources: numbers,
};

/** All targets of a run as bake should print them, by name. `left` attributes are dropped in silence. */
export function expectedTargets(
  targets: readonly RunTarget[],
  left: ReadonlySet<string>,
): ReadonlyMap<string, PrintedAttributes> {
  const byName = new Map(targets.map((target) => [target.name, target]));
  return new Map(
    targets.map((target) => {
      const found: Record<string, Concrete> = {};
      for (const [name, value] of Object.entries(target.attributes)) {
        if (left.has(name)) continue;
        const rule = RULES[name] as ((given: Concrete) => Concrete | undefined) | undefined;
        const printed = rule ? rule(value) : value;
        if (printed === undefined) continue;
        // Go's `omitempty` leaves out lists and maps without anything in them; resources is a struct.
        if (!isEmpty(printed) || name === 'resources') found[name] = printed;
      }
      // `loadLinks`: what is only linked to is not exported.
      if (!target.requested) found.output = [{ type: 'cacheonly' }];
      const entitlements = entitlementsOf(target, byName);
      if (entitlements.length > 0) found.entitlements = entitlements;
      else delete found.entitlements;
      return [target.name, found];
    }),
  );
}

/** `normalize` and `loadLinks`: a host network entitles to it, and links hand on all that they have. */
function entitlementsOf(
  target: RunTarget,
  byName: ReadonlyMap<string, RunTarget>,
  seen = new Set<RunTarget>(),
): readonly string[] {
  seen.add(target);
  const { entitlements = [], network, contexts = {} } = target.attributes;
  const own = unique(entitlements as readonly string[]);
  const linked = Object.values(contexts as Readonly<Record<string, string>>).flatMap((context) => {
    const to = context.startsWith('target:') ? byName.get(context.slice(7)) : undefined;
    return to && !seen.has(to) ? entitlementsOf(to, byName, seen) : [];
  });
  // Links are walked in no fixed order.
  return [...new Set([...own, ...(network === 'host' ? ['network.host'] : []), ...linked])].sort();
}

/** What bake printed, with the orders that it does not fix put into ours. */
export function comparable(printed: PrintedAttributes): PrintedAttributes {
  const { entitlements } = printed;
  return isList(entitlements)
    ? { ...printed, entitlements: [...(entitlements as readonly string[])].sort() }
    : printed;
}

/** A value as one text, whatever the order of its keys. */
export function stable(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [two]) => (one < two ? -1 : 1)))
      : part,
  );
}

function isList(value: unknown): value is readonly Concrete[] {
  return Array.isArray(value);
}

function isEmpty(value: Concrete): boolean {
  return typeof value === 'object' && Object.keys(value).length === 0;
}
