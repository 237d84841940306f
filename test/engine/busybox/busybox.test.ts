/**
 * The example's scripts on busybox's shell and tools, which are alpine's, the default of FLAVOUR: no alpine
 * image is needed for that. What alpine has else is tested where a registry can be reached.
 */
import { randomBytes } from 'node:crypto';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import {
  type ColonyProject,
  LONG,
  machineValues,
  makeColonyProject,
  runIn,
} from '../../support/colony-project.ts';
import { has, testThat } from '../../support/needs.ts';
import { CASES } from '../never-stale/cases.ts';
import { judge, RIGHT } from '../never-stale/judge.ts';
import { makeProject, makeRoom } from '../never-stale/room.ts';
import { makeBusyboxChef } from './chef.ts';

const NEEDED = 'needs-busybox';
const chef = `baketree-test-busybox-${randomBytes(3).toString('hex')}-chef`;

/** A choice of the cases, another one each time. */
const SOME = CASES.map((each) => ({ each, lot: Math.random() }))
  .sort((one, two) => one.lot - two.lot)
  .slice(0, 3)
  .map(({ each }) => each);

let example: ColonyProject;
let workspace: ColonyProject;

beforeAll(async () => {
  example = await makeColonyProject('busybox', { ownCache: true, chef });
  workspace = await makeProject('with', { chef });
  if (has(NEEDED)) await makeBusyboxChef(chef);
}, LONG);

afterAll(async () => {
  await example.remove();
  await workspace.remove();
  if (has(NEEDED)) await execa('docker', ['image', 'rm', chef]);
}, LONG);

describe("on busybox's tools", () => {
  testThat(
    NEEDED,
    'the tools are busybox’s, as far as it has them',
    async () => {
      const script =
        'for tool in sh awk find sed sort stat touch xargs; do readlink -f "$(which $tool)"; done';
      const { stdout } = await execa('docker', ['run', '--rm', chef, 'sh', '-c', script]);
      expect(new Set(stdout.split('\n'))).toEqual(new Set(['/busybox/busybox']));
    },
    LONG,
  );

  testThat(
    NEEDED,
    'the example is built, and built again from its base',
    async () => {
      for (const name of ['all', 'colony']) {
        const { exitCode, stderr } = await example.npmBake([name]);
        expect(exitCode, stderr).toBe(0);
      }
    },
    LONG,
  );

  testThat(
    NEEDED,
    'a base image of other manifests is refused by name, by the runner and by the build',
    async () => {
      await example.edit(
        'examples/colony/crates/shared/Cargo.toml',
        '[dependencies]',
        '[dependencies] #',
      );
      const ours = await example.npmBake(['colony']);
      const why = 'these changed: crates/shared/Cargo.toml';
      expect(ours.stderr).toContain(why);
      const bake = ['docker', 'buildx', 'bake', '-f', 'bake/colony/docker-bake.hcl', 'colony'];
      const environment = { ...machineValues(), ...example.environment, COLONY_BASE: 'local' };
      const theirs = await runIn(example.folder, [...bake, '--progress=plain'], environment);
      expect(theirs.stderr).toContain(why);
    },
    LONG,
  );

  let base: Promise<void> | undefined;
  for (const [index, each] of SOME.entries()) {
    testThat(
      NEEDED,
      `the compile cache is never stale: ${each.name}`,
      async () => {
        base ??= makeRoom(workspace, 'base').bakeBase();
        await base;
        const { text, log } = await judge(makeRoom(workspace, `case${index}`), each);
        expect(text, log).toBe(RIGHT);
      },
      LONG,
    );
  }
});
