/**
 * A Rust workspace made from a number: which crates there are, how they hang together, and what each
 * binary must print. `random-workspace-files.ts` writes it down. The same seed gives the same workspace.
 */

/** How one crate uses another. */
export interface Use {
  readonly crate: Crate;
  /** The name in the manifest; the package's own, or another one. */
  readonly key: string;
  readonly how: 'inline' | 'table' | 'workspace' | 'unix';
  readonly wantsExtra: boolean;
  /** The version that is asked for stands beside the path. */
  readonly withVersion: boolean;
}

/** A binary, and the way that cargo is told of it. */
export interface Binary {
  readonly name: string;
  readonly form: 'main' | 'file' | 'folder' | 'named';
  /** Where a `named` one is; absent: where cargo looks by itself. */
  readonly path?: string;
  /** It is there with the crate's feature only, which must then be one that the crate has by default. */
  readonly needsExtra?: boolean;
}

/** A package of the workspace. */
export interface Crate {
  readonly name: string;
  /** From the workspace's root; empty: the root itself. */
  readonly folder: string;
  readonly version: string;
  readonly inheritsVersion: boolean;
  /** Absent: inherited. */
  readonly edition?: string;
  readonly kind: 'library' | 'macro' | 'binaries';
  /** The library's name and file, where they are not cargo's own choice. */
  readonly library?: { readonly name: string; readonly path: string };
  readonly uses: readonly Use[];
  /** A feature, which may bring a dependency with it. */
  readonly extra?: { readonly byDefault: boolean; readonly use?: Use };
  /** A build script: its file, the word that it hands on, and what it depends on. */
  readonly script?: { readonly path: string; readonly word: string; readonly uses?: Crate };
  readonly binaries: readonly Binary[];
  readonly autobins: boolean;
  /** `named` binaries are in one inline list, not in tables. */
  readonly inlineList: boolean;
  /** Targets that no image needs, and that do not compile. */
  readonly clutter: readonly ('example' | 'test' | 'bench')[];
  /** A crate that is used by tests alone. */
  readonly testedWith?: Crate;
  /** A crate that is used on another system alone. */
  readonly elsewhere?: Crate;
  /** It cannot be compiled, and images are built without it. */
  readonly leftOut: boolean;
}

/** A workspace. */
export interface RandomWorkspace {
  readonly crates: readonly Crate[];
  readonly resolver?: string;
  /** The version and edition that crates inherit. */
  readonly version: string;
  readonly edition: string;
  readonly globs: boolean;
  /** The root says which members cargo builds when nothing is named. */
  readonly defaultMembers: boolean;
  /** Members that no list names: cargo finds them as dependencies. */
  readonly unlisted: readonly Crate[];
  /** Names of [workspace.dependencies], by package. */
  readonly keys: ReadonlyMap<string, string>;
  /** A `--cfg flagged` in .cargo/config.toml. */
  readonly flagged: boolean;
  readonly quote: '"' | "'";
  readonly lineEnd: '\n' | '\r\n';
  readonly settings: Readonly<Record<string, string>>;
  readonly prints: Readonly<Record<string, readonly string[]>>;
}

const WORDS =
  'alder beech cedar elder fir hazel ivy juniper larch maple oak pine rowan spruce willow yew'.split(
    ' ',
  );

/** Numbers from a seed: mulberry32, by Tommy Ettinger, which is in the public domain. */
function numbersFrom(seed: number) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  const chance = (share: number) => next() < share;
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  return { below, chance, pick, some: <T>(list: readonly T[]) => list.filter(() => chance(0.5)) };
}

