/**
 * A local base image that was made from something else is refused: by the runner before anything starts,
 * and by the build where bake runs alone. Each input is changed by itself.
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import {
  type ColonyProject,
  chefImage,
  type Ended,
  type Environment,
  LONG,
  machineValues,
  makeColonyProject,
  runIn,
} from '../../support/colony-project.ts';
import { imageDigest } from '../../support/images.ts';
import { testThat } from '../../support/needs.ts';
import { type RecordedDocker, recordDocker } from '../../support/recorded-docker.ts';

import { staleBasePage } from './stale-base-page.ts';

const SOURCE = 'examples/colony';
const TREE = 'src/trees/colony.ts';

let project: ColonyProject;
let docker: RecordedDocker;

beforeAll(async () => {
  project = await makeColonyProject('made-from', { ownCache: true });
  docker = await recordDocker(project.temporary);
});

afterAll(() => project.remove());

/** `docker buildx bake` on what is committed, with the local base image, as CI could run it. */
function plainBake(more: Environment = {}): Promise<Ended> {
  const command = ['docker', 'buildx', 'bake', '-f', 'bake/colony/docker-bake.hcl', 'colony'];
  const environment = { ...project.environment, ...machineValues(), COLONY_BASE: 'local', ...more };
  return runIn(project.folder, [...command, '--progress=plain'], environment);
}

async function generate(): Promise<void> {
  const { exitCode, stderr } = await project.cli(['generate']);
  expect(exitCode, stderr).toBe(0);
}

/** What was changed alone, and what was named by the runner and by the build. */
const rows: (readonly string[])[] = [];

/** Both refuse; `name` is all that they name. */
async function refused(name: string, more: Environment = {}, change = name): Promise<void> {
  await docker.calls();
  const ours = await project.cli(['bake', 'colony'], { PATH: docker.PATH, ...more });
  expect(ours.exitCode, ours.stderr).toBe(2);
  const told = `[ERROR] Base image '${project.base}' is stale: since it was made, these changed: `;
  expect(ours.stderr).toContain(`${told}${name}\n`);
  expect(ours.stderr.trimEnd()).toMatch(/\[INFO\] (?:\w+=.+ )?npm run bake builder colony$/);
  const acting = (await docker.calls()).filter(([first, second]) =>
    ['bake', 'build', 'pull', 'run', 'start'].includes(
      first === 'buildx' ? `${second}` : `${first}`,
    ),
  );
  expect(acting).toEqual([]);

  const plain = await plainBake(more);
  expect(plain.exitCode, plain.stderr).not.toBe(0);
  expect(plain.stderr).toContain(
    `colony: the base image is stale: since its dependencies were compiled, these changed: ${name.replaceAll(',', '')} \n`,
  );
  expect(plain.stderr).toContain('to do: run "npm run bake builder colony"');
  const said = [told, 'its dependencies were compiled, these changed: '].map((start, at) => {
    const { stderr } = [ours, plain][at] as Ended;
    return (stderr.split(start)[1] ?? '').split('\n', 1)[0]?.trim().split(/,? /).join(', ') ?? '';
  });
  rows.push([change, ...said]);
}

/** With a file of the sources as `change` makes it; what it was comes back. */
async function withFile(
  file: string,
  change: (text: string) => string,
  act: () => Promise<void>,
): Promise<void> {
  const at = path.join(project.folder, file);
  const before = await project.read(file).catch(() => undefined);
  const after = change(before ?? '');
  expect(after).not.toBe(before);
  await mkdir(path.dirname(at), { recursive: true });
  await writeFile(at, after);
  try {
    await act();
  } finally {
    if (before === undefined) await rm(at);
    else await writeFile(at, before);
  }
}

