/** The values of a bake file as plain data, and the comparison of two files by them. */

/** A value of HCL in JSON. An expression is a text, `"${…}"`; `null` is HCL's own null. */
export type BakeValue =
  | string
  | number
  | boolean
  | null
  | readonly BakeValue[]
  | { readonly [key: string]: BakeValue };

/** The attributes of one block. */
export type BakeBlock = Readonly<Record<string, BakeValue>>;

/**
 * The blocks of a bake file by name. A second block of one name is `name#2`, and so on: bake merges
 * targets of one name, and of all others the last one wins, both without a word.
 */
export interface BakeValues {
  readonly variables: Readonly<Record<string, BakeBlock>>;
  readonly groups: Readonly<Record<string, BakeBlock>>;
  readonly targets: Readonly<Record<string, BakeBlock>>;
  /** Parameters are plain names; the result is an expression or a text. */
  readonly functions: Readonly<Record<string, BakeBlock>>;
  /** Attributes outside all blocks, and blocks of kinds that bake does not know. */
  readonly others: BakeBlock;
}

/** One difference. `expected` is absent when added, `found` when removed. */
export interface ValueChange {
  /** Such as `target.colony.args.PROFILE`. */
  readonly path: string;
  readonly change: 'changed' | 'added' | 'removed';
  readonly expected?: BakeValue;
  readonly found?: BakeValue;
}

/** The kinds of block that bake knows, each with its place in `BakeValues`. */
export const BAKE_BLOCKS = {
  variable: 'variables',
  group: 'groups',
  target: 'targets',
  function: 'functions',
} as const;

/** What differs between two files, sorted by path. Order of blocks and attributes does not count. */
export function diffBakeValues(expected: BakeValues, found: BakeValues): readonly ValueChange[] {
  const kinds = Object.entries(BAKE_BLOCKS).flatMap(([kind, key]) =>
    differences(kind, expected[key], found[key]),
  );
  return [...kinds, ...differences('', expected.others, found.others)].sort((a, b) =>
    a.path < b.path ? -1 : a.path > b.path ? 1 : 0,
  );
}

function differences(
  path: string,
  expected: BakeValue | undefined,
  found: BakeValue | undefined,
): readonly ValueChange[] {
  if (expected === undefined) {
    return found === undefined ? [] : [{ path, change: 'added', found }];
  }
  if (found === undefined) return [{ path, change: 'removed', expected }];
  if (isMap(expected) && isMap(found)) {
    return [...new Set([...Object.keys(expected), ...Object.keys(found)])].flatMap((key) => {
      const at = path === '' ? pathStep(key) : `${path}.${pathStep(key)}`;
      return differences(at, own(expected, key), own(found, key));
    });
  }
  if (Array.isArray(expected) && Array.isArray(found) && expected.length === found.length) {
    // Lists of objects, such as cache-to, are compared one by one; lists of texts as a whole.
    if ([...expected, ...found].every(isMap)) {
      return expected.flatMap((item, index) =>
        differences(`${path}[${index}]`, item, found[index]),
      );
    }
  }
  return JSON.stringify(sorted(expected)) === JSON.stringify(sorted(found))
    ? []
    : [{ path, change: 'changed', expected, found }];
}

/** A key in a path; quoted where it has a dot of its own, as labels do. */
export function pathStep(key: string): string {
  return /^[\w#-]+$/.test(key) ? key : JSON.stringify(key);
}

function own(map: BakeBlock, key: string): BakeValue | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

/** The same value with the keys of its maps in order, so that equal values have equal texts. */
function sorted(value: BakeValue): BakeValue {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isMap(value)) return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, sorted(value[key] ?? null)]));
}

/** Whether a value is a map of HCL. */
export function isMap(value: unknown): value is { readonly [key: string]: BakeValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
