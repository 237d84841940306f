/** The files in which a person says what a bake is: read once, however many ask for them. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ownFiles } from '../../src/commands/own-files.ts';
import { type BakeRequest, bakeSubjects } from '../../src/commands/plan-bake.ts';
import { planProject } from '../../src/commands/project.ts';
import type { Disk } from '../../src/io/disk.ts';
import { bakery } from '../cli/bakery/trees/bakery.ts';
import { kiosk, openWorkshop, type Workshop } from './workshop.ts';

const MAIN = 'bake/kiosk/docker-bake.hcl';
const OVERRIDE = 'bake/kiosk/docker-bake.override.hcl';

let workshop: Workshop;
let reads: string[];
let disk: Disk;
beforeEach(async () => {
  workshop = await openWorkshop([bakery, kiosk]);
  reads = [];
  disk = {
    ...workshop.disk,
    read: (file) => {
      reads.push(file);
      return workshop.disk.read(file);
    },
  };
});
afterEach(() => workshop.close());

test.each([
  ['current', undefined, []],
  ['edited', undefined, [MAIN]],
  ['current', 'target "cake" {}', [OVERRIDE]],
  ['edited', 'target "cake" {}', [MAIN, OVERRIDE]],
] as const)('of a bake file that is %s and an override of %j: %j', async (state, text, all) => {
  if (text !== undefined) await workshop.write(OVERRIDE, text);
  const own = ownFiles([{ path: MAIN, state, found: 'edit' }], disk);
  const found = (await own('kiosk')).map((file) => [file.path, file.text]);
  expect(found).toEqual(all.map((path) => [path, path === MAIN ? 'edit' : text]));
  expect(await own('bakery')).toEqual([]);
});

test('an override whose target is asked for by name is read once', async () => {
  await workshop.write(OVERRIDE, 'target "cake" {}');
  workshop.answers.listed = JSON.stringify([{ name: 'cake' }]);
  const { docker, config } = workshop;
  const request: BakeRequest = workshop.request(['cake']);
  const project = await planProject(config, disk);
  const given = { project, files: [], request, verb: 'bake', io: { disk, docker } } as const;
  const { subjects, notices } = await bakeSubjects(given);
  expect(subjects).toMatchObject([
    { hasOverride: true, fileDecides: true, line: expect.any(Function) },
  ]);
  expect(notices.map(({ line }) => line)).toContain(
    `"cake" is not in the model: it comes from ${OVERRIDE}`,
  );
  expect(reads.filter((file) => file === OVERRIDE)).toHaveLength(1);
});
