/** The metadata file that bake writes at the end of a good run: what was made, by target. */

/** One finished target. */
export interface BakedTarget {
  readonly target: string;
  readonly tags: readonly string[];
  /** Absent where nothing was exported. */
  readonly digest?: string;
}

/**
 * Reads the file's text, for the targets that were asked for; what was not exported has neither tags nor
 * digest. Throws an `Error` for a text that is not an object of objects.
 */
export function readMetadata(text: string, requested: readonly string[]): readonly BakedTarget[] {
  const metadata: unknown = JSON.parse(text);
  if (!isRecord(metadata)) throw new Error('it holds no object');
  return requested.map((target) => {
    const { 'containerimage.digest': digest, 'image.name': names } = recordIn(metadata, target);
    return {
      target,
      tags: typeof names === 'string' ? names.split(',').map(withoutDefault) : [],
      ...(typeof digest === 'string' ? { digest } : {}),
    };
  });
}

/**
 * The targets whose cache is in the registry now, from the same text. BuildKit gives the manifest that it
 * wrote; where it could not, and was not to fail for that, there is none (tried with buildx 0.29.1).
 */
export function writtenCaches(text: string): ReadonlySet<string> {
  const metadata: unknown = JSON.parse(text);
  if (!isRecord(metadata)) throw new Error('it holds no object');
  return new Set(
    Object.keys(metadata).filter((name) => {
      const found = metadata[name];
      return isRecord(found) && found['cache.manifest'] !== undefined;
    }),
  );
}

/** The digest of a target's image; undefined where bake has not said it. */
export function digestOf(targets: readonly BakedTarget[], name: string): string | undefined {
  return targets.find(({ target }) => target === name)?.digest;
}

/**
 * The texts of several waves as one. A target is told of by the wave that was asked for it; others may
 * have needed it, too, and say less. Throws an `Error` for a text that is not an object.
 */
export function joinMetadata(
  texts: readonly string[],
  waves: readonly { readonly names: readonly string[] }[],
): string {
  const all = texts.map((text) => {
    const metadata: unknown = JSON.parse(text);
    if (!isRecord(metadata)) throw new Error('it holds no object');
    return metadata;
  });
  const joined = new Map<string, unknown>();
  for (const metadata of all) {
    for (const [key, value] of Object.entries(metadata)) {
      const known = joined.get(key);
      // Such as "buildx.build.warnings".
      if (Array.isArray(known) && Array.isArray(value)) joined.set(key, [...known, ...value]);
      else if (known === undefined) joined.set(key, value);
    }
  }
  for (const [index, { names }] of waves.entries()) {
    const own = all[index] ?? {};
    for (const name of names) if (Object.hasOwn(own, name)) joined.set(name, own[name]);
  }
  return `${JSON.stringify(Object.fromEntries(joined), undefined, 2)}\n`;
}

/** `docker.io/library/x` is what buildx makes of a local name; it reads as if it came from there. */
function withoutDefault(name: string): string {
  return name.trim().replace(/^docker\.io\/(?:library\/)?/, '');
}

function recordIn(
  metadata: Readonly<Record<string, unknown>>,
  target: string,
): Readonly<Record<string, unknown>> {
  const found = Object.hasOwn(metadata, target) ? metadata[target] : {};
  if (!isRecord(found)) throw new Error(`"${target}" is no object in it`);
  return found;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
