/**
 * What is cooked when the lock file changes: cargo's own answer and nothing else, from a folder that
 * outlives builds, and in the end the same base image as from an empty one.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { compiledCrates, type Progress, readProgress } from '../../support/bake-progress.ts';
import { type ColonyProject, LONG, makeColonyProject } from '../../support/colony-project.ts';
import { testThat } from '../../support/needs.ts';

const SOURCE = 'examples/colony';
const MEMBERS = ['backend', 'coordinator', 'gui', 'shared'];

let project: ColonyProject;

beforeAll(async () => {
  project = await makeColonyProject('cook', { ownCache: true });
});

afterAll(() => project.remove());

/** Bakes with a profile that takes less time. */
async function bake(target: string): Promise<Progress> {
  const words = ['bake', target, '--', '--progress=rawjson'];
  const { exitCode, stderr } = await project.cli(words, { PROFILE: 'dev' });
  expect(exitCode, stderr).toBe(0);
  return readProgress(stderr);
}

/** The crates that were compiled for the base image, without the stand-ins of members. */
async function cooked(): Promise<readonly string[]> {
  const { steps } = await bake('builder');
  const found = compiledCrates(steps.filter(({ stage }) => stage === 'builder'));
  return found.filter((crate) => !MEMBERS.includes(crate));
}

/** What cargo does not see, so that a folder of its own is cooked in: one that nobody else has. */
async function takeOwnFolder(): Promise<void> {
  const file = path.join(project.folder, SOURCE, '.cargo/config.toml');
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `# ${randomBytes(8).toString('hex')}\n`);
}

/** A recipe that nobody has cooked, so that BuildKit has no answer of its own. */
async function takeOwnRecipe(): Promise<void> {
  const file = path.join(project.folder, SOURCE, 'Cargo.toml');
  const text = await project.read(`${SOURCE}/Cargo.toml`);
  const own = `[workspace.metadata.x-${randomBytes(8).toString('hex')}]`;
  await writeFile(file, `${text.replace(/\n\[workspace\.metadata.*\]\n/, '')}\n${own}\n`);
}

/** Another release of a crate that serde_json uses, and nobody else. */
async function takeOlderMemchr(): Promise<void> {
  const lock = await project.read(`${SOURCE}/Cargo.lock`);
  const checksum = '78ca9ab1a0babb1e7d5695e3530886289c18cf2f87ec19a575a0abdce112e3a3';
  const older = lock.replace(
    /(name = "memchr"\nversion = ")[^"]*("\nsource = .*\nchecksum = ")[^"]*/,
    (_, name, source) => `${name}2.7.4${source}${checksum}`,
  );
  expect(older).not.toBe(lock);
  await writeFile(path.join(project.folder, SOURCE, 'Cargo.lock'), older);
}

/** Names of all that is in the base image for cargo, without those that it gives at random. */
async function folder(): Promise<readonly string[]> {
  const run = ['run', '--rm', '--network', 'none', project.base, 'find', '/cooked'];
  return (await execa('docker', run)).stdout.split('\n').sort();
}

describe('colony’s dependencies', () => {
  testThat(
    'needs-engine',
    'are compiled anew where they changed, with those that use them, and no others',
    async () => {
      await takeOwnFolder();
      await takeOwnRecipe();
      const all = await cooked();
      expect(all).toContain('tokio');
      expect(all).toContain('memchr');

      await takeOlderMemchr();
      await takeOwnRecipe();
      expect(await cooked()).toEqual(['memchr', 'serde_json']);

      const { steps } = await bake('colony');
      const members = MEMBERS.filter((crate) => crate !== 'gui');
      expect(compiledCrates(steps.filter(({ stage }) => stage === 'compile'))).toEqual(members);
    },
    LONG,
  );

  testThat(
    'needs-engine',
    'are all compiled where a setting changed that cargo does not see, to the same base image',
    async () => {
      const before = await folder();
      expect(before.filter((name) => name.includes('memchr')).length).toBeGreaterThan(0);
      await takeOwnFolder();
      await takeOwnRecipe();
      const all = await cooked();
      expect(all).toContain('tokio');
      expect(await folder()).toEqual(before);
    },
    LONG,
  );
});
