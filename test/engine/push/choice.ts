/** A choice of cases that differs from run to run, and can be made again by its seed. */

/** The seed that was given, or a new one. */
export function seedOf(given: string | undefined): number {
  return given ? Number(given) : Math.floor(Math.random() * 1_000_000);
}

/** So many of them, in their own order. */
export function chosen<T>(all: readonly T[], count: number, seed: number): readonly T[] {
  const next = randoms(seed);
  const lots = all.map((each, index) => ({ each, index, lot: next() }));
  const drawn = lots.sort((one, two) => one.lot - two.lot).slice(0, count);
  return drawn.sort((one, two) => one.index - two.index).map(({ each }) => each);
}

/** Numbers from 0 to 1 that follow from a seed: xorshift by Marsaglia, with shifts 13, 17 and 5. */
export function randoms(seed: number): () => number {
  let state = (seed + 1) * 2_654_435_761;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
