/**
 * Runs that only look: `--check` and `--call` judge or describe Dockerfiles and build nothing. Bake writes
 * outputs all the same: with `type=docker` an image of 518 bytes that holds nothing takes the tag from
 * the one that is there, and with `--push` it would go to the registry (tried with buildx 0.29.1). So such
 * a run gets an output that writes nothing. It takes the place of the file's outputs, and `--push` and
 * `--load` give way to it; but outputs of `--set` add up, so that nothing can be done about those, and with
 * `+=` the file's come back. Then the person's own win, and that is said.
 */
import { type BakeOptions, onlyPrints, optionArguments, repeated } from './bake-options.ts';
import { shellWord } from './command.ts';
import type { Notice } from './notice.ts';
import type { RunTarget } from './run-targets.ts';

/** Whether a run builds a target: `--call` or its own attribute `call` may ask for something else. */
export function builds({ attributes }: RunTarget, options: BakeOptions): boolean {
  // `--call=build` leaves the attribute as it is.
  return lookOf(options) === undefined && isBuild(attributes.call);
}

/** Whether a whole run only looks, by its options. */
export function looksOnly(options: BakeOptions): boolean {
  return lookOf(options) !== undefined;
}

/** What keeps outputs as they are in a run that only looks, and what has to be said of it. */
export function lookGuard(
  targets: readonly RunTarget[],
  options: BakeOptions,
): { readonly args: readonly string[]; readonly notices: readonly Notice[] } {
  const look = lookOf(options);
  const looked = targets.filter((target) => !builds(target, options)).map(({ name }) => name);
  // A bake that prints shows what the files say.
  if (onlyPrints(options) || (look === undefined && looked.length === 0)) {
    return { args: [], notices: [] };
  }
  const what = look ?? `"call" of ${looked.map((name) => `"${name}"`).join(', ')}`;
  const shorthands = ['load', 'push'].filter((name) => options[name] === true);
  const flags = shorthands.map((name) => `--${name}`);
  const own = outputSettings(options).map((setting) => `--set ${setting}`);
  if (own.length > 0) {
    const all = [...own, ...flags].join(', ');
    const line = `${what} builds nothing, and ${all} is done all the same: a tag may come to lead to an empty image`;
    return { args: [], notices: [{ level: 'warning', line }] };
  }
  const patterns = look === undefined ? looked : ['*'];
  return {
    args: patterns.map((pattern) => `--set=${pattern}.output=type=cacheonly`),
    notices:
      look === undefined
        ? []
        : flags.map((flag) => ({
            level: 'warning',
            line: `${flag} does nothing here: ${what} builds nothing`,
          })),
  };
}

/**
 * What can be typed where a look fails. Looking at a target, bake does not know those that it has for
 * contexts ("unsupported context source target", buildx 0.29.1). With empty images in their place it judges
 * the rest. Nothing where no target that is looked at has such a context. `line` is what was typed, but
 * for options.
 */
export function lookHint(
  targets: readonly RunTarget[],
  options: BakeOptions,
  line: string,
): readonly string[] {
  const settings = targets
    .filter((target) => target.requested && !builds(target, options))
    .flatMap(({ name, attributes }) =>
      Object.entries(attributes.contexts ?? {})
        .filter(([, source]) => String(source).startsWith('target:'))
        .flatMap(([context]) => ['--set', `${name}.contexts.${context}=docker-image://scratch`]),
    );
  if (settings.length === 0) return [];
  const words = [...optionArguments(options), ...settings].map(shellWord);
  return [
    'where it says "unsupported context source target", look at each target by itself:',
    `  ${[line, '--', ...words].join(' ')}`,
  ];
}

/** The option by which a whole run only looks, as it is typed. */
function lookOf({ check, call }: BakeOptions): string | undefined {
  if (check === true) return '--check';
  return isBuild(call) ? undefined : `--call=${String(call)}`;
}

/** Whether a value of `call`, such as `check,format=json`, means to build. */
function isBuild(call: unknown): boolean {
  if (typeof call !== 'string') return true;
  const name = call.split(',').find((field) => !field.includes('=')) ?? '';
  return name === '' || name === 'build';
}

/** Settings of outputs that add to what we would set. */
function outputSettings(options: BakeOptions): readonly string[] {
  return repeated(options, 'set').filter(
    (setting) => /^[^=]*\.output\+?=/.test(setting) && !/\.output=type=cacheonly$/.test(setting),
  );
}
