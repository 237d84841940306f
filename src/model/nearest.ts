/** Near names: what a misspelt word probably meant. */

/**
 * The name that was probably meant: the only nearest of `names` within two edits, or none. Case
 * does not count.
 */
export function nearest(name: string, names: readonly string[]): string | undefined {
  const limit = Math.min(2, Math.floor(name.length / 2));
  const ranked = [...new Set(names)]
    .map((candidate) => ({ candidate, edits: editsBetween(name, candidate, limit) }))
    .filter(({ edits }) => edits <= limit)
    .sort((a, b) => a.edits - b.edits);
  return ranked[0]?.edits === ranked[1]?.edits ? undefined : ranked[0]?.candidate;
}

function editsBetween(from: string, to: string, limit: number): number {
  if (Math.abs(from.length - to.length) > limit) return limit + 1;
  const a = from.toLowerCase();
  const b = to.toLowerCase();
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  let above = row;
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      next.push(
        Math.min(
          (row[j] ?? 0) + 1,
          (next[j - 1] ?? 0) + 1,
          (row[j - 1] ?? 0) + (same ? 0 : 1),
          swapped ? (above[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    // A swap leads from the row before the last; what both are over, no later one gets under.
    if (Math.min(...row, ...next) > limit) return limit + 1;
    above = row;
    row = next;
  }
  return row[b.length] ?? limit + 1;
}
