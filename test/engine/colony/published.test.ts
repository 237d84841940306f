/** Colony from the published images that the bake file names, on each flavour, with nothing in the way. */
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { type ColonyProject, LONG, makeColonyProject } from '../../support/colony-project.ts';
import { inspectImage } from '../../support/images.ts';
import { testThat } from '../../support/needs.ts';
import { withRunningColony } from '../../support/running-colony.ts';

const RUNTIME_IMAGE = 'gcr.io/distroless/cc-debian12';

let project: ColonyProject;

beforeAll(async () => {
  project = await makeColonyProject('published');
});

afterAll(() => project.remove());

describe('colony, from published images', () => {
  for (const FLAVOUR of ['alpine', 'debian']) {
    testThat(
      'needs-registry',
      `is built on ${FLAVOUR}, small, and runs on distroless`,
      async () => {
        const environment = { FLAVOUR, CHEF_IMAGE: '', RUNTIME_IMAGE };
        const { exitCode, stderr } = await project.cli(['bake', 'all'], environment);
        expect(exitCode, stderr).toBe(0);
        const { Size, Architecture } = await inspectImage(project.colony);
        expect(Architecture).toBe('amd64');
        expect(Size).toBeLessThan(50_000_000);
        await withRunningColony(project.colony, project.prefix, async ({ ask, runId }) => {
          expect((await ask()).coordinator.run_id).toBe(runId);
        });
      },
      2 * LONG,
    );
  }
});
