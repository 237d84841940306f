import { createHash } from 'node:crypto';

/** A file of an image folder: its path in it, and its text. */
export interface Blob {
  readonly path: string;
  readonly text: string;
}

/** The one layer of an image: an uncompressed tar. */
export interface Layer {
  /** 64 hexadecimal digits. */
  readonly sha256: string;
  readonly size: number;
}

/**
 * The files beside the layer that make a folder an image, for `docker load`: the OCI image layout
 * (image-layout.md, version 1.0.0) and `manifest.json`, which older image stores ask for. The layer is
 * not compressed: packing and unpacking it took 40 s with `docker import`, 6 s so. Pure.
 */
export function imageFiles(
  name: string,
  layer: Layer,
  config: Readonly<Record<string, unknown>>,
): readonly Blob[] {
  const configBlob = blob({
    architecture: 'amd64',
    os: 'linux',
    config,
    rootfs: { type: 'layers', diff_ids: [`sha256:${layer.sha256}`] },
    history: [{ created_by: 'npm run engine' }],
  });
  const manifest = blob({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', ...configBlob.descriptor },
    layers: [
      {
        mediaType: 'application/vnd.oci.image.layer.v1.tar',
        digest: `sha256:${layer.sha256}`,
        size: layer.size,
      },
    ],
  });
  const index = {
    schemaVersion: 2,
    manifests: [
      {
        mediaType: 'application/vnd.oci.image.manifest.v1+json',
        ...manifest.descriptor,
        annotations: {
          'io.containerd.image.name': `docker.io/${name}`,
          'org.opencontainers.image.ref.name': name.slice(name.indexOf(':') + 1),
        },
        platform: { os: 'linux', architecture: 'amd64' },
      },
    ],
  };
  const older = [{ Config: configBlob.path, RepoTags: [name], Layers: [layerPath(layer)] }];
  return [
    configBlob,
    manifest,
    { path: 'index.json', text: JSON.stringify(index) },
    { path: 'manifest.json', text: JSON.stringify(older) },
    { path: 'oci-layout', text: JSON.stringify({ imageLayoutVersion: '1.0.0' }) },
  ].map(({ path, text }) => ({ path, text }));
}

/** Where the layer lies in the folder. */
export function layerPath(layer: Layer): string {
  return `blobs/sha256/${layer.sha256}`;
}

function blob(value: unknown) {
  const text = JSON.stringify(value);
  const sha256 = createHash('sha256').update(text).digest('hex');
  const descriptor = { digest: `sha256:${sha256}`, size: Buffer.byteLength(text) };
  return { path: `blobs/sha256/${sha256}`, text, descriptor };
}
