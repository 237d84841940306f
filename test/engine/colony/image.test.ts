/** The images themselves: what is in them, what they say of themselves, and what never got in. */
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { compiledCrates, readProgress } from '../../support/bake-progress.ts';
import { type ColonyProject, LONG, makeColonyProject } from '../../support/colony-project.ts';
import { copyFromImage, imageDigest, inspectImage, saveImage } from '../../support/images.ts';
import { testThat } from '../../support/needs.ts';
import { withRunningColony } from '../../support/running-colony.ts';

const MEGABYTE = 1_000_000;

let project: ColonyProject;
/** The image of the runtime as this machine has it, or as the bake file names it. */
let runtime: string;
let baked: () => Promise<void>;

beforeAll(async () => {
  project = await makeColonyProject('image');
  let once: Promise<void> | undefined;
  baked = () => {
    once ??= project.cli(['bake', 'all']).then(async ({ exitCode, stderr }) => {
      expect(exitCode, stderr).toBe(0);
      const { Config } = await inspectImage(project.colony);
      runtime = Config.Labels?.['org.opencontainers.image.base.name'] ?? '';
    });
    return once;
  };
});

afterAll(() => project.remove());

describe('the images of colony', () => {
  testThat(
    'needs-engine',
    'both are for linux/amd64, and the bigger one is the base image',
    async () => {
      await baked();
      for (const name of [project.base, project.colony]) {
        expect(await inspectImage(name)).toMatchObject({ Os: 'linux', Architecture: 'amd64' });
      }
      const { Config } = await inspectImage(project.base);
      expect(Config.Labels).toMatchObject({
        'org.opencontainers.image.title': project.base.replace(':latest', ''),
        'org.opencontainers.image.description':
          'Toolchain and compiled dependencies of DistributedColony',
      });
    },
    LONG,
  );

  testThat(
    'needs-engine',
    'colony has the command, environment, ports and labels that the specification names',
    async () => {
      await baked();
      const below = await inspectImage(runtime).catch(() => undefined);
      const { Config } = await inspectImage(project.colony);
      expect(Config.Cmd).toEqual(['/usr/local/bin/backend', '0.0.0.0', '8082', 'aws']);
      expect(Config.Entrypoint).toBeNull();
      expect(Object.keys(Config.ExposedPorts ?? {}).sort()).toEqual(['8082/tcp', '8083/tcp']);
      const own = Config.Env.filter((line) => !below?.Config.Env.includes(line));
      expect(own).toEqual(
        expect.arrayContaining([
          'SERVICE_TYPE=backend',
          'COORDINATOR_HOST=localhost',
          'COORDINATOR_PORT=8083',
          'BACKEND_HOST=0.0.0.0',
          'BACKEND_PORT=8082',
          'BUILD_VERSION=dev',
        ]),
      );
      expect(Config.Labels).toMatchObject({
        'org.opencontainers.image.title': project.colony.replace(':latest', ''),
        'org.opencontainers.image.description': 'Backend and coordinator of DistributedColony',
        'org.opencontainers.image.version': 'dev',
        'org.opencontainers.image.base.name': runtime,
      });
      expect(Config.User).toBe('65532:65532');
    },
    LONG,
  );

  testThat(
    'needs-engine',
    'colony is one layer of two stripped binaries on the runtime, and small',
    async () => {
      await baked();
      const { layers, configuration } = await saveImage(project.colony);
      expect(layers.at(-1)?.filter((file) => file !== '')).toEqual([
        'usr/',
        'usr/local/',
        'usr/local/bin/',
        'usr/local/bin/backend',
        'usr/local/bin/coordinator',
      ]);
      const below = (await inspectImage(runtime).catch(() => undefined))?.RootFS.Layers;
      const { RootFS } = await inspectImage(project.colony);
      if (below) expect(RootFS.Layers.slice(0, -1)).toEqual(below);

      const files = layers.flat();
      const tools =
        /(?:^|\/)(?:(?:ba|da|z|a)?sh|busybox|apt|apt-get|dpkg|apk|cargo|rustc|gcc|cc|ld|strip|make|python3?|perl|git)$/;
      expect(files.filter((file) => tools.test(file))).toEqual([]);
      expect(
        files.filter((file) => /(?:^|\/)(?:secrets|\.cargo|\.env|\.git)\//.test(file)),
      ).toEqual([]);
      expect(configuration).not.toContain('/run/secrets');

      const folder = path.join(project.temporary, 'binaries');
      await copyFromImage(project.colony, '/usr/local/bin', folder);
      let bytes = 0;
      for (const name of await readdir(folder)) bytes += (await stat(path.join(folder, name))).size;
      expect(bytes).toBeLessThan(10 * MEGABYTE);
      expect((await inspectImage(project.colony)).Size).toBeLessThan(50 * MEGABYTE);

      // The base image has the tool that can tell, and nothing has to be there on this machine.
      const volume = ['--volume', `${folder}:/binaries:ro`, '--network', 'none'];
      for (const name of ['backend', 'coordinator']) {
        const look = ['readelf', '--sections', '--wide', `/binaries/${name}`];
        const sections = (await execa('docker', ['run', '--rm', ...volume, project.base, ...look]))
          .stdout;
        expect(sections).toContain('.text');
        expect(sections).not.toMatch(/\.symtab|\.debug_/);
      }
    },
    LONG,
  );

  testThat(
    'needs-engine',
    'no authority, no source and no stand-in of a member stays in the base image',
    async () => {
      await baked();
      const script = [
        'ls /run/secrets 2> /dev/null',
        // Certificates of the build's own network; crates have sources, of which none is a .pem.
        "grep -rl --include='*.pem' --include='*.crt' . /app /plan /root /tmp 2> /dev/null",
        'ls -A /app',
        'ls /cooked/release/deps | grep -E "^(lib)?(backend|coordinator|shared|gui)-"',
        'true',
      ].join('\n');
      const run = ['run', '--rm', '--network', 'none', project.base, 'sh', '-c', script];
      expect((await execa('docker', run)).stdout).toBe('');
    },
    LONG,
  );

  testThat(
    'needs-engine',
    'colony does not run as root, and as whom RUN_AS says',
    async () => {
      await baked();
      await withRunningColony(project.colony, project.prefix, async (colony) => {
        expect(colony.user).toBe('65532');
        expect((await colony.ask()).coordinator.run_id).toBe(colony.runId);
      });
      const { exitCode, stderr } = await project.cli(['bake', 'all'], { RUN_AS: '1234:1234' });
      expect(exitCode, stderr).toBe(0);
      await withRunningColony(project.colony, project.prefix, async ({ user }) => {
        expect(user).toBe('1234');
      });
    },
    LONG,
  );

  testThat(
    'needs-engine',
    'the same sources make the same image, compiled anew each time',
    async () => {
      await baked();
      const digests = new Set<string>();
      for (const _time of ['first', 'second']) {
        const { exitCode, stderr } = await project.cli([
          'bake',
          'colony',
          '--no-cache',
          '--progress=rawjson',
        ]);
        expect(exitCode, stderr).toBe(0);
        expect(compiledCrates(readProgress(stderr).steps)).toEqual([
          'backend',
          'coordinator',
          'shared',
        ]);
        digests.add(await imageDigest(project.colony));
      }
      expect([...digests]).toHaveLength(1);
    },
    LONG,
  );
});