/** Makes a workspace of 2 to 6 crates, and sometimes one or two more to leave out. */
export function randomWorkspace(seed: number): RandomWorkspace {
  const { below, chance, pick, some } = numbersFrom(seed);
  const words = [...WORDS].sort(() => (chance(0.5) ? 1 : -1));
  const word = () => words.pop() ?? 'none';
  const version = `${below(3)}.${below(9)}.${below(9)}`;
  const edition = pick(['2018', '2021', '2024']);
  const keys = new Map<string, string>();
  const crates: Crate[] = [];
  const hasRoot = chance(0.4);
  const count = 2 + below(5);

  const useOf = (crate: Crate, isOptional = false): Use => {
    const how = pick(['inline', 'table', 'workspace', 'unix'] as const);
    const own = chance(0.3) ? `my-${crate.name}` : crate.name;
    if (how === 'workspace' && !keys.has(crate.name)) keys.set(crate.name, own);
    const key = how === 'workspace' ? (keys.get(crate.name) ?? own) : own;
    // An optional one wants it only where it is there itself; that is left to others.
    const wantsExtra = crate.extra !== undefined && !isOptional && chance(0.4);
    return { crate, key, how, wantsExtra, withVersion: chance(0.3) };
  };
  const scriptFor = (libraries: readonly Crate[]) => {
    const uses = libraries.length > 0 && chance(0.5) ? pick(libraries) : undefined;
    const path = pick(['build.rs', 'build/main.rs', 'make.rs']);
    return { path, word: `w${below(1000)}`, ...(uses ? { uses } : {}) };
  };
  const binariesFor = (name: string, hasExtra: boolean): readonly Binary[] => {
    const forms = some(['main', 'file', 'folder', 'named', 'named'] as const);
    const found = forms.map((form, index): Binary => {
      if (form === 'main') return { name, form };
      const own = `${name}-${form}${index}`;
      if (form !== 'named') return { name: own, form };
      const path = chance(0.6) ? { path: `tools/${own}.rs` } : {};
      return { name: own, form, ...path, ...(hasExtra && chance(0.5) ? { needsExtra: true } : {}) };
    });
    return found.length > 0 ? found : [{ name, form: 'main' }];
  };

  for (let index = 0; index < count; index += 1) {
    const isLast = index === count - 1;
    const name = chance(0.3) ? `${word()}-${below(9)}` : word();
    const used = some(crates.filter(({ kind }) => kind !== 'binaries'));
    const libraries = crates.filter(({ kind }) => kind === 'library');
    const kind = pick(['library', 'library', 'macro', 'binaries'] as const);
    const isMacro = kind === 'macro' && !isLast;
    const optional = used.length > 0 && chance(0.4) ? used.pop() : undefined;
    const place = `${pick(['crates', 'crates', 'libs'])}/${pick([name, name, `the-${name}`, `the ${name}`])}`;
    const inheritsVersion = chance(0.4);
    const hasBinaries = isLast || kind === 'binaries' || (!isMacro && chance(0.3));
    const feature = optional || chance(0.4);
    const byDefault = chance(0.4);
    const binaries = hasBinaries ? binariesFor(name, feature !== false && byDefault) : [];
    const testedWith = libraries.length > 0 && chance(0.3) ? pick(libraries) : undefined;
    const elsewhere = libraries.length > 0 && chance(0.2) ? pick(libraries) : undefined;
    crates.push({
      name,
      folder: isLast && hasRoot ? '' : place,
      version: inheritsVersion ? version : `${1 + below(4)}.${below(5)}.${below(5)}`,
      inheritsVersion,
      ...(chance(0.5) ? { edition: pick(['2018', '2021', '2024']) } : {}),
      kind: isMacro ? 'macro' : kind === 'macro' ? 'library' : kind,
      ...(kind !== 'binaries' && chance(0.2)
        ? { library: { name: `core_${index}`, path: 'sources/core.rs' } }
        : {}),
      uses: isMacro ? [] : used.map((crate) => useOf(crate)),
      ...(feature && !isMacro
        ? { extra: { byDefault, ...(optional ? { use: useOf(optional, true) } : {}) } }
        : {}),
      ...(chance(0.3) ? { script: scriptFor(libraries) } : {}),
      binaries,
      autobins: binaries.some(({ form }) => form !== 'named') || chance(0.5),
      inlineList: chance(0.3),
      clutter: some(['example', 'test', 'bench'] as const),
      ...(testedWith ? { testedWith } : {}),
      ...(elsewhere ? { elsewhere } : {}),
      leftOut: false,
    });
  }
  const unlisted = crates.filter(
    (crate) => crates.some(({ uses }) => uses.some((use) => use.crate === crate)) && chance(0.2),
  );
  for (let left = below(3); left > 0; left -= 1) {
    const others = crates.filter(({ kind, leftOut }) => kind === 'library' || leftOut);
    const uses = some(others).map((crate) => useOf(crate));
    crates.push({
      ...{
        name: `gui-${left}`,
        folder: `crates/${chance(0.3) ? 'the ' : ''}gui-${left}`,
        version,
        inheritsVersion: true,
      },
      ...{
        kind: 'library',
        inlineList: false,
        leftOut: true,
        uses,
        binaries: [],
        autobins: true,
        clutter: [],
      },
    });
  }
  const flagged = chance(0.3);
  const binaries = crates.flatMap((crate) => crate.binaries.map((binary) => ({ crate, binary })));
  const left = crates.filter(({ leftOut }) => leftOut);
  const resolver = pick([undefined, '1', '2', '3']);
  return {
    crates,
    ...(resolver === undefined ? {} : { resolver }),
    ...{
      version,
      edition,
      keys,
      flagged,
      unlisted,
      globs: chance(0.5),
      defaultMembers: chance(0.3),
    },
    quote: pick(['"', "'"]),
    lineEnd: chance(0.2) ? '\r\n' : '\n',
    settings: {
      BINARIES: binaries.map(({ binary }) => binary.name).join(','),
      STARTED: pick(binaries).binary.name,
      LEFT_OUT: left.map(({ name }) => name).join(','),
    },
    prints: Object.fromEntries(
      binaries.map(({ crate, binary }) => [
        binary.name,
        [`${binary.name}: ${saying(crate, { crates, flagged })}`],
      ]),
    ),
  };
}

/** What a crate says of itself and of what it uses; a macro says its own name alone. */
export function saying(
  crate: Crate,
  workspace: { readonly crates: readonly Crate[]; readonly flagged: boolean },
): string {
  const { name, version, kind, script, uses, extra } = crate;
  if (kind === 'macro') return name;
  const parts = [name, version];
  if (script) parts.push(script.uses ? `${script.word}-${script.uses.name}` : script.word);
  if (workspace.flagged) parts.push('flagged');
  // Cargo compiles the workspace as a whole: what any member wants of a feature, or has by default, is on.
  const wanted = workspace.crates.some((other) =>
    other.uses.some((use) => use.crate === crate && use.wantsExtra && !other.leftOut),
  );
  const inner = uses.map((use) => saying(use.crate, workspace));
  if (extra && (extra.byDefault || wanted)) {
    inner.push(extra.use ? `extra ${saying(extra.use.crate, workspace)}` : 'extra');
  }
  return `${parts.join(' ')} [${inner.join(', ')}]`;
}
