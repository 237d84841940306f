/**
 * One more workspace, another in each run: made from a number, which is printed, baked, run, and compared
 * with what it must print. `WORKSPACE_SEED=<number>` makes that one again; `WORKSPACE_COUNT` makes more.
 */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { type ColonyProject, LONG, makeColonyProject } from '../../support/colony-project.ts';
import { testThat } from '../../support/needs.ts';
import { randomWorkspace } from '../../support/random-workspace.ts';
import { writeRandomWorkspace } from '../../support/random-workspace-files.ts';
import { bakeWorkspace, imageOf, runBinaries } from '../../support/workspace.ts';

const first = Number(process.env.WORKSPACE_SEED ?? Math.floor(Math.random() * 1_000_000));
const count = Number(process.env.WORKSPACE_COUNT ?? 1);
const seeds = Array.from({ length: count }, (_, index) => first + index);

let project: ColonyProject;

beforeAll(async () => {
  project = await makeColonyProject('random');
});

afterAll(() => project.remove());

describe('a workspace made at random', () => {
  for (const seed of seeds) {
    testThat(
      'needs-engine',
      `is baked and run: WORKSPACE_SEED=${seed}`,
      async () => {
        process.stdout.write(`WORKSPACE_SEED=${seed}\n`);
        const made = randomWorkspace(seed);
        const workspace = { name: 'random', folder: path.join(project.temporary, `${seed}`) };
        await writeRandomWorkspace(made, workspace.folder);
        const { exitCode, stderr } = await bakeWorkspace(project, workspace, {
          settings: made.settings,
        });
        expect(exitCode, stderr).toBe(0);
        const { STARTED = '' } = made.settings;
        expect(
          await runBinaries(imageOf(project, workspace), Object.keys(made.prints), STARTED),
        ).toEqual(made.prints);
        await rm(workspace.folder, { recursive: true });
      },
      LONG,
    );
  }
});
