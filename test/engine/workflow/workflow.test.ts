/**
 * A generated workflow, its scripts run as they stand, job by job, on a real engine and with a registry of
 * its own in the place of ECR: on docker's own driver, and on the one that GitHub's machines have.
 */
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Builder, makeContainerBuilder } from '../../support/builders.ts';
import { type LocalRegistry, startRegistry } from '../../support/local-registry.ts';
import { has, type Need, testThat } from '../../support/needs.ts';
import {
  type JobEnd,
  type RunOfJob,
  readWorkflow,
  runJob,
  type YamlJob,
} from '../../support/workflow.ts';
import { PRESS, SOURCES } from './press.ts';

const CLI = path.resolve('dist/cli.js');
const SHA = '0123456789abcdef0123456789abcdef01234567';
const LONG = 120_000;

let folder: string;
let jobs: Readonly<Record<string, YamlJob>>;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'press-'));
  const project = path.join(folder, 'project');
  await writeAll(project, PRESS);
  const env = { INIT_CWD: project, CI: '' };
  await execa(process.execPath, [CLI, 'generate'], { cwd: project, env });
  jobs = readWorkflow(
    await readFile(path.join(project, '.github/workflows/press.yml'), 'utf8'),
  ).jobs;
});
afterAll(() => rm(folder, { recursive: true }));

async function writeAll(below: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [file, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(below, file)), { recursive: true });
    await writeFile(path.join(below, file), text);
  }
}

/** Docker's plugins without the rest of its configuration. */
async function linkPlugins(into: string): Promise<void> {
  const format = '{{range .ClientInfo.Plugins}}{{.Path}}\n{{end}}';
  const { stdout } = await execa('docker', ['info', '--format', format]);
  await mkdir(into, { recursive: true });
  for (const file of stdout.split('\n').filter((line) => line !== '')) {
    await symlink(file, path.join(into, path.basename(file)));
  }
}

const DRIVERS: readonly (readonly [string, Need])[] = [
  ['docker', 'needs-engine'],
  ['docker-container', 'needs-buildkit'],
];

