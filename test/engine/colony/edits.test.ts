/**
 * What a person may change without changing the model: generated files, an override file, settings,
 * and where sources and authorities lie. Sources are those committed, so little is compiled here.
 */
import { copyFile, cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import {
  type ColonyProject,
  type Ended,
  LONG,
  machineValues,
  makeColonyProject,
  runIn,
} from '../../support/colony-project.ts';
import { imageDigest, inspectImage } from '../../support/images.ts';
import { testThat } from '../../support/needs.ts';
import { recordDocker } from '../../support/recorded-docker.ts';

const BAKE_FILE = 'bake/colony/docker-bake.hcl';
const OVERRIDE = 'bake/colony/docker-bake.override.hcl';
const DOCKERFILE = 'docker/colony/colony.Dockerfile';

let project: ColonyProject;
/** A folder that has nothing in common with the project's, not even the beginning of its name. */
let outside: string;

beforeAll(async () => {
  project = await makeColonyProject('edits');
  outside = await mkdtemp(path.join(tmpdir(), 'outside-'));
});

afterAll(async () => {
  await project.remove();
  await rm(outside, { recursive: true, force: true });
});

async function bake(
  args: readonly string[] = [],
  more: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const ended = await project.cli(['bake', 'all', ...args], more);
  expect(ended.exitCode, ended.stderr).toBe(0);
  return ended;
}

const labels = async (name: string) => (await inspectImage(name)).Config.Labels ?? {};

describe('colony, edited', () => {
  testThat(
    'needs-engine',
    'a printed command does the same in a shell, from any folder',
    async () => {
      await bake();
      const digest = await imageDigest(project.colony);
      const { exitCode, stdout } = await project.cli(['bake', 'all', '--dry-run']);
      expect(exitCode).toBe(0);
      await runIn(project.folder, ['docker', 'image', 'rm', project.colony], project.environment);
      const pasted = await runIn(project.folder, ['sh', '-c', stdout], project.environment);
      expect(pasted.exitCode, `${stdout}\n${pasted.stderr}`).toBe(0);
      expect(await imageDigest(project.colony)).toBe(digest);

      const below = path.join(project.folder, 'examples');
      const { environment } = project;
      const command = [process.execPath, '../dist/cli.js', 'bake', 'all', '--dry-run'];
      const elsewhere = (await runIn(below, command, environment)).stdout;
      expect(elsewhere).toMatch(/^cd /);
      const again = await runIn(below, ['sh', '-c', elsewhere], environment);
      expect(again.exitCode, `${elsewhere}\n${again.stderr}`).toBe(0);
      expect(await imageDigest(project.colony)).toBe(digest);
    },
    LONG,
  );

  testThat(
    'needs-engine',
    '--check and --call leave the image and its tag as they are',
    async () => {
      await bake();
      const before = await imageDigest(project.colony);
      // Colony alone: bake itself cannot look at a target that stands on another one of the same run.
      const look = async (...options: readonly string[]) => {
        const ended = await project.cli(['bake', 'colony', ...options]);
        expect(ended.exitCode, ended.stderr).toBe(0);
        return ended;
      };
      for (const option of ['--check', '--call=outline', '--call=targets']) {
        const { stdout, stderr } = await look(option);
        expect(stdout + stderr).not.toMatch(/^target +tags +digest/m);
        expect([option, await imageDigest(project.colony)]).toEqual([option, before]);
      }
      // By its own attribute, too.
      await look('--set', 'colony.call=check');
      expect(await imageDigest(project.colony)).toBe(before);
      // What bake does by itself: where it does so no more, src/plan/looks.ts can go.
      const { stdout } = await look('--check', '--dry-run');
      expect(stdout).toContain(" '--set=*.output=type=cacheonly' ");
      const bare = stdout.replace(" '--set=*.output=type=cacheonly' ", ' ');
      const ended = await runIn(project.folder, ['sh', '-c', bare], project.environment);
      expect(ended.exitCode, ended.stderr).toBe(0);
      expect(await imageDigest(project.colony)).not.toBe(before);
      // The other tests want their image back.
      await bake();
    },
    LONG,
  );

  testThat(
    'needs-engine',
    '--set is honoured, and what it made is reported',
    async () => {
      const name = `${project.prefix}-set:1`;
      const settings = ['--set', 'colony.labels.moon=full', '--set', `colony.tags=${name}`];
      const { stdout } = await bake(['--json', ...settings]);
      expect(await labels(name)).toMatchObject({ moon: 'full' });
      const [{ targets }] = JSON.parse(stdout) as [
        { targets: { target: string; tags: string[]; digest: string }[] },
      ];
      const [colony] = targets.filter(({ target }) => target === 'colony');
      expect(colony).toEqual({ target: 'colony', tags: [name], digest: await imageDigest(name) });
    },
    LONG,
  );

  testThat(
    'needs-engine',
    'an override file is added, which is said',
    async () => {
      const text = 'target "colony" {\n  labels = {\n    moon = "new"\n  }\n}\n';
      const file = path.join(project.folder, OVERRIDE);
      await writeFile(file, text);
      const { stderr } = await bake();
      expect(stderr).toContain(`[WARNING] ${OVERRIDE} is added to the bake file`);
      expect(await labels(project.colony)).toMatchObject({
        moon: 'new',
        'org.opencontainers.image.version': 'dev',
      });
      expect(await project.read(OVERRIDE)).toBe(text);
      expect((await project.cli(['check'])).exitCode).toBe(0);
      await rm(file);
    },
    LONG,
  );

  testThat(
    'needs-engine',
    'an edited bake file and Dockerfile run as they are, which is said value by value, and stay',
    async () => {
      await project.edit(
        BAKE_FILE,
        'variable "IMAGE_TAG" {\n  type = string\n  default = "latest"',
        'variable "IMAGE_TAG" {\n  type = string\n  default = "edited"',
      );
      await project.edit(
        BAKE_FILE,
        '"Backend and coordinator of DistributedColony"',
        '"by hand"\n    moon = "half"',
      );
      await project.edit(DOCKERFILE, 'SERVICE_TYPE="backend"', 'SERVICE_TYPE="moon"');
      const [hcl, dockerfile] = [await project.read(BAKE_FILE), await project.read(DOCKERFILE)];
      const { stderr } = await bake();
      for (const line of [
        `[WARNING] ${BAKE_FILE} was edited by hand and runs as it is:`,
        'variable.IMAGE_TAG.default = "edited", not "latest"',
        'moon = "half" was added',
        '"by hand", not "Backend and coordinator of DistributedColony"',
        `[WARNING]   to discard the edit: npm run generate -- --discard ${BAKE_FILE}`,
        `[WARNING] ${DOCKERFILE} was edited by hand and runs as it is:`,
        '+ENV SERVICE_TYPE="moon"',
      ]) {
        expect(stderr).toContain(line);
      }
      const edited = project.colony.replace(':latest', ':edited');
      expect(stderr).toMatch(new RegExp(`^colony +${edited} +sha256:`, 'm'));
      const { Config } = await inspectImage(edited);
      expect(Config.Labels).toMatchObject({
        moon: 'half',
        'org.opencontainers.image.description': 'by hand',
      });
      expect(Config.Env).toContain('SERVICE_TYPE=moon');

      const generated = await project.cli(['generate']);
      expect(generated.exitCode).toBe(3);
      expect(generated.stderr).toContain(`[ERROR] ${BAKE_FILE}: it was edited by hand`);
      expect(generated.stderr).toMatch(new RegExp(`npm run generate -- .*--discard ${DOCKERFILE}`));
      expect((await project.cli(['check'])).exitCode).toBe(3);
      expect([await project.read(BAKE_FILE), await project.read(DOCKERFILE)]).toEqual([
        hcl,
        dockerfile,
      ]);
      const discard = ['--discard', BAKE_FILE, '--discard', DOCKERFILE];
      expect((await project.cli(['generate', ...discard])).exitCode).toBe(0);
      expect((await project.cli(['check'])).exitCode).toBe(0);
    },
    LONG,
  );
});

describe('colony, from outside the project', () => {
  testThat(
    'needs-engine',
    'sources and authorities are read with a permission for each and for nothing else',
    async () => {
      await bake();
      const digest = await imageDigest(project.colony);
      await cp(path.join(project.folder, 'examples/colony'), path.join(outside, 'colony'), {
        recursive: true,
      });
      const bundle = machineValues().CA_FILE || '/etc/ssl/certs/ca-certificates.crt';
      await copyFile(bundle, path.join(outside, 'ca.pem'));
      await symlink(path.join(outside, 'colony'), path.join(project.folder, 'linked'));
      const docker = await recordDocker(project.temporary);
      const real = path.join(outside, 'colony');
      const authorities = path.join(outside, 'ca.pem');
      for (const { COLONY_SOURCE, allowed } of [
        { COLONY_SOURCE: real, allowed: [authorities, real] },
        {
          COLONY_SOURCE: 'linked',
          allowed: [authorities, real, path.join(project.folder, 'linked')],
        },
      ]) {
        await docker.calls();
        const { stderr } = await bake([], {
          PATH: docker.PATH,
          COLONY_SOURCE,
          CA_FILE: authorities,
        });
        const [call] = (await docker.calls()).filter(
          (words) => words[1] === 'bake' && !words.includes('--print'),
        );
        const given = call?.filter((word) => word.startsWith('--allow'));
        expect(given).toEqual(allowed.map((file) => `--allow=fs.read=${file}`).sort());
        for (const file of allowed) {
          expect(stderr).toContain(`[INFO] reads outside the project: ${file}`);
        }
        expect(await imageDigest(project.colony)).toBe(digest);

        // Each of them is needed: bake refuses without, and asks for what was given.
        const environment = {
          ...project.environment,
          ...machineValues(),
          COLONY_SOURCE,
          CA_FILE: authorities,
        };
        const bare = ['docker', 'buildx', 'bake', '-f', BAKE_FILE, 'colony'];
        const { exitCode, stderr: refusal } = await runIn(project.folder, bare, environment);
        expect(exitCode).not.toBe(0);
        expect(refusal).toContain('additional privileges requested');
      }
    },
    LONG,
  );
});
