/**
 * Waves: a bake of many targets in parts, one after the other. On the driver docker one bake of up to 100
 * targets was always good, of 150 one in three failed, of 200 each one ("no such job", "context canceled";
 * buildx 0.29.1, and https://github.com/docker/buildx/issues/3810). What several waves need is built by
 * the first of them and cached for the others.
 */
import { type BakeOptions, onlyPrints } from './bake-options.ts';
import type { Command } from './command.ts';
import { builds } from './looks.ts';
import type { Notice } from './notice.ts';
import { linksOf, type RunTarget } from './run-targets.ts';

/** A part of a bake. */
export interface Wave {
  /** What bake is asked for. */
  readonly names: readonly string[];
  /** How many targets that are, with all that they need. */
  readonly size: number;
}

/** So many targets a wave has at most, unless one of them needs more by itself. */
export const MOST = 50;

/** With so many at once a bake was always good. */
const GOOD = 100;

/**
 * The waves of a bake, in order; one with the names as they were asked for where it need not be split:
 * nor is one that prints, or that builds nothing.
 */
export function makeWaves(
  names: readonly string[],
  targets: readonly RunTarget[],
  options: BakeOptions,
): readonly Wave[] {
  const isSmall = targets.length <= MOST || onlyPrints(options);
  const waves =
    isSmall || !targets.some((target) => builds(target, options)) ? [] : wavesOf(targets, MOST);
  return waves.length > 1 ? waves : [{ names, size: targets.length }];
}

/**
 * Splits targets into waves of at most `most`. Each requested target is in one wave; what another
 * requested one needs is in a wave of that one.
 */
export function wavesOf(targets: readonly RunTarget[], most: number): readonly Wave[] {
  const requested = targets.filter((target) => target.requested).map(({ name }) => name);
  const links = new Map(targets.map(({ name, attributes }) => [name, linksOf(attributes)]));
  const needed = closureOf(
    requested.flatMap((name) => links.get(name) ?? []),
    links,
  );
  const waves: { readonly all: Set<string>; readonly names: Set<string> }[] = [];
  const placed = new Set<string>();
  // Those that nothing needs come first, so that the others find the wave which has them anyway.
  for (const name of [...requested.filter((each) => !needed.has(each)), ...requested]) {
    if (placed.has(name)) continue;
    placed.add(name);
    const there = waves.find(({ all }) => all.has(name));
    const closure = there ? [] : [...closureOf([name], links)];
    const wave = there ?? nearest(waves, closure, most) ?? { all: new Set(), names: new Set() };
    if (!waves.includes(wave)) waves.push(wave);
    wave.names.add(name);
    for (const each of closure) wave.all.add(each);
  }
  return waves.map(({ all, names }) => ({
    names: requested.filter((name) => names.has(name)),
    size: all.size,
  }));
}

/** Some targets and all that they need. */
function closureOf(
  names: readonly string[],
  links: ReadonlyMap<string, readonly string[]>,
): ReadonlySet<string> {
  const found = new Set(names);
  // A set gives what is added to it while it is gone through.
  for (const name of found) for (const link of links.get(name) ?? []) found.add(link);
  return found;
}

/** The wave with room for some targets that has most of them already. */
function nearest<T extends { readonly all: ReadonlySet<string> }>(
  waves: readonly T[],
  targets: readonly string[],
  most: number,
): T | undefined {
  const fitting = waves.flatMap((wave) => {
    const more = targets.filter((name) => !wave.all.has(name)).length;
    return wave.all.size + more <= most ? [{ wave, more }] : [];
  });
  return fitting.sort((one, two) => one.more - two.more)[0]?.wave;
}

/** Whether a driver is given waves; one that nobody was asked about is taken for docker's own. */
function splits(driver: string | undefined): boolean {
  return driver === undefined || driver === 'docker';
}

/** What has to be said of a bake in waves; the driver is undefined where nobody was asked about it. */
export function waveNotices(
  { waves, targets }: { readonly waves: readonly Wave[]; readonly targets: readonly RunTarget[] },
  { options, driver }: { readonly options: BakeOptions; readonly driver?: string | undefined },
): readonly Notice[] {
  if (!splits(driver)) return [];
  const notices: Notice[] = [];
  if (waves.length > 1) {
    const why = `at most ${MOST} at once on the driver docker`;
    const unless = driver === undefined ? '; on any other driver all at once' : '';
    const line = `${targets.length} targets in ${waves.length} waves: ${why}${unless}`;
    notices.push({ level: 'info', line });
  }
  if (waves.length > 1 && options['no-cache'] === true) {
    const line = '--no-cache: what several waves need is built anew in each of them';
    notices.push({ level: 'warning', line });
  }
  if (waves.length > 1 && driver === undefined && options['metadata-file'] !== undefined) {
    const line =
      '--metadata-file: each line writes it anew; npm run bake puts all waves into one file';
    notices.push({ level: 'warning', line });
  }
  for (const { names, size } of waves.filter((wave) => wave.size > GOOD)) {
    if (onlyPrints(options)) break;
    const line = `"${names[0]}" needs ${size} targets at once, and bake on the driver docker may fail with more than ${GOOD}`;
    notices.push({ level: 'warning', line });
  }
  return notices;
}

/** The commands of a bake on a driver, one for each wave. */
export function waveCommands(
  {
    command,
    names,
    waves,
  }: {
    readonly command: Command;
    readonly names: readonly string[];
    readonly waves: readonly Wave[];
  },
  driver: string | undefined,
): readonly Command[] {
  if (waves.length === 1 || !splits(driver)) return [command];
  // What is asked for stands behind everything else.
  const args = command.args.slice(0, -names.length);
  return waves.map((wave) => ({ ...command, args: [...args, ...wave.names] }));
}
