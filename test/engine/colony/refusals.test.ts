/** What colony refuses: before anything is started where that can be known, else by the build itself. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import {
  type ColonyProject,
  LONG,
  makeColonyProject,
  withoutVariables,
} from '../../support/colony-project.ts';
import { testThat } from '../../support/needs.ts';
import { type RecordedDocker, recordDocker } from '../../support/recorded-docker.ts';

let project: ColonyProject;
let docker: RecordedDocker;

beforeAll(async () => {
  project = await makeColonyProject('refusals');
  docker = await recordDocker(project.temporary);
});

afterAll(() => project.remove());

/** Bakes what must be refused before bake is started; gives what was said. */
async function refused(
  exitCode: number,
  words: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<string> {
  await docker.calls();
  const ended = await project.cli(['bake', ...words], { PATH: docker.PATH, ...more });
  expect(ended.exitCode, ended.stderr).toBe(exitCode);
  expect(ended.stdout).toBe('');
  const calls = await docker.calls();
  // What only reads the file (`--print`) asks nobody.
  const acting = calls.filter((call) => !call.includes('--print'));
  expect(acting.filter((call) => /bake|build$|pull|run/.test(call.slice(0, 2).join(' ')))).toEqual(
    [],
  );
  return ended.stderr;
}

/** Bakes what the build itself must refuse; gives what was said. */
async function failed(more: Readonly<Record<string, string>> = {}): Promise<string> {
  const ended = await project.cli(['bake', 'all'], more);
  expect(ended.exitCode, ended.stderr).toBe(4);
  expect(ended.stderr).toMatch(
    /\[ERROR\] docker buildx bake ended with exit code 1; its own output is above\n?$/,
  );
  return ended.stderr;
}

/** Changes a file for as long as `act` takes. */
async function withText(file: string, from: string, to: string, act: () => Promise<void>) {
  const before = await project.read(file);
  try {
    await project.edit(file, from, to);
    await act();
  } finally {
    await writeFile(path.join(project.folder, file), before);
  }
}

describe('colony, refused before anything starts', () => {
  testThat(
    'needs-engine',
    'without a local base image, in the words of the specification',
    async () => {
      const said = await refused(4, ['colony']);
      expect(withoutVariables(said)).toBe(
        [
          `[ERROR] Base image '${project.base}' not found locally!`,
          '[INFO] Please build the base image first:',
          '[INFO]   npm run bake builder',
        ].join('\n'),
      );
      const tagged = await refused(4, ['colony'], { BASE_IMAGE_TAG: 'v7' });
      expect(tagged).toContain(`Base image '${project.base.replace('latest', 'v7')}' not found`);
      expect(tagged).toMatch(
        /^\[INFO\] +(?:\S+ )*BASE_IMAGE_TAG=v7 (?:\S+ )*npm run bake builder$/m,
      );
    },
  );

  testThat('needs-engine', 'for any platform but linux/amd64', async () => {
    for (const platform of ['linux/arm64', 'linux/amd64,linux/arm64']) {
      const said = await refused(2, ['all', '--set', `colony.platform=${platform}`]);
      expect(said).toContain(`[ERROR] "colony" would be built for ${platform}`);
    }
  });

  testThat(
    'needs-engine',
    'with --pull, which would ask a registry for the base image',
    async () => {
      const said = await refused(2, ['colony', '--pull']);
      expect(said).toContain(`--pull would ask a registry for '${project.base}'`);
      expect(withoutVariables(said)).toContain('[INFO] npm run bake builder colony -- --pull');
    },
  );

  testThat('needs-engine', 'on builders that cannot see local images', async () => {
    const BUILDX_CONFIG = path.join(project.temporary, 'buildx');
    const create = (...args: readonly string[]) =>
      execa('docker', ['buildx', 'create', ...args], { env: { BUILDX_CONFIG } });
    const [container, remote] = [`${project.prefix}-container`, `${project.prefix}-remote`];
    await create('--name', container, '--driver', 'docker-container');
    await create('--name', remote, '--driver', 'remote', 'tcp://127.0.0.1:1');
    for (const [builder, driver] of [
      [container, 'docker-container'],
      [remote, 'remote'],
    ] as const) {
      const wanted = [
        `[ERROR] builder "${builder}" (driver ${driver}) cannot see local images, so not '${project.base}' either`,
        '[INFO] Build the base image in the same run:',
        '[INFO]   npm run bake builder colony',
      ].join('\n');
      const named = await refused(4, ['colony', '--builder', builder], { BUILDX_CONFIG });
      expect(withoutVariables(named)).toContain(wanted);
      const environment = { BUILDX_CONFIG, BUILDX_BUILDER: builder };
      expect(withoutVariables(await refused(4, ['colony'], environment))).toContain(wanted);
    }
  });
});

describe('colony, failed by the build', () => {
  testThat(
    'needs-engine',
    'a lock file that does not fit the manifests',
    () =>
      withText(
        'examples/colony/crates/coordinator/Cargo.toml',
        'shared.workspace = true\n',
        'shared.workspace = true\nserde.workspace = true\n',
        async () => {
          const said = await failed();
          expect(said).toContain('colony: Cargo.lock does not fit the manifests of the workspace');
          expect(said).toContain(
            'run "cargo update --workspace" in the workspace, and commit Cargo.lock',
          );
        },
      ),
    LONG,
  );

  testThat(
    'needs-engine',
    'LEFT_OUT with a name that is no member, or with a crate that another one needs',
    async () => {
      expect(await failed({ LEFT_OUT: 'gui,moon' })).toContain(
        'colony: LEFT_OUT names "moon", which is no member of the workspace',
      );
      expect(await failed({ LEFT_OUT: 'gui,shared' })).toMatch(
        /colony: LEFT_OUT names "shared", on which "(?:backend|coordinator)" depends/,
      );
    },
    LONG,
  );

  testThat(
    'needs-engine',
    'BINARIES with a name that no member builds, or without the one that the image starts',
    async () => {
      const said = await failed({ BINARIES: 'backend,moon' });
      expect(said).toContain(
        'colony: BINARIES names "moon", which no member of the workspace builds',
      );
      expect(said).toMatch(/expected: some of backend,coordinator/);
      expect(await failed({ BINARIES: 'coordinator' })).toContain(
        'colony: the image would start "backend", which is not among BINARIES ("coordinator")',
      );
    },
    LONG,
  );

  testThat(
    'needs-engine',
    'binaries that are linked dynamically, on a runtime without their libraries',
    async () => {
      const empty = `${project.prefix}-empty:latest`;
      await execa('sh', ['-c', `tar -cf - -T /dev/null | docker import - ${empty}`]);
      const said = await failed({ FLAVOUR: 'debian', RUNTIME_IMAGE: empty });
      expect(said).toMatch(
        /colony: "backend" is linked dynamically, and the runtime image has no \/lib64\/ld-linux/,
      );
    },
    LONG,
  );

  testThat(
    'needs-engine',
    'sources that do not compile, with the words of the compiler',
    () =>
      withText('examples/colony/crates/shared/src/greeting.rs', '&str', 'Moon', async () => {
        const said = await failed();
        expect(said).toContain('cannot find type `Moon` in this scope');
        expect(said).toContain('crates/shared/src/greeting.rs:2');
      }),
    LONG,
  );
});
