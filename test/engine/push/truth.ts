/** What a registry really holds: asked over HTTP, without docker and without what stands in front of it. */
import { createHash } from 'node:crypto';

/** What a tag leads to. `broken` says what of it is missing. */
export type Found =
  | { readonly absent: true }
  | { readonly digest: string; readonly broken?: string };

/** Asks, and puts in. */
export interface Truth {
  /** Fetches a tag's manifest, and everything that is in it. */
  readonly read: (repository: string, tag: string) => Promise<Found>;
  /** Puts a small image there, under these tags; gives its digest. */
  readonly seed: (repository: string, tags: readonly string[], text: string) => Promise<string>;
  /** Makes a tag lead to an image that was put in. */
  readonly move: (repository: string, tag: string, digest: string) => Promise<void>;
}

interface Descriptor {
  readonly digest: string;
}

/** The first is what docker's own builder pushes; it does not find an older image of another kind. */
const MANIFESTS = [
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
] as const;

/** That of a registry on loopback; the user is AWS. */
export function registryTruth(host: string, password: string): Truth {
  const authorization = `Basic ${Buffer.from(`AWS:${password}`).toString('base64')}`;
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(path.startsWith('http') ? path : `http://${host}/v2/${path}`, {
      ...init,
      headers: { authorization, ...init.headers },
    });
  const missing = async (repository: string, kind: string, digest: string) => {
    const answer = await ask(`${repository}/${kind}/${digest}`, {
      headers: { accept: MANIFESTS.join(', ') },
    });
    const bytes = Buffer.from(await answer.arrayBuffer());
    return answer.ok && digestOf(bytes) === digest
      ? { bytes }
      : { why: `${kind} ${digest}: ${answer.status}` };
  };
  const whatIsMissing = async (repository: string, text: string): Promise<string | undefined> => {
    const {
      manifests = [],
      config,
      layers = [],
    } = JSON.parse(text) as {
      readonly manifests?: readonly Descriptor[];
      readonly config?: Descriptor;
      readonly layers?: readonly Descriptor[];
    };
    for (const { digest } of manifests) {
      const found = await missing(repository, 'manifests', digest);
      if (found.why) return found.why;
      const within = await whatIsMissing(repository, `${found.bytes}`);
      if (within) return within;
    }
    for (const { digest } of [...(config ? [config] : []), ...layers]) {
      const { why } = await missing(repository, 'blobs', digest);
      if (why) return why;
    }
    return undefined;
  };
  const seeded = new Map<string, string>();
  const putManifest = async (repository: string, tag: string, body: string) => {
    const headers = { 'content-type': MANIFESTS[0] };
    await expectOk(ask(`${repository}/manifests/${tag}`, { method: 'PUT', body, headers }));
  };
  return {
    read: async (repository, tag) => {
      const headers = { accept: MANIFESTS.join(', ') };
      const answer = await ask(`${repository}/manifests/${tag}`, { headers });
      if (answer.status === 404) return { absent: true };
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${repository}:${tag}: ${answer.status} ${text}`);
      const digest = digestOf(Buffer.from(text));
      const broken = await whatIsMissing(repository, text);
      return broken === undefined ? { digest } : { digest, broken };
    },
    seed: async (repository, tags, text) => {
      const put = async (bytes: Buffer) => {
        const begun = await ask(`${repository}/blobs/uploads/`, { method: 'POST' });
        const at = new URL(begun.headers.get('location') ?? '', `http://${host}`);
        at.searchParams.set('digest', digestOf(bytes));
        await expectOk(ask(`${at}`, { method: 'PUT', body: new Uint8Array(bytes) }));
        return { digest: digestOf(bytes), size: bytes.length };
      };
      const layer = await put(Buffer.from(`no archive, but nobody looks: ${text}`));
      const settings = {
        architecture: 'amd64',
        os: 'linux',
        rootfs: { type: 'layers', diff_ids: [layer.digest] },
      };
      const config = await put(Buffer.from(JSON.stringify(settings)));
      const manifest = JSON.stringify({
        schemaVersion: 2,
        mediaType: MANIFESTS[0],
        config: { mediaType: 'application/vnd.docker.container.image.v1+json', ...config },
        layers: [{ mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip', ...layer }],
      });
      for (const tag of tags) await putManifest(repository, tag, manifest);
      const digest = digestOf(Buffer.from(manifest));
      seeded.set(digest, manifest);
      return digest;
    },
    move: async (repository, tag, digest) => {
      await putManifest(repository, tag, seeded.get(digest) ?? '');
    },
  };
}

async function expectOk(asked: Promise<Response>): Promise<void> {
  const answer = await asked;
  if (!answer.ok) throw new Error(`${answer.url}: ${answer.status} ${await answer.text()}`);
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
