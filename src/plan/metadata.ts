/** The metadata file that bake writes at the end of a good run: what was made, by target. */

/** One finished target. */
export interface BakedTarget {
  readonly target: string;
  readonly tags: readonly string[];
  /** Absent where nothing was exported. */
  readonly digest?: string;
}

/** Reads the file's text, for the targets that were asked for; what was not exported has neither tags nor digest. */
export function readMetadata(text: string, requested: readonly string[]): readonly BakedTarget[] {
  const metadata = JSON.parse(text) as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  return requested.map((target) => {
    const { 'containerimage.digest': digest, 'image.name': names } = metadata[target] ?? {};
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
