/** The committed workflow of colony: what GitHub would say of it, and what it may never have. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ACTIONS } from '../../src/plan/workflow/actions.ts';
import { renderWorkflow } from '../../src/render/workflow.ts';
import { testThat } from '../support/needs.ts';
import { readWorkflow, type YamlStep, type YamlWorkflow } from '../support/workflow.ts';

const FILE = '.github/workflows/colony.yml';

let text: string;
let workflow: YamlWorkflow;
let folder: string;
beforeAll(async () => {
  text = await readFile(FILE, 'utf8');
  workflow = readWorkflow(text);
  folder = await mkdtemp(path.join(tmpdir(), 'workflow-'));
});
afterAll(() => rm(folder, { recursive: true }));

const steps = () => Object.values(workflow.jobs).flatMap((job) => job.steps);
const scripts = () =>
  steps().flatMap(({ name, run }) => (run === undefined ? [] : [{ name, run }]));

/** What actionlint says of a text, a line each. */
async function lint(changed: string): Promise<readonly string[]> {
  const file = path.join(folder, 'workflow.yml');
  await writeFile(file, changed);
  const program = process.env.BAKETREE_ACTIONLINT ?? '';
  const { stdout, stderr, exitCode } = await execa(program, ['-oneline', '-no-color', file], {
    reject: false,
  });
  expect(stderr).toBe('');
  const lines = stdout.split('\n').filter((line) => line !== '');
  expect(exitCode).toBe(lines.length === 0 ? 0 : 1);
  return lines;
}

describe('actionlint', () => {
  testThat('needs-actionlint', 'has nothing to say', async () => {
    expect(await lint(text)).toEqual([]);
  });

  const MUTANTS: readonly (readonly [string, string, string, string])[] = [
    ['a misspelt key', 'timeout-minutes:', 'timeout-minute:', 'unexpected key "timeout-minute"'],
    ['a job that is not there', '- check\n', '- chek\n', 'does not exist'],
    ['a step that is not there', 'steps.login.', 'steps.logn.', 'property "logn" is not defined'],
    ['an unknown permission', 'id-token:', 'id-tokn:', 'unknown permission scope "id-tokn"'],
    ['a broken expression', '${{ github.sha }}', '${{ github.sha }', "expecting '}'"],
    ['a pattern that cannot be', 'v*', 'v[', 'filter'],
    ['layout that is no YAML', '    steps:', '   steps:', ''],
  ];
  for (const [what, from, to, says] of MUTANTS) {
    testThat('needs-actionlint', `refuses ${what}`, async () => {
      const changed = text.replace(from, to);
      expect(changed).not.toBe(text);
      const found = await lint(changed);
      expect(found.join('\n')).toContain(says);
      expect(found).not.toEqual([]);
    });
  }
});

describe('scripts', () => {
  test('are read by bash', async () => {
    expect(scripts().length).toBeGreaterThan(6);
    for (const { name, run } of scripts()) {
      const bash = await execa('bash', ['-n'], { input: run, reject: false });
      expect([name, bash.exitCode, bash.stderr]).toEqual([name, 0, '']);
    }
    const broken = await execa('bash', ['-n'], { input: 'if true\n', reject: false });
    expect(broken.exitCode).not.toBe(0);
  });

  test('have no expression in them: what comes from outside comes by the environment', () => {
    for (const { run } of scripts()) expect(run).not.toContain('${{');
  });
});

describe('what it may', () => {
  test('is nothing at the top, and as little as can be in each job', () => {
    expect(workflow.permissions).toEqual({});
    const found = Object.entries(workflow.jobs).map(([id, job]) => [id, job.permissions]);
    expect(Object.fromEntries(found)).toEqual({
      check: { contents: 'read' },
      build: { contents: 'read' },
      push: { contents: 'read', 'id-token': 'write' },
    });
  });

  test('without credentials where a pull request decides what runs', () => {
    expect(workflow.jobs.build?.if).toBe("github.event_name == 'pull_request'");
    expect(workflow.jobs.push?.if).toBe("github.event_name == 'push'");
    for (const id of ['check', 'build']) {
      expect(JSON.stringify(workflow.jobs[id])).not.toMatch(/secrets\.|vars\.|aws|--push/i);
    }
    expect(text).not.toMatch(/secrets\.|pull_request_target/);
  });

  test('no checkout leaves a token behind', () => {
    const checkouts = steps().filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    expect(checkouts).toHaveLength(3);
    for (const step of checkouts) expect(step.with?.['persist-credentials']).toBe('false');
  });
});

test('actions are pinned by the commits of the one list, with their versions beside', () => {
  const pins = Object.values(ACTIONS).map(
    ({ name, commit, version }) => `${name}@${commit} # ${version}`,
  );
  for (const pin of pins) expect(pin).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  const used = [...text.matchAll(/uses: (.*)$/gm)].map(([, pin]) => pin);
  expect([...new Set(used)].sort()).toEqual([...pins].sort());
});

test('pushes wait for each other, and none is cancelled half way', () => {
  const { push } = workflow.jobs;
  expect(push?.concurrency).toEqual({
    group: 'push-colony-${{ github.ref_type }}',
    'cancel-in-progress': false,
  });
  expect(push?.needs).toEqual(['check']);
  for (const job of Object.values(workflow.jobs)) expect(job['timeout-minutes']).toBeGreaterThan(0);
});

test('everything is baked before anything is pushed, by the same command but for the output', () => {
  const bakes = (workflow.jobs.push?.steps ?? []).filter(({ run }) => run?.includes('buildx bake'));
  expect(bakes.map(({ name }) => name)).toEqual(['Bake without pushing', 'Push']);
  const command = ({ run = '' }: YamlStep) =>
    (/docker buildx bake(?:.*\\\n)*.*/.exec(run)?.[0] ?? '')
      .replaceAll('\\\n', '')
      .replace(/--set '\*\.output=\S+'|--metadata-file \S+/g, '')
      .split(/\s+/);
  const [first, second] = bakes.map(command);
  expect(first).toEqual(second);
  expect(first).toEqual(['docker', 'buildx', 'bake', '-f', 'bake/colony/docker-bake.hcl', 'all']);
  expect({ ...bakes[0]?.env, PUSH: 'true' }).toEqual(bakes[1]?.env);
});

test('a plan that went through JSON gives the same bytes', () => {
  const plan = {
    tree: 'oven',
    source: 'trees/oven.ts',
    needs: [],
    on: { branch: 'main', tags: [], paths: [] },
    jobs: [],
  };
  expect(renderWorkflow(plan)).toBe(renderWorkflow(JSON.parse(JSON.stringify(plan))));
});