describe.each(DRIVERS)('a workflow, on the driver %s', (driver, need) => {
  let registry: LocalRegistry | undefined;
  let builder: Builder | undefined;
  let env: Readonly<Record<string, string>>;
  let place: string;
  let checkout: string;
  let count = 0;

  beforeAll(async () => {
    place = path.join(folder, driver);
    await mkdir(path.join(place, 'home'), { recursive: true });
    // Neither logins nor credentials of whoever runs the tests.
    env = {
      PATH: process.env.PATH ?? '',
      HOME: path.join(place, 'home'),
      BUILDKIT_PROGRESS: 'plain',
      ...(process.env.DOCKER_HOST ? { DOCKER_HOST: process.env.DOCKER_HOST } : {}),
    };
    if (!has(need)) return;
    await linkPlugins(path.join(place, 'home/.docker/cli-plugins'));
    if (driver === 'docker') return;
    const store = await startRegistry(path.join(place, 'registry'));
    registry = store;
    const buildxConfig = path.join(place, 'buildx');
    const name = path.basename(folder).toLowerCase();
    builder = await makeContainerBuilder({
      ...{ name, folder: path.join(place, 'builder'), buildxConfig, registry: store.host },
    });
    env = { ...env, BUILDX_CONFIG: buildxConfig, BUILDX_BUILDER: name };
  }, LONG);

  afterAll(async () => {
    await builder?.remove();
    await registry?.stop();
  }, LONG);

  beforeEach(async () => {
    if (!has(need)) return;
    count += 1;
    // The builder's registry stays, as it knows no other by plain http; the images have other names.
    if (driver === 'docker') {
      await registry?.stop();
      registry = await startRegistry(path.join(place, `registry-${count}`));
    }
    checkout = path.join(place, `checkout-${count}`);
    // What is committed, and nothing that made it.
    for (const part of ['bake', 'docker']) {
      await cp(path.join(folder, 'project', part), path.join(checkout, part), { recursive: true });
    }
    await writeAll(checkout, { ...SOURCES, 'page.txt': `the news of ${Math.random()}\n` });
  });

  afterEach(async () => {
    if (driver !== 'docker' || !registry) return;
    // This driver keeps what it pushes.
    const format = ['--format', '{{.Repository}}:{{.Tag}}'];
    const { stdout } = await execa('docker', ['image', 'ls', ...format]);
    const own = stdout.split('\n').filter((name) => name.startsWith(`${host()}/`));
    if (own.length > 0) await execa('docker', ['image', 'rm', ...own]);
    await registry.stop();
  });

  const host = () => `${registry?.host}/run-${count}`;

  const run = (
    id: string,
    more: Partial<RunOfJob> = {},
    job = jobs[id],
  ): Promise<JobEnd | undefined> => {
    if (!job) throw new Error(`no job ${id}`);
    return runJob(job, {
      folder: checkout,
      temporary: place,
      event: 'push',
      ref: 'refs/heads/main',
      sha: SHA,
      vars: { AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/push' },
      given: { login: { registry: host() } },
      env,
      ...more,
    });
  };

  /** What the registry has of this run, with tags. */
  const pushed = async (): Promise<Readonly<Record<string, readonly string[]>>> => {
    const ask = async (url: string) => (await fetch(`http://${registry?.host}/v2/${url}`)).json();
    const { repositories } = (await ask('_catalog')) as { repositories: readonly string[] };
    const own = repositories.filter((name) => name.startsWith(`run-${count}/`));
    const found: Record<string, readonly string[]> = {};
    for (const name of own) {
      const { tags } = (await ask(`${name}/tags/list`)) as { tags: readonly string[] | null };
      found[name.slice(`run-${count}/`.length)] = [...(tags ?? [])].sort();
    }
    return found;
  };

  const labels = async (image: string) => {
    const args = ['buildx', 'imagetools', 'inspect', image, '--format', '{{json .Image}}'];
    const { stdout } = await execa('docker', args, { env });
    return (JSON.parse(stdout) as { config: { Labels: Record<string, string> } }).config.Labels;
  };

  /** The steps of a job that baked, and what they said. */
  const said = (end: JobEnd | undefined, name: string) =>
    end?.steps.find((step) => step.name === name)?.all ?? '';

  testThat(
    need,
    'a pull request bakes all, without a registry and without anything that it could push with',
    async () => {
      const pull = {
        event: 'pull_request',
        ref: 'refs/pull/7/merge',
        given: {},
        vars: {},
      } as const;
      expect(await run('push', pull)).toBeUndefined();
      const end = await run('build', pull);
      expect(end?.ok, end?.steps.at(-1)?.all).toBe(true);
      expect(said(end, 'Bake without pushing')).toContain('COPY page.txt');
      expect(await pushed()).toEqual({});
      expect(await run('build')).toBeUndefined();
    },
    LONG,
  );

  testThat(
    need,
    'the branch: nothing is there before the push, all of it afterwards, and the push builds nothing anew',
    async () => {
      const job = jobs.push as YamlJob;
      const until = job.steps.findIndex(({ name }) => name === 'Push');
      const begun = { ...job, outputs: {}, steps: job.steps.slice(0, until) };
      const vars = { AWS_ROLE_ARN: 'arn', PAPER: 'pink' };
      const first = await run('push', { vars }, begun);
      expect(first?.ok, first?.steps.at(-1)?.all).toBe(true);
      expect(said(first, 'Bake without pushing')).toMatch(/COPY page\.txt[^\n]*\n(?!#\d+ CACHED)/);
      expect(await pushed()).toEqual({});

      const end = await run('push', { vars });
      expect(end?.ok, end?.steps.at(-1)?.all).toBe(true);
      expect(await pushed()).toEqual({
        'press/ink': ['latest'],
        'press/page': ['0.0.0', 'latest'],
      });
      const copies = [...said(end, 'Push').matchAll(/^(#\d+) .*COPY (?:ink|page)\.txt.*$/gm)];
      expect(copies.length).toBeGreaterThan(0);
      for (const [, step] of copies) expect(said(end, 'Push')).toContain(`${step} CACHED`);
      expect(await labels(`${host()}/press/page:latest`)).toEqual({ commit: SHA, paper: 'pink' });

      const images = JSON.parse(end?.outputs.images ?? '') as readonly {
        readonly target: string;
        readonly names: readonly string[];
        readonly digest: string;
      }[];
      expect(images.map(({ target, names }) => [target, names])).toEqual([
        ['ink', [`${host()}/press/ink:latest`]],
        ['page', [`${host()}/press/page:0.0.0`, `${host()}/press/page:latest`]],
      ]);
      for (const { names, digest } of images) {
        for (const name of names) {
          expect(end?.summary).toContain(`| \`${name}\` | \`${digest}\` |`);
          const args = [
            'buildx',
            'imagetools',
            'inspect',
            `${name.replace(/:[^:/]+$/, '')}@${digest}`,
          ];
          expect((await execa('docker', args, { env })).stdout).toContain(digest);
        }
      }
    },
    LONG,
  );

  testThat(
    need,
    'a tag is the version; one that is no version is refused before anything is pushed',
    async () => {
      const wrong = await run('push', { ref: 'refs/tags/vnext' });
      expect(wrong?.ok).toBe(false);
      expect(wrong?.steps.at(-1)?.name).toBe('Bake without pushing');
      expect(wrong?.steps.at(-1)?.all).toContain('ISSUE must be a version such as 1.4.2');
      expect(await pushed()).toEqual({});
      const end = await run('push', { ref: 'refs/tags/v1.4.2' });
      expect(end?.ok, end?.steps.at(-1)?.all).toBe(true);
      expect(await pushed()).toEqual({
        'press/ink': ['latest'],
        'press/page': ['1.4.2', 'latest'],
      });
    },
    LONG,
  );

  testThat(
    need,
    'when a target cannot be built, nothing is pushed, nor the one that could',
    async () => {
      await rm(path.join(checkout, 'page.txt'));
      const end = await run('push');
      expect(end?.ok).toBe(false);
      expect(end?.steps.map(({ name }) => name)).toEqual([
        'Require a role',
        'Bake without pushing',
      ]);
      expect(end?.steps.at(-1)?.all).toContain('page.txt');
      expect(await pushed()).toEqual({});
      expect(end?.summary).toBe('');
    },
    LONG,
  );

  testThat(
    need,
    'and it would be there if it were not all baked first',
    async () => {
      await rm(path.join(checkout, 'page.txt'));
      const job = jobs.push as YamlJob;
      const hasty = {
        ...job,
        steps: job.steps.filter(({ name }) => name !== 'Bake without pushing'),
      };
      const at = host();
      for (let turn = 1; ; turn += 1) {
        const given = { login: { registry: `${at}/turn-${turn}` } };
        const end = await run('push', { given }, hasty);
        expect(end?.ok).toBe(false);
        const found = await pushed();
        if (found[`turn-${turn}/press/ink`]) break;
        // Which of the two is first is the builder's affair.
        expect(turn).toBeLessThan(20);
      }
    },
    LONG,
  );

  testThat(need, 'without a role or a registry it ends before it bakes or pushes', async () => {
    const none = await run('push', { vars: {} });
    expect(none?.steps.map(({ name }) => name)).toEqual(['Require a role']);
    expect(none?.steps[0]?.all).toContain('set the variable AWS_ROLE_ARN of this repository');
    const lost = await run('push', { given: { login: {} } });
    expect(lost?.ok).toBe(false);
    expect(lost?.steps.at(-1)).toMatchObject({ name: 'Push' });
    expect(lost?.steps.at(-1)?.all).toContain('Docker Hub would be pushed to');
    expect(await pushed()).toEqual({});
  });
});

test('a checkout needs nothing of ours: its jobs that bake install and run nothing else', () => {
  for (const id of ['build', 'push']) {
    const scripts = jobs[id]?.steps.flatMap(({ run }) => run ?? []).join('\n');
    expect(scripts).not.toMatch(/\b(?:npm|npx|node|baketree)\b/);
  }
});
