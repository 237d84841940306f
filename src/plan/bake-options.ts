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
export const RUNNER_OPTIONS = ['dry-run', 'json', 'sign', 'yes'] as const;

/** What a command line asked for, in bake's terms. */
export type BakeOptions = Readonly<Record<string, string | boolean | readonly string[]>>;

/** The values of an option that may be repeated, none where it was not given. */
export function repeated(options: BakeOptions, name: 'set' | 'var'): readonly string[] {
  return [options[name] ?? []].flat() as readonly string[];
}

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

/** Options that npm has, too, so that what it says of them need not have been typed. */
const NPMS = ['call', 'dry-run', 'json', 'progress', 'provenance'];

/** The scripts that may ask a person. */
const ASKING = ['bake', 'ecr', 'sign'];

/**
 * Options that npm took for itself: `npm run bake colony --push` without `--` reaches us as
 * `npm_config_push=true` and nothing else, `--sbom=false` as an empty text, and of `--set a=b --set c=d`
 * come two values with an empty line between them. `words` are those that came to us: `--provenance=mode=max`
 * leaves its value among them. No trace is left of `--no-cache`, as npm passes on its own `cache` all the
 * same, and of `--provenance=true` and `=false`, which a person may have in .npmrc. Tried with npm 11.
 */
export function swallowedOptions(
  environment: Readonly<Record<string, string | undefined>>,
  words: readonly string[] = [],
): readonly string[] {
  if (environment.npm_lifecycle_event === undefined) return [];
  const found: string[] = [];
  for (const name of [...RUNNER_OPTIONS, 'discard', 'file', ...Object.keys(BAKE_OPTIONS)]) {
    const value = environment[`npm_config_${name.replaceAll('-', '_')}`];
    if (value === undefined || value === 'false' || name === 'progress') continue;
    // npm has an option `yes` of its own, which a machine may have set for good.
    if (name === 'yes' && !ASKING.includes(environment.npm_lifecycle_event)) continue;
    if (name === 'provenance' && value === 'true') {
      if (words.some((word) => /^(?:mode|type)=/.test(word))) found.push('--provenance');
    } else if (value === '') {
      // A flag that is off does nothing here either.
      if (BAKE_OPTIONS[name] === 'value' && !NPMS.includes(name)) found.push(`--${name}=false`);
    } else {
      for (const each of value.split('\n\n')) {
        found.push(each === 'true' ? `--${name}` : `--${name}=${each}`);
      }
    }
  }
  return found;
}
