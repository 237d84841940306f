/** The options of `docker buildx bake` that may follow `--`; any other word with a dash is an error. */

/** How an option takes its value: none, one, or many by repetition. */
export type OptionKind = 'flag' | 'value' | 'list';

/** Bake's own options, buildx 0.29 to 0.37. `file` is left out: which file is baked is our business. */
export const BAKE_OPTIONS: Readonly<Record<string, OptionKind>> = {
  allow: 'list',
  builder: 'value',
  call: 'value',
  check: 'flag',
  debug: 'flag',
  list: 'value',
  load: 'flag',
  'metadata-file': 'value',
  'no-cache': 'flag',
  policy: 'list',
  print: 'flag',
  progress: 'value',
  provenance: 'value',
  pull: 'flag',
  push: 'flag',
  sbom: 'value',
  set: 'list',
  var: 'list',
};

/** The runner's own options, a closed list. */
export const RUNNER_OPTIONS = ['dry-run', 'json'] as const;

/** What a command line asked for, in bake's terms. */
export type BakeOptions = Readonly<Record<string, string | boolean | readonly string[]>>;

/** Whether bake would only read its file and print: then no daemon, builder or image is needed. */
export function onlyPrints(options: BakeOptions): boolean {
  return options.print === true || options.list !== undefined;
}

/** Writes options back as arguments, in the table's order, so that equal requests give equal commands. */
export function optionArguments(options: BakeOptions): readonly string[] {
  return Object.entries(BAKE_OPTIONS).flatMap(([name, kind]) => {
    const value = options[name];
    if (value === undefined || value === false) return [];
    if (kind === 'list') return ([value].flat() as string[]).flatMap((item) => [`--${name}`, item]);
    return kind === 'flag' ? [`--${name}`] : [`--${name}=${String(value)}`];
  });
}

/**
 * Options that npm took for itself: `npm run bake colony --push` without `--` reaches us as
 * `npm_config_push=true` and nothing else. (`--no-cache` leaves no trace there: npm has a `cache` of
 * its own, whose folder it passes on all the same. Tried with npm 11.)
 */
export function swallowedOptions(
  environment: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  if (environment.npm_lifecycle_event === undefined) return [];
  const found: string[] = [];
  for (const name of [...RUNNER_OPTIONS, 'discard', ...Object.keys(BAKE_OPTIONS)]) {
    const value = environment[`npm_config_${name.replaceAll('-', '_')}`];
    // npm knows these itself, and many have them in their .npmrc.
    if (name === 'progress' || (name === 'provenance' && value === 'true')) continue;
    if (value !== undefined && value !== '' && value !== 'false') {
      found.push(value === 'true' ? `--${name}` : `--${name}=${value}`);
    }
  }
  return found;
}
