/**
 * Build caches in a registry, as a run reads and writes them. Whether a build is good does not depend on
 * them: one that is missing or refused costs time alone. So it has to be said, or nobody would notice.
 */
import { type BakeOptions, onlyPrints } from './bake-options.ts';
import { builds } from './looks.ts';
import type { Notice } from './notice.ts';
import type { RunTarget } from './run-targets.ts';

type Caches = 'cache-from' | 'cache-to';

/** Which caches a run reads and writes, and how docker speaks of those that it cannot; before it starts. */
export function cacheNotices(
  targets: readonly RunTarget[],
  options: BakeOptions,
): readonly Notice[] {
  if (onlyPrints(options)) return [];
  const built = targets.filter((target) => builds(target, options));
  const read = byRepository(built.flatMap((target) => refsOf(target, 'cache-from')));
  const written = byRepository(built.flatMap((target) => refsOf(target, 'cache-to')));
  const lines = [
    ...read.map((each) => `reads caches in ${each}`),
    ...written.map((each) => `writes caches in ${each}`),
    ...(read.length > 0
      ? ['a cache that is missing or refused is no failure: docker says ERROR, and builds without']
      : []),
  ];
  return lines.map((line) => ({ level: 'info', line }));
}

/**
 * What a finished run was to write and did not: BuildKit builds on without a word at the end. `written`
 * has the targets of which bake says that their cache is in the registry.
 */
export function unwrittenCaches(
  targets: readonly RunTarget[],
  written: ReadonlySet<string>,
): readonly Notice[] {
  const lost = targets
    .filter(({ name }) => !written.has(name))
    .flatMap((target) => refsOf(target, 'cache-to'));
  return byRepository(lost).map((each) => ({
    level: 'warning',
    line: `not written, so the next build is slower: caches in ${each}; docker says why at "exporting cache"`,
  }));
}

/** Whether any of them writes caches other than into its own image: not every builder can. */
export function exportsCaches(targets: readonly RunTarget[]): boolean {
  return targets.some((target) =>
    entriesOf(target, 'cache-to').some(({ type }) => type !== 'inline'),
  );
}

/** The references of caches in registries that a run writes, or of those that it reads, too. */
export function cacheRefs(
  targets: readonly RunTarget[],
  attributes: readonly Caches[],
): readonly string[] {
  return targets.flatMap((target) => attributes.flatMap((each) => refsOf(target, each)));
}

function refsOf(target: RunTarget, attribute: Caches): readonly string[] {
  return entriesOf(target, attribute)
    .filter(({ type }) => type === 'registry')
    .map(({ ref }) => String(ref));
}

function entriesOf({ attributes }: RunTarget, attribute: Caches) {
  return (attributes[attribute] ?? []) as readonly Readonly<Record<string, unknown>>[];
}

/** `host/repository: tag, tag`, a line each. */
function byRepository(refs: readonly string[]): readonly string[] {
  const found = new Map<string, Set<string>>();
  for (const ref of refs) {
    const [, repository = ref, tag = 'latest'] = /^(.*):([^:/]*)$/.exec(ref) ?? [];
    found.set(repository, (found.get(repository) ?? new Set()).add(tag));
  }
  return [...found].map(([repository, tags]) => `${repository}: ${[...tags].join(', ')}`);
}
