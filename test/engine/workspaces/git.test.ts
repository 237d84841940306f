/**
 * A dependency that comes from a git repository: fetched while the base image is made, from a server of
 * this test's own, and there for every compile after that, with the server gone.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { type ColonyProject, LONG, makeColonyProject } from '../../support/colony-project.ts';
import { makeRepository, serveGit } from '../../support/git-server.ts';
import { testThat } from '../../support/needs.ts';
import { bakeWorkspace, imageOf, runBinaries } from '../../support/workspace.ts';

let project: ColonyProject;

beforeAll(async () => {
  project = await makeColonyProject('git');
});

afterAll(() => project.remove());

const settings = { BINARIES: 'quay', STARTED: 'quay' };

function manifest(name: string, version: string, dependencies = ''): string {
  return `[package]\nname = "${name}"\nversion = "${version}"\nedition = "2021"\n\n[dependencies]\n${dependencies}`;
}

/** A package in the lock file. */
function locked(name: string, lines: readonly string[]): string {
  return ['[[package]]', `name = "${name}"`, ...lines, ''].join('\n');
}

describe('a workspace with a dependency from git', () => {
  testThat(
    'needs-engine',
    'is baked and run at the commit of the lock file, and compiled again without the server',
    async () => {
      const repositories = path.join(project.temporary, 'repositories');
      // The crate is not at the root of its repository, which is a workspace, too.
      const first = await makeRepository(repositories, 'tides', {
        'Cargo.toml': '[workspace]\nmembers = ["moon", "tide"]\nresolver = "2"\n',
        'moon/Cargo.toml': manifest('moon', '0.3.0'),
        'moon/src/lib.rs': 'pub const PHASE: &str = "full";\n',
        'tide/Cargo.toml': manifest('tide', '2.0.0', 'moon = { path = "../moon" }\n'),
        'tide/src/lib.rs':
          'pub fn now() -> String { format!("high, the moon is {}", moon::PHASE) }\n',
      });
      const server = await serveGit(repositories);
      const workspace = { name: 'quay', folder: path.join(project.temporary, 'quay') };
      const write = (file: string, text: string) =>
        writeFile(path.join(workspace.folder, file), text);
      const source = (word: string) =>
        write('src/main.rs', `fn main() { println!("${word} {}", tide::now()); }\n`);
      await mkdir(path.join(workspace.folder, 'src'), { recursive: true });
      const from = `${server.url}/tides`;
      await write('Cargo.toml', manifest('quay', '0.1.0', `tide = { git = "${from}" }\n`));
      const lock = (commit: string) => {
        const origin = `source = "git+${from}#${commit}"`;
        const blocks = [
          locked('moon', ['version = "0.3.0"', origin]),
          locked('quay', ['version = "0.1.0"', 'dependencies = [', ' "tide",', ']']),
          locked('tide', ['version = "2.0.0"', origin, 'dependencies = [', ' "moon",', ']']),
        ];
        return write('Cargo.lock', `version = 4\n\n${blocks.join('\n')}`);
      };
      const bakes = async (what: string, line: string) => {
        const ended = await bakeWorkspace(project, workspace, { settings, what });
        expect(ended.exitCode, ended.stderr).toBe(0);
        const printed = await runBinaries(imageOf(project, workspace), ['quay'], 'quay');
        expect(printed).toEqual({ quay: [line] });
      };
      await source('tide:');
      try {
        await lock(first);
        await bakes('all', 'tide: high, the moon is full');
        // The same version, and a commit after it.
        const second = await makeRepository(repositories, 'tides', {
          'moon/src/lib.rs': 'pub const PHASE: &str = "new";\n',
        });
        await lock(second);
        await bakes('all', 'tide: high, the moon is new');
        await lock(first);
        await bakes('all', 'tide: high, the moon is full');
      } finally {
        await server.stop();
      }
      await source('still');
      await bakes('colony', 'still high, the moon is full');
    },
    LONG,
  );

  testThat(
    'needs-engine',
    'is compiled with the member that a patch puts in the place of another one of its repository',
    async () => {
      const repositories = path.join(project.temporary, 'patched');
      // With an empty stand-in for moon it compiles, so the cook has it, and colony must compile it again.
      const commit = await makeRepository(repositories, 'tides', {
        'Cargo.toml': '[workspace]\nmembers = ["moon", "tide"]\nresolver = "2"\n',
        'moon/Cargo.toml': manifest('moon', '0.3.0'),
        'moon/src/lib.rs': 'pub const PHASE: &str = "not patched";\n',
        'tide/Cargo.toml': manifest('tide', '2.0.0', 'moon = { path = "../moon" }\n'),
        'tide/src/lib.rs': 'pub use moon::*;\n',
      });
      const server = await serveGit(repositories);
      const workspace = { name: 'patched', folder: path.join(project.temporary, 'patched-quay') };
      const write = async (file: string, text: string) => {
        const at = path.join(workspace.folder, file);
        await mkdir(path.dirname(at), { recursive: true });
        await writeFile(at, text);
      };
      const from = `${server.url}/tides`;
      const patch = `[workspace]\nmembers = ["moon"]\n\n[patch."${from}"]\nmoon.path = "moon"\n`;
      const dependency = `tide = { git = "${from}" }\n`;
      await write('Cargo.toml', `${manifest('quay', '0.1.0', dependency)}\n${patch}`);
      await write('src/main.rs', 'fn main() { println!("{}", tide::PHASE); }\n');
      await write('moon/Cargo.toml', manifest('moon', '0.3.5'));
      const blocks = [
        locked('moon', ['version = "0.3.5"']),
        locked('quay', ['version = "0.1.0"', 'dependencies = [', ' "tide",', ']']),
        locked('tide', [
          ...['version = "2.0.0"', `source = "git+${from}#${commit}"`],
          ...['dependencies = [', ' "moon",', ']'],
        ]),
      ];
      await write('Cargo.lock', `version = 4\n\n${blocks.join('\n')}`);
      const prints = async (what: string, phase: string) => {
        await write('moon/src/lib.rs', `pub const PHASE: &str = "${phase}";\n`);
        const ended = await bakeWorkspace(project, workspace, { settings, what });
        expect(ended.exitCode, ended.stderr).toBe(0);
        const printed = await runBinaries(imageOf(project, workspace), ['quay'], 'quay');
        expect(printed).toEqual({ quay: [phase] });
      };
      try {
        await prints('all', 'patched');
      } finally {
        await server.stop();
      }
      await prints('colony', 'patched again');
      await prints('colony', 'patched');
    },
    LONG,
  );
});
