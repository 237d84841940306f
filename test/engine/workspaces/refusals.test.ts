/**
 * Workspaces and settings that cannot be baked: what is said, word by word, and that nothing is compiled
 * before. What the runner sees by itself it refuses before docker is asked to build anything.
 */
import { appendFile, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { type Refusal, readRefusal } from '../../support/build-refusal.ts';
import { makeCheckout } from '../../support/checkout.ts';
import { type ColonyProject, LONG, makeColonyProject } from '../../support/colony-project.ts';
import { testThat } from '../../support/needs.ts';
import { bakeWorkspace, readExpected, WORKSPACES } from '../../support/workspace.ts';

let project: ColonyProject;

beforeAll(async () => {
  project = await makeColonyProject('unbaked');
});

afterAll(() => project.remove());

interface Change {
  readonly settings?: Readonly<Record<string, string>>;
  /** Only the sources tell: dependencies are compiled by then. */
  readonly late?: boolean;
  /** Changes the workspace, which is a copy. */
  readonly change?: (at: (file: string) => string) => Promise<unknown>;
}

/** Bakes a changed copy of a committed workspace, which the build must refuse. */
async function refused(name: string, { settings, late, change }: Change): Promise<Refusal> {
  const folder = path.join(project.temporary, name);
  await cp(path.join(WORKSPACES, name), folder, { recursive: true });
  try {
    await change?.((file) => path.join(folder, file));
    const given = { ...readExpected(name).settings, ...settings };
    const options = ['--progress=rawjson'];
    const ended = await bakeWorkspace(project, { name, folder }, { settings: given, options });
    expect(ended.exitCode, ended.stderr).toBe(4);
    const refusal = readRefusal(ended.stderr);
    expect(refusal.compiled).toEqual([]);
    if (!late) expect(refusal.cooked).toEqual([]);
    return refusal;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** One test: a workspace, what is wrong with it, and the lines that say so. */
function refuses(
  what: string,
  [name, change]: readonly [string, Change],
  said: readonly string[],
  words?: string,
): void {
  testThat(
    'needs-engine',
    what,
    async () => {
      const refusal = await refused(name, change);
      expect(refusal.said).toEqual(said);
      if (words !== undefined) expect(refusal.log).toContain(words);
    },
    LONG,
  );
}

describe('refused before anything is built', () => {
  testThat('needs-engine', 'a source folder that is empty, or has no workspace', async () => {
    const folder = path.join(project.temporary, 'empty');
    await mkdir(folder);
    for (const COLONY_SOURCE of [folder, path.dirname(WORKSPACES)]) {
      const { exitCode, stderr } = await project.cli(['bake', 'all'], { COLONY_SOURCE });
      expect(exitCode, stderr).toBe(2);
      expect(stderr).toContain(
        [
          `[ERROR] COLONY_SOURCE (context of "colony") is "${COLONY_SOURCE}", which has no Cargo.toml`,
          '        expected a folder with Cargo.toml',
        ].join('\n'),
      );
    }
  });

  testThat('needs-engine', 'a source folder that is not named, or not there', async () => {
    const unnamed = await project.cli(['bake', 'all'], { COLONY_SOURCE: '' });
    expect(unnamed.exitCode).toBe(2);
    expect(unnamed.stderr).toContain('COLONY_SOURCE (context of "colony") is empty');
    const missing = await project.cli(['bake', 'all'], { COLONY_SOURCE: 'moon' });
    expect(missing.exitCode).toBe(2);
    expect(missing.stderr).toContain(
      'COLONY_SOURCE (context of "colony") is "moon", which is not there',
    );
  });
});

describe('refused by the build', () => {
  testThat(
    'needs-engine',
    'a source folder that is empty, or has no workspace (plain docker buildx bake)',
    async () => {
      const checkout = await makeCheckout(project);
      const source = path.join(checkout.folder, 'examples/colony');
      const expected = [
        'expected: the folder of a Rust workspace',
        'to do: set COLONY_SOURCE to the folder with the Cargo.toml that has [workspace]',
      ];
      for (const file of ['Cargo.toml', 'Cargo.lock']) await rm(path.join(source, file));
      const below = await checkout.bake('--progress=rawjson');
      expect(below.exitCode).toBe(1);
      const manifests = ['backend', 'coordinator', 'gui', 'shared'].map(
        (crate) => `crates/${crate}/Cargo.toml`,
      );
      expect(readRefusal(below.stderr).said).toEqual([
        'there is no Cargo.toml in the source folder',
        `found: ${manifests.join(' ')} `,
        ...expected,
      ]);
      await rm(source, { recursive: true });
      await mkdir(source);
      const empty = await checkout.bake('--progress=rawjson');
      expect(empty.exitCode).toBe(1);
      expect(readRefusal(empty.stderr)).toMatchObject({
        said: [
          'there is no Cargo.toml in the source folder',
          'found: none below it either',
          ...expected,
        ],
        compiled: [],
      });
    },
    LONG,
  );

  refuses(
    'a workspace without a lock file',
    ['island', { change: (at) => rm(at('Cargo.lock')) }],
    [
      'the workspace has no Cargo.lock',
      'expected: a lock file beside the Cargo.toml at its root',
      'to do: run "cargo generate-lockfile" in the workspace, and commit the file',
    ],
  );

  refuses(
    'a lock file that is out of date',
    [
      'harbour',
      {
        change: (at) => appendFile(at('common/Cargo.toml'), '\n[dependencies]\nitoa = "1.0"\n'),
      },
    ],
    [
      'Cargo.lock does not fit the manifests of the workspace',
      'expected: a lock file that "cargo update --workspace --locked" accepts',
      'to do: run "cargo update --workspace" in the workspace, and commit Cargo.lock',
    ],
  );

  refuses(
    'a manifest that cannot be read',
    ['harbour', { change: (at) => appendFile(at('common/Cargo.toml'), 'this is [no manifest\n') }],
    [
      'cargo cannot read the manifests of the workspace (its own words are above)',
      'expected: a folder in which "cargo metadata" succeeds',
      'to do: run "cargo metadata --no-deps" in the workspace, and mend what it names',
    ],
    'common/Cargo.toml:5:6',
  );

  refuses(
    'a member that is not there',
    ['harbour', { change: (at) => rm(at('crane'), { recursive: true }) }],
    [
      'cargo cannot read the manifests of the workspace (its own words are above)',
      'expected: a folder in which "cargo metadata" succeeds',
      'to do: run "cargo metadata --no-deps" in the workspace, and mend what it names',
    ],
    '/app/crane/Cargo.toml',
  );

  refuses(
    'a folder of a workspace that is not its root',
    [
      'island',
      {
        change: (at) =>
          writeFile(
            at('Cargo.toml'),
            '[package]\nname = "island"\nversion.workspace = true\nedition = "2021"\n',
          ),
      },
    ],
    [
      'cargo cannot read the manifests of the workspace (its own words are above)',
      'expected: a folder in which "cargo metadata" succeeds',
      'to do: run "cargo metadata --no-deps" in the workspace, and mend what it names',
    ],
    'failed to find a workspace root',
  );

  refuses(
    'a crate by its path that is outside the source folder',
    [
      'island',
      {
        change: (at) =>
          appendFile(at('Cargo.toml'), '\n[dependencies]\nsea = { path = "../sea" }\n'),
      },
    ],
    [
      'cargo cannot find a dependency of the workspace (its own words are above)',
      'expected: every crate that is used by its path in the source folder, and a network for the others',
      'to do: if it is a certificate that cargo refuses, set CA_FILE to the bundle of your network',
    ],
    '/sea/Cargo.toml',
  );

  refuses(
    'configuration that includes a file of another folder',
    [
      'pier',
      {
        change: (at) =>
          writeFile(at('.cargo/flags.toml'), '# "a/b"\ninclude = [\n  \'../tides.toml\',\n]\n'),
      },
    ],
    [
      'in .cargo, flags.toml includes ../tides.toml',
      'expected: files in the folder .cargo itself, other than audit.toml and mutants.toml',
      'to do: move it there, and include it by its name alone',
    ],
  );

  refuses(
    'a crate from the registry that cannot be compiled, beside one that is left to colony',
    [
      'tinker',
      {
        late: true,
        change: async (at) => {
          // From before Rust 1.0.
          await appendFile(at('kettle/Cargo.toml'), 'lazy_static = "=0.1.0"\n');
          const lock = await readFile(at('Cargo.lock'), 'utf8');
          const old = [
            'name = "lazy_static"',
            'version = "0.1.0"',
            'source = "registry+https://github.com/rust-lang/crates.io-index"',
            'checksum = "50de4a465137ec12c30e51b62fbc34a201439dd695bd708bdbc7ce9426c52777"',
          ];
          const used = lock.replace(' "unreachable",\n', ' "lazy_static",\n "unreachable",\n');
          await writeFile(at('Cargo.lock'), `${used}\n[[package]]\n${old.join('\n')}\n`);
        },
      },
    ],
    [
      "cargo cannot compile the workspace's dependencies (its own words are above)",
      'found: lazy_static',
      'expected: dependencies that compile in the image that CHEF_IMAGE names',
      'to do: set CHEF_IMAGE to one with what they want, or name the member that uses them in LEFT_OUT',
    ],
    '`#![feature]` may not be used on the stable release channel',
  );

  refuses(
    'a crate to leave out that another one needs',
    ['harbour', { settings: { LEFT_OUT: 'pane' } }],
    [
      'LEFT_OUT names "pane", on which "desk" depends',
      'expected: crates that no other one needs',
      'to do: leave out "desk" too, or keep "pane"',
    ],
  );

  refuses(
    'a crate to leave out that is no member',
    ['harbour', { settings: { LEFT_OUT: 'desk,pane,moon' } }],
    [
      'LEFT_OUT names "moon", which is no member of the workspace',
      'expected: some of common,crane,desk,pane',
    ],
  );

  refuses(
    'a crate to leave out whose name another one has',
    ['chandler', { settings: { LEFT_OUT: 'rope' } }],
    [
      'LEFT_OUT names "rope", and several crates of the source folder have that name',
      'found: versions 1.5.0 2.0.0',
      'expected: a name that one of them has',
      'to do: rename the one that is to be left out',
    ],
  );

  refuses(
    'the package at the root, left out',
    ['mill', { settings: { LEFT_OUT: 'mill' } }],
    [
      'LEFT_OUT names "mill", the package at the root of the workspace',
      'expected: members in folders of their own',
    ],
  );

  refuses(
    'a binary that no member has',
    ['orchard', { late: true, settings: { BINARIES: 'press,moon' } }],
    [
      'BINARIES names "moon", which no member of the workspace builds',
      'expected: some of ladder,press,tasks',
    ],
  );

  refuses(
    'a binary that two members have',
    [
      'orchard',
      {
        late: true,
        change: async (at) => {
          await mkdir(at('tools/ladder/src/bin'));
          await writeFile(at('tools/ladder/src/bin/press.rs'), 'fn main() {}\n');
        },
      },
    ],
    [
      'BINARIES names "press", which several members build',
      'found: tools/ladder/src/bin/press.rs tools/press/src/press.rs',
      'expected: one binary of that name',
      'to do: rename one of them, or name the crate of the other in LEFT_OUT',
    ],
  );

  refuses(
    'a binary to start that is not in the image',
    ['orchard', { late: true, settings: { STARTED: 'backend' } }],
    [
      'the image would start "backend", which is not among BINARIES ("press,ladder")',
      'expected: the name of a binary that is in the image',
      'to do: add "backend" to BINARIES, or set STARTED to one of them',
    ],
  );

  testThat(
    'needs-no-rustup',
    'a toolchain that the image does not have and cannot fetch',
    async () => {
      for (const [file, text] of [
        ['rust-toolchain.toml', '[toolchain]\ncomponents = ["rustfmt"]\nchannel = "1.31" # old\n'],
        ['rust-toolchain', 'nightly-2020-02-02\n'],
      ] as const) {
        const { said } = await refused('island', { change: (at) => writeFile(at(file), text) });
        const channel = /1\.31|nightly-[\d-]+/.exec(text)?.[0];
        expect(said[0]).toMatch(
          / and the image that builds has Rust \d+\.\d+\.\d+\S* and no rustup$/,
        );
        expect(said[0]).toContain(`${file} asks for the toolchain "${channel}",`);
        expect(said.slice(1)).toEqual([
          'expected: an image with the toolchain that the workspace asks for, or with rustup, which fetches it',
          `to do: set CHEF_IMAGE to such an image, or change ${file}`,
        ]);
      }
    },
    LONG,
  );
});
