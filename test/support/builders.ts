/** Builders of a test's own, on BuildKit from the folder that `BAKETREE_BUILDKIT` names. */
import { copyFile, mkdir, realpath, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { TOOLS_PATH, toolPath } from './engine-tools.ts';

/** A builder that buildx knows by name, wherever BUILDX_CONFIG is as it was given. */
export interface Builder {
  readonly name: string;
  /** Ends what runs for it, and removes what it kept. */
  readonly remove: () => Promise<void>;
}

/** What one is made of. */
export interface BuilderRequest {
  readonly name: string;
  /** A folder of its own, for whatever it keeps on the machine. */
  readonly folder: string;
  /** The folder of buildx's notes, so that the user's own list of builders stays as it is. */
  readonly buildxConfig: string;
  /** A registry that speaks plain http. */
  readonly registry: string;
}

const program = (name: string) => path.join(process.env.BAKETREE_BUILDKIT ?? '', name);

const buildx = (config: string, ...args: readonly string[]) =>
  execa('docker', ['buildx', ...args], { env: { BUILDX_CONFIG: config } });

/** Driver `remote`: buildkitd as a process of this machine, behind a socket. */
export async function makeRemoteBuilder(request: BuilderRequest): Promise<Builder> {
  const { name, folder, buildxConfig, registry } = request;
  const config = path.join(folder, 'buildkitd.toml');
  const address = `unix://${path.join(folder, 'buildkitd.sock')}`;
  await mkdir(folder, { recursive: true });
  const lines = [
    `root = "${path.join(folder, 'root')}"`,
    '[grpc]',
    `address = ["${address}"]`,
    '[worker.oci]',
    'enabled = true',
    'snapshotter = "overlayfs"',
    'networkMode = "host"',
    '[worker.containerd]',
    'enabled = false',
    ...plainHttp(registry),
  ];
  await writeFile(config, lines.join('\n'));
  const daemon = execa(program('buildkitd'), ['--config', config], {
    env: { PATH: TOOLS_PATH },
    reject: false,
    all: true,
  });
  const stop = async () => {
    daemon.kill();
    await daemon;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    for (const end = Date.now() + 30_000; ; await sleep(100)) {
      const asked = ['--addr', address, 'debug', 'workers'];
      const { exitCode } = await execa(program('buildctl'), asked, { reject: false });
      if (exitCode === 0) break;
      if (daemon.exitCode !== null || Date.now() > end)
        throw new Error('buildkitd does not answer');
    }
    await buildx(buildxConfig, 'create', '--name', name, '--driver', 'remote', address);
  } catch (error) {
    await stop();
    throw new Error(`no remote builder: ${error}\n${(await daemon).all}`);
  }
  return {
    name,
    remove: async () => {
      try {
        await buildx(buildxConfig, 'rm', name);
      } finally {
        await stop();
      }
    },
  };
}

/** Driver `docker-container`: buildkitd in a container that buildx itself starts, from an image made here. */
export async function makeContainerBuilder(request: BuilderRequest): Promise<Builder> {
  const { name, folder, buildxConfig, registry } = request;
  // Before it looks at the local store, buildx asks for the image where its name says: here that is a
  // registry which says no at once.
  const image = `${registry}/${name}`;
  const config = path.join(folder, 'buildkitd.toml');
  await mkdir(folder, { recursive: true });
  await writeFile(config, plainHttp(registry).join('\n'));
  await importBuildkit(path.join(folder, 'image'), image);
  const remove = async () => {
    try {
      await buildx(buildxConfig, 'rm', '--force', name);
    } finally {
      await execa('docker', ['image', 'rm', '--force', image]);
      await rm(folder, { recursive: true, force: true });
    }
  };
  const options = [`image=${image}`, 'network=host'].flatMap((each) => ['--driver-opt', each]);
  const driver = ['--driver', 'docker-container', ...options, '--buildkitd-config', config];
  try {
    await buildx(buildxConfig, 'create', '--name', name, ...driver, '--bootstrap');
  } catch (error) {
    await remove().catch(() => undefined);
    throw error;
  }
  return { name, remove };
}

const plainHttp = (registry: string) => [`[registry."${registry}"]`, 'http = true', ''];

/** BuildKit, runc and the libraries that runc wants, and nothing else. */
async function importBuildkit(folder: string, image: string): Promise<void> {
  const runc = await realpath(toolPath('runc'));
  const { stdout } = await execa('ldd', [runc], { reject: false });
  const libraries = stdout.match(/\/\S+(?= \(0x)/g) ?? [];
  const files = [
    ...['buildkitd', 'buildctl'].map((name) => [program(name), `/usr/bin/${name}`] as const),
    [runc, '/usr/bin/runc'] as const,
    ...libraries.map((library) => [library, library] as const),
  ];
  for (const [from, to] of files) {
    await mkdir(path.join(folder, path.dirname(to)), { recursive: true });
    await copyFile(from, path.join(folder, to));
  }
  await mkdir(path.join(folder, 'tmp'));
  const started = ['ENTRYPOINT ["/usr/bin/buildkitd"]', 'ENV PATH=/usr/bin'];
  const changes = started.flatMap((change) => ['--change', change]);
  const archive = path.join(folder, '../image.tar');
  await execa('tar', ['-C', folder, '-cf', archive, '.']);
  await execa('docker', ['import', ...changes, archive, image]);
  await rm(archive);
  await rm(folder, { recursive: true });
}
