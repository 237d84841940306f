/** A generated workspace of a binary and three libraries, as a value; and random edits of it. */

/** A chance, from a seed: the same seed gives the same sequence. */
export interface Dice {
  /** A whole number from 0 up to, and without, `count`. */
  readonly below: (count: number) => number;
  readonly oneOf: <T>(values: readonly T[]) => T;
}

/** Mulberry32, by Tommy Ettinger, in the public domain. */
export function rollDice(seed: number): Dice {
  let state = seed >>> 0;
  const below = (count: number) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % count;
  };
  return { below, oneOf: (values) => values[below(values.length)] as (typeof values)[number] };
}

/** A file of a crate's folder "data": a text with a mode, or a link to another name in that folder. */
export type Datum = { readonly text: string; readonly mode: number } | { readonly link: string };

/** One library. */
export interface Library {
  readonly name: string;
  /** Names of libraries. */
  readonly uses: readonly string[];
  /** Module names with their values; `undefined` is a module that the library has and no file. */
  readonly modules: Readonly<Record<string, string | undefined>>;
  readonly data: Readonly<Record<string, Datum>>;
  /** What its build script names to cargo: the folder, nothing; or there is no build script. */
  readonly script: 'names its folder' | 'names nothing' | 'none';
  /** A part of the build script's own text. */
  readonly salt: string;
}

/** The libraries, in an order in which each uses earlier ones alone. */
export type Workspace = readonly Library[];

const WORDS = ['one', 'three', 'eleven', 'fifteen', '"broken'];
const FILES = ['a.txt', 'b.txt', 'deep/c.txt', 'deep/er/d.txt', '.hidden/e.txt'];
const MODULES = ['left', 'right', 'middle'];
const datum = (dice: Dice): Datum =>
  dice.below(5) === 0
    ? { link: dice.oneOf(['a.txt', 'b.txt', 'deep', 'nowhere']) }
    : { text: dice.oneOf(WORDS), mode: dice.oneOf([0o644, 0o644, 0o755, 0o600]) };

/** A workspace to begin with, which compiles. */
export function firstWorkspace(dice: Dice): Workspace {
  return (['names its folder', 'names nothing', 'none'] as const).map((script, index) => ({
    name: `lib${index}`,
    uses: [0, 1].filter((other) => other < index && dice.below(2) === 0).map((n) => `lib${n}`),
    modules: { left: 'one', right: 'three' },
    data: { 'a.txt': { text: 'one', mode: 0o644 }, 'deep/c.txt': { text: 'three', mode: 0o644 } },
    script,
    salt: 'one',
  }));
}

function without<T>(from: Readonly<Record<string, T>>, name: string): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(from).filter(([each]) => each !== name));
}

function editLibrary(library: Library, dice: Dice): Library {
  const { modules, data } = library;
  const [module, file] = [dice.oneOf(MODULES), dice.oneOf(FILES)];
  const [known, found] = [dice.oneOf(Object.keys(modules)), Object.keys(data)];
  switch (dice.below(9)) {
    case 0:
    case 1:
      return { ...library, modules: { ...modules, [module]: dice.oneOf(WORDS) } };
    case 2:
      return { ...library, modules: { ...modules, [known]: undefined } };
    case 3:
      // A rename, where the other name is free.
      return module in modules
        ? { ...library, modules: { ...modules, [known]: modules[module] } }
        : { ...library, modules: { ...without(modules, known), [module]: modules[known] } };
    case 4:
    case 5:
      return { ...library, data: { ...data, [file]: datum(dice) } };
    case 6:
      return found.length < 2 ? library : { ...library, data: without(data, dice.oneOf(found)) };
    case 7: {
      const from = data[dice.oneOf(found)];
      return from === undefined ? library : { ...library, data: { ...data, [file]: from } };
    }
    default:
      return { ...library, salt: dice.oneOf(['one', 'three', 'eleven']) };
  }
}

/** One edit: of a library, back to an earlier state, or of nothing. Sources that break are put right soon. */
export function editAtRandom(history: readonly Workspace[], dice: Dice): Workspace {
  const now = history.at(-1) as Workspace;
  if (dice.below(6) === 0) return dice.oneOf(history);
  if (dice.below(12) === 0) return now;
  const broken = (value: string | undefined) => value === undefined || value.startsWith('"');
  const which = dice.below(now.length);
  return now.map((library, index) => {
    const bad = Object.entries(library.modules).filter(([, value]) => broken(value));
    if (bad.length > 0 && dice.below(3) > 0) {
      const repaired = bad.map(([name]) => [name, dice.oneOf(['one', 'three', 'eleven'])]);
      return { ...library, modules: { ...library.modules, ...Object.fromEntries(repaired) } };
    }
    return index === which ? editLibrary(library, dice) : library;
  });
}
