/** Images of the local store, looked at from outside. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';

/** The part of `docker image inspect` that tests read. */
export interface Image {
  readonly Id: string;
  readonly Os: string;
  readonly Architecture: string;
  /** Bytes; with the containerd store those of the compressed layers. */
  readonly Size: number;
  readonly RootFS: { readonly Layers: readonly string[] };
  readonly Config: {
    readonly User: string;
    readonly Cmd: readonly string[] | null;
    readonly Entrypoint: readonly string[] | null;
    readonly Env: readonly string[];
    readonly ExposedPorts?: Readonly<Record<string, unknown>>;
    readonly Labels: Readonly<Record<string, string>> | null;
  };
}

/** A layer's files, and the whole of the image's own words: configuration and history. */
export interface SavedImage {
  readonly layers: readonly (readonly string[])[];
  readonly configuration: string;
}

/** Inspects one image. Throws where there is none of that name. */
export async function inspectImage(name: string): Promise<Image> {
  const { stdout } = await execa('docker', ['image', 'inspect', name]);
  return (JSON.parse(stdout) as readonly [Image])[0];
}

/** The digest of an image as it is in the store now: with the containerd store, its id. */
export async function imageDigest(name: string): Promise<string> {
  return (await inspectImage(name)).Id;
}

/** Saves an image and lists every layer, from the bottom up; folders end with `/`. */
export async function saveImage(name: string): Promise<SavedImage> {
  const folder = await mkdtemp(path.join(tmpdir(), 'saved-'));
  try {
    const archive = path.join(folder, 'image.tar');
    await execa('docker', ['save', '--output', archive, name]);
    await execa('tar', ['-xf', archive, '-C', folder]);
    const text = await readFile(path.join(folder, 'manifest.json'), 'utf8');
    const [{ Config, Layers }] = JSON.parse(text) as [{ Config: string; Layers: string[] }];
    const layers: (readonly string[])[] = [];
    for (const layer of Layers) {
      const { stdout } = await execa('tar', ['-tf', path.join(folder, layer)]);
      layers.push(stdout.split('\n').map((file) => file.replace(/^\.?\//, '')));
    }
    return { layers, configuration: await readFile(path.join(folder, Config), 'utf8') };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Copies a folder out of an image, without running anything of it. */
export async function copyFromImage(image: string, from: string, to: string): Promise<void> {
  const { stdout: container } = await execa('docker', ['create', image]);
  try {
    await execa('docker', ['cp', `${container}:${from}`, to]);
  } finally {
    await execa('docker', ['rm', '--force', container]);
  }
}
