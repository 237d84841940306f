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
