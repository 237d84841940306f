/**
 * Rust workspaces of many shapes, each baked to an image by settings alone, and run: what a binary
 * prints depends on what its workspace is there to show. `test/workspaces/<name>/expected.json` says
 * which binaries, and what they print.
 */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ColonyProject, LONG, makeColonyProject } from '../../support/colony-project.ts';
import { testThat } from '../../support/needs.ts';
import {
  bakeWorkspace,
  imageOf,
  readExpected,
  runBinaries,
  WORKSPACES,
  wasRecipeCooked,
} from '../../support/workspace.ts';

const names = readdirSync(WORKSPACES).sort();

let project: ColonyProject;

beforeAll(async () => {
  project = await makeColonyProject('workspaces');
});

afterAll(() => project.remove());

describe('workspaces', () => {
  test('there are at least eight', () => {
    expect(names.length).toBeGreaterThanOrEqual(8);
  });

  for (const name of names) {
    const { about, settings, prints, fits = true } = readExpected(name);
    testThat(
      'needs-engine',
      `${name}: ${about}`,
      async () => {
        const workspace = { name, folder: path.join(WORKSPACES, name) };
        const { exitCode, stderr } = await bakeWorkspace(project, workspace, { settings });
        expect(exitCode, stderr).toBe(0);
        expect(await wasRecipeCooked(project, workspace)).toBe(fits);
        const { STARTED = '' } = settings;
        expect(
          await runBinaries(imageOf(project, workspace), Object.keys(prints), STARTED),
        ).toEqual(prints);
      },
      LONG,
    );
  }
});