/** What builder takes from planner, by where it puts it. */
async function planned(): Promise<Readonly<Record<string, string>>> {
  const builder = await project.read('docker/colony/builder.Dockerfile');
  const copies = [...builder.matchAll(/^COPY --from=planner .*$/gm)].map(([line]) => line);
  const folder = path.join(project.temporary, 'planned');
  const target = [
    'target "planned" {',
    '  contexts = { planner = "target:planner" }',
    `  dockerfile-inline = "${['FROM scratch', ...copies].join('\\n')}"`,
    `  output = [{ type = "local", dest = "${folder}" }]`,
    '}',
  ];
  await writeFile(path.join(project.temporary, 'planned.hcl'), `${target.join('\n')}\n`);
  const bakeFiles = ['-f', 'bake/colony/docker-bake.hcl', '-f', 'tmp/planned.hcl'];
  const bake = ['docker', 'buildx', 'bake', ...bakeFiles, '--progress=rawjson', 'planned'];
  const environment = { ...project.environment, ...machineValues() };
  const { exitCode, stderr } = await runIn(project.folder, bake, environment);
  expect(exitCode, stderr).toBe(0);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const texts = entries
    .filter((entry) => entry.isFile())
    .map(async (entry): Promise<[string, string]> => {
      const file = path.join(entry.parentPath, entry.name);
      return [path.relative(folder, file), await readFile(file, 'utf8')];
    });
  return Object.fromEntries(await Promise.all(texts));
}

const comment = (text: string) => `${text}# changed\n`;

