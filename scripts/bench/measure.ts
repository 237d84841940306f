/** Measuring whole processes: pairs in turn, so that a machine whose speed drifts cancels out. */
import { execa } from 'execa';

/** A program to time; `env` is beside the caller's own. */
export interface Timed {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Medians over all counted pairs. Seconds. */
export interface Comparison {
  readonly name: string;
  readonly base: string;
  readonly runs: number;
  readonly seconds: number;
  readonly baseSeconds: number;
  /** The median of the ratios of each pair, not the ratio of the medians. */
  readonly ratio: number;
  /** The median of the differences of each pair. */
  readonly extraSeconds: number;
}

/** Runs `one` and `base` in turn, after one pair that is not counted. Throws when either fails. */
export async function compare(one: Timed, base: Timed, runs: number): Promise<Comparison> {
  const pairs: { readonly one: number; readonly base: number }[] = [];
  for (let run = 0; run <= runs; run++) {
    const pair = { base: await seconds(base), one: await seconds(one) };
    if (run > 0) pairs.push(pair);
  }
  return {
    name: one.name,
    base: base.name,
    runs,
    seconds: median(pairs.map((pair) => pair.one)),
    baseSeconds: median(pairs.map((pair) => pair.base)),
    ratio: median(pairs.map((pair) => pair.one / pair.base)),
    extraSeconds: median(pairs.map((pair) => pair.one - pair.base)),
  };
}

/** One run's wall time. */
export async function seconds({ file, args, cwd, env }: Timed): Promise<number> {
  const started = performance.now();
  await execa(file, args, { cwd, env: env ?? {}, stdin: 'ignore' });
  return (performance.now() - started) / 1000;
}

/** The middle value; of an even number the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, two) => one - two);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle - 1)] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}
