/** A fresh checkout as a runner without any of our tools has it: no node, no packages, docker alone. */
import { copyFile, cp, mkdir, mkdtemp, readFile, symlink } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import {
  type ColonyProject,
  type Ended,
  type Environment,
  machineValues,
  runIn,
} from './colony-project.ts';

/** Such a checkout. */
export interface Checkout {
  readonly folder: string;
  readonly environment: Environment;
  /** `docker buildx bake -f bake/colony/docker-bake.hcl colony`: how it ended, and the image's digest. */
  readonly bake: (
    ...args: readonly string[]
  ) => Promise<Ended & { readonly digest: string | undefined }>;
}

/** Makes one of what the project has committed, below its temporary folder. */
export async function makeCheckout(project: ColonyProject): Promise<Checkout> {
  const folder = await mkdtemp(path.join(project.temporary, 'checkout-'));
  for (const part of ['bake', 'docker', 'examples']) {
    await cp(path.join(project.folder, part), path.join(folder, part), { recursive: true });
  }
  const bin = path.join(folder, 'bin');
  await mkdir(bin);
  await symlink((await execa('sh', ['-c', 'command -v docker'])).stdout, path.join(bin, 'docker'));
  const machine = { ...machineValues() };
  if (machine.CA_FILE) {
    // Within the checkout it needs no permission, so the command stays as it is in the documents.
    await copyFile(machine.CA_FILE, path.join(folder, 'ca.pem'));
    machine.CA_FILE = 'ca.pem';
  }
  const environment = { ...project.environment, ...machine, PATH: bin };
  return {
    folder,
    environment,
    bake: async (...args) => {
      const metadata = path.join(folder, 'metadata.json');
      const command = ['docker', 'buildx', 'bake', '-f', 'bake/colony/docker-bake.hcl', 'colony'];
      const more = ['--metadata-file', metadata, ...args];
      const ended = await runIn(folder, [...command, ...more], environment);
      if (ended.exitCode !== 0) return { ...ended, digest: undefined };
      const made = JSON.parse(await readFile(metadata, 'utf8')) as {
        readonly colony?: Readonly<Record<string, string>>;
      };
      return { ...ended, digest: made.colony?.['containerimage.digest'] };
    },
  };
}