describe('colony’s base image is stale', () => {
  testThat(
    'needs-engine',
    'not as long as nothing changed; the record is read out of it once',
    async () => {
      const made = await project.cli(['bake', 'builder']);
      expect(made.exitCode, made.stderr).toBe(0);
      const looks = async () => {
        await docker.calls();
        const ended = await project.cli(['bake', 'colony'], { PATH: docker.PATH });
        expect(ended.exitCode, ended.stderr).toBe(0);
        return (await docker.calls()).filter(([word]) =>
          ['create', 'cp', 'rm'].includes(`${word}`),
        );
      };
      // The image has the same id wherever the same was cooked, so a run before this one may have it.
      const kept = `${await imageDigest(project.base)}/plan/inputs`.replace(/[^\w.]/g, '-');
      await rm(path.join(project.folder, 'node_modules/.cache/baketree', kept), { force: true });
      expect((await looks()).map(([word]) => word)).toEqual(['create', 'cp', 'rm']);
      expect(await looks()).toEqual([]);
      expect((await plainBake()).exitCode).toBe(0);
    },
    LONG,
  );

  for (const [file, change] of [
    ['Cargo.toml', comment],
    ['crates/backend/Cargo.toml', comment],
    ['crates/coordinator/Cargo.toml', comment],
    ['crates/gui/Cargo.toml', comment],
    ['crates/shared/Cargo.toml', comment],
    ['crates/fifth/Cargo.toml', () => '[package]\nname = "fifth"\n'],
    ['Cargo.lock', (text) => text.replace(/(name = "serde"\nversion = ")1\.0\.\d+/, '$11.0.0')],
    ['.cargo/config.toml', comment],
    ['.cargo/config', comment],
    ['.cargo/included.toml', comment],
    ['rust-toolchain.toml', () => '[toolchain]\nchannel = "stable"\n'],
    ['rust-toolchain', () => 'stable\n'],
  ] as readonly (readonly [string, (text: string) => string])[]) {
    testThat(
      'needs-engine',
      `after a change of ${file}`,
      () => withFile(`${SOURCE}/${file}`, change, () => refused(file)),
      LONG,
    );
  }

  testThat(
    'needs-engine',
    'without a file that was there',
    async () => {
      const file = `${SOURCE}/.cargo/config.toml`;
      const text = await project.read(file);
      await rm(path.join(project.folder, file));
      const away = '.cargo/config.toml, which is removed';
      await refused('.cargo/config.toml', {}, away).finally(() =>
        writeFile(path.join(project.folder, file), text),
      );
    },
    LONG,
  );

  for (const [name, value] of [
    ['PROFILE', 'dev'],
    ['LEFT_OUT', ''],
    ['FEATURES', 'shared/loud'],
    ['CHEF_IMAGE', 'example/chef:2'],
  ] as const) {
    testThat('needs-engine', `with another ${name}`, () => refused(name, { [name]: value }), LONG);
  }

  testThat(
    'needs-engine',
    'with another FLAVOUR, which has other packages',
    async () => {
      const other = machineValues().FLAVOUR === 'debian' ? 'alpine' : 'debian';
      // Named, as it is another one by default.
      await refused('FLAVOUR, PACKAGES', { FLAVOUR: other, CHEF_IMAGE: chefImage() }, 'FLAVOUR');
    },
    LONG,
  );

  for (const [name, from, to] of [
    ['BASE_RUSTFLAGS', "'-C link-arg=-s'", "'-C link-arg=-s -C debuginfo=0'"],
    ['PACKAGES', /binutils (?=git|ca-)/g, 'binutils file '],
  ] as const) {
    testThat(
      'needs-engine',
      `with other ${name} in the tree`,
      () =>
        withFile(
          TREE,
          (text) => text.replace(from, to),
          async () => {
            await generate();
            await refused(name);
          },
        ).finally(generate),
      LONG,
    );
  }

  testThat('needs-engine', 'as docs/stale-base.md tells', async () => {
    await expect(staleBasePage(rows)).toMatchFileSnapshot('../../../docs/stale-base.md');
  });

  testThat(
    'needs-engine',
    'all at once, each with what it was',
    () =>
      withFile(`${SOURCE}/Cargo.toml`, comment, () =>
        withFile(`${SOURCE}/rust-toolchain`, comment, async () => {
          const { stderr } = await project.cli(['bake', 'colony'], { PROFILE: 'dev' });
          expect(stderr).toContain('these changed: Cargo.toml, PROFILE, rust-toolchain\n');
          expect(stderr).toContain('        PROFILE was "release" and is "dev"\n');
          expect(stderr).toContain('        rust-toolchain is new\n');
        }),
      ),
    LONG,
  );

  testThat(
    'needs-engine',
    'nothing of all this is asked where the base image is made in the same run',
    () =>
      // A comment is an input all the same, but cargo-chef does not see it: nothing is cooked again.
      withFile(`${SOURCE}/crates/gui/Cargo.toml`, comment, async () => {
        const ended = await project.cli(['bake', 'builder', 'colony']);
        expect(ended.exitCode, ended.stderr).toBe(0);
        expect((await project.cli(['bake', 'colony'])).exitCode).toBe(0);
      }),
    LONG,
  );

  testThat(
    'needs-engine',
    'if it says nothing of what it was made from',
    async () => {
      const bare = `${project.prefix}-bare`;
      await execa('sh', ['-c', `tar -cf - -T /dev/null | docker import - ${bare}:latest`]);
      const ended = await project.cli(['bake', 'colony'], { ECR_BASE_REPOSITORY: bare });
      expect(ended.exitCode, ended.stderr).toBe(2);
      expect(ended.stderr).toMatch(
        new RegExp(
          `\\[ERROR\\] Base image '${bare}:latest' does not say what it was made from: .*/plan/inputs`,
        ),
      );
    },
    LONG,
  );
});

describe('a new version of the workspace’s own crates', () => {
  const bumped = async (act: () => Promise<void>) => {
    const own = /(?<=name = "(?:backend|coordinator|gui|shared)"\nversion = ")[^"]+/g;
    await withFile(
      `${SOURCE}/Cargo.toml`,
      (text) => text.replace(/^version = ".*"/m, 'version = "7.8.9"'),
      () => withFile(`${SOURCE}/Cargo.lock`, (text) => text.replace(own, '7.8.9'), act),
    );
  };

  testThat(
    'needs-engine',
    'needs no new base image, and no dependency is compiled again',
    async () => {
      for (const args of [['builder'], ['colony']]) {
        const made = await project.cli(['bake', ...args]);
        expect(made.exitCode, made.stderr).toBe(0);
      }
      await bumped(async () => {
        const ended = await project.cli(['bake', 'colony', '--progress=plain']);
        expect(ended.exitCode, ended.stderr).toBe(0);
        const compiled = ended.stderr.matchAll(/Compiling (\S+) v(\S+)/g);
        expect([...compiled].map(([, name, version]) => `${name} ${version}`).sort()).toEqual([
          ...['backend 7.8.9', 'coordinator 7.8.9', 'shared 7.8.9'],
        ]);
        const answer = ['run', '--rm', '--name', `${project.prefix}-version`, project.colony];
        const { stdout } = await execa('docker', [
          ...answer,
          '/usr/local/bin/backend',
          '--version',
        ]);
        expect(stdout).toContain('7.8.9');
      });
    },
    LONG,
  );

  testThat(
    'needs-engine',
    'changes nothing that builder takes from planner, so nothing is cooked again in the tree either',
    async () => {
      const before = await planned();
      expect(Object.keys(before).sort()).toEqual([
        'cook-cache/inputs',
        'plan/inputs',
        'plan/instead/.cargo/config.toml',
        'plan/kept/crates/gui/Cargo.toml',
        'plan/kept/crates/gui/src/lib.rs',
        'plan/members',
        'plan/recipe.json',
        'plan/trimmed.lock',
        'plan/uses-own',
      ]);
      await bumped(async () => expect(await planned()).toEqual(before));
      await withFile(`${SOURCE}/crates/gui/Cargo.toml`, comment, async () => {
        const { 'plan/recipe.json': recipe, 'plan/inputs': inputs } = await planned();
        expect(recipe).toBe(before['plan/recipe.json']);
        expect(inputs).not.toBe(before['plan/inputs']);
      });
    },
    LONG,
  );

  testThat(
    'needs-engine',
    'has to be in the lock file, too',
    async () => {
      await withFile(
        `${SOURCE}/Cargo.toml`,
        (text) => text.replace(/^version = ".*"/m, 'version = "7.8.9"'),
        async () => {
          const ended = await project.cli(['bake', 'colony']);
          expect(ended.exitCode, ended.stderr).toBe(4);
          expect(ended.stderr).toContain(
            'colony: Cargo.lock does not fit the manifests of the workspace, which have: backend 7.8.9 coordinator 7.8.9 shared 7.8.9',
          );
        },
      );
    },
    LONG,
  );
});

describe('the base image’s trimmed lock file is refused', () => {
  const lock = '/plan/trimmed.lock';
  for (const [what, script, said] of [
    ['where it is cut off between two crates', `sed -i '/^name = "memchr"/,$d' ${lock}`, ''],
    ['where it is cut off in a line', `truncate -s 1000 ${lock}`, 'failed to parse lock file'],
    ['without a dependency', `sed -i '/^ "memchr"/d' ${lock}`, '--locked'],
    ['with a version of its own', `sed -i 's/""/"9.9.9"/' ${lock}`, '--locked'],
    ['without a left-out crate', `sed -i '/^name = "gui"/,/^$/d' ${lock}`, ''],
    ['where it is not there', `rm ${lock}`, `it has no ${lock}`],
  ] as const) {
    testThat(
      'needs-engine',
      what,
      async () => {
        const made = await project.cli(['bake', 'builder']);
        expect(made.exitCode, made.stderr).toBe(0);
        const spoilt = `${project.prefix}-spoilt`;
        const input = `FROM ${project.base}\nRUN --network=none ${script}\n`;
        await execa('docker', ['buildx', 'build', '--tag', `${spoilt}:latest`, '-'], { input });
        // Plain bake: the runner has no look at that file.
        const ended = await plainBake({ ECR_BASE_REPOSITORY: spoilt });
        expect(ended.exitCode, ended.stderr).toBe(1);
        expect(ended.stderr).toContain(said);
        expect(ended.stderr).not.toContain('Compiling');
        expect(ended.stderr).not.toContain('Cargo.lock does not fit the manifests');
      },
      LONG,
    );
  }
});
