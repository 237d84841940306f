/** Image references, by the grammar of distribution/reference (the one docker itself uses). */

/** A parsed reference: registry/repository:tag@digest. Absent parts were not written. */
export interface Image {
  readonly registry?: string;
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

const COMPONENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const HOST =
  /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[0-9a-fA-F:]+\])(?::\d+)?$/;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})$/;

/** Parses a reference, or says in one clause what is wrong with it. */
export function parseImage(reference: string): Image | { readonly invalid: string } {
  const [beforeDigest = '', digest, ...more] = reference.split('@');
  if (more.length > 0) return { invalid: 'it has more than one "@"' };
  if (digest !== undefined && !DIGEST.test(digest)) return { invalid: `"${digest}" is no digest` };
  const colon = beforeDigest.lastIndexOf(':');
  const tagged = colon > beforeDigest.lastIndexOf('/');
  const name = tagged ? beforeDigest.slice(0, colon) : beforeDigest;
  const tag = tagged ? beforeDigest.slice(colon + 1) : undefined;
  if (tag !== undefined && !TAG.test(tag)) return { invalid: `"${tag}" is no tag` };
  const components = name.split('/');
  const registry = isHost(components) ? components.shift() : undefined;
  if (registry !== undefined && !HOST.test(registry))
    return { invalid: `"${registry}" is no host` };
  const bad = components.find((component) => !COMPONENT.test(component));
  if (bad !== undefined) return { invalid: `"${bad}" is no lower-case path component` };
  const repository = components.join('/');
  if (name.length > 255) return { invalid: 'its name is longer than 255 characters' };
  if (/^[0-9a-f]{64}$/.test(name)) return { invalid: 'its name looks like the id of an image' };
  return {
    ...(registry === undefined ? {} : { registry }),
    repository,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  };
}

/** The first of several components is a host when it could not be a repository's. */
function isHost(components: readonly string[]): boolean {
  const [first = ''] = components;
  return components.length > 1 && (/[.:A-Z]/.test(first) || first === 'localhost');
}

/** Writes a parsed reference as docker reads it. */
export function formatImage(image: Image): string {
  const name = image.registry ? `${image.registry}/${image.repository}` : image.repository;
  return `${name}${image.tag ? `:${image.tag}` : ''}${image.digest ? `@${image.digest}` : ''}`;
}

/**
 * The same image under one spelling, for comparisons: Docker Hub and `library/` written out, and
 * `latest` where neither tag nor digest is given.
 */
export function canonicalImage(image: Image): string {
  const registry = image.registry ?? 'docker.io';
  const hub = registry === 'docker.io' || registry === 'index.docker.io';
  const repository =
    hub && !image.repository.includes('/') ? `library/${image.repository}` : image.repository;
  const tag = image.tag ?? (image.digest ? undefined : 'latest');
  return formatImage({
    registry: hub ? 'docker.io' : registry,
    repository,
    ...(tag ? { tag } : {}),
    ...(image.digest ? { digest: image.digest } : {}),
  });
}
