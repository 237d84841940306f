/** What a declared workflow becomes, and what it cannot be. */
import {
  defineTree,
  githubVariable,
  githubWorkflow,
  group,
  image,
  repository,
  setting,
  target,
  template,
  text,
  variable,
} from 'baketree';
import { describe, expect, test } from 'vitest';
import type { GithubWorkflow } from '../../../src/model/workflow.ts';
import type { Job, Step } from '../../../src/plan/workflow/workflow-plan.ts';
import { linesOf, planTree } from '../support.ts';

const HOST = variable('OVEN_REGISTRY', { description: 'Where to', default: 'localhost' });
const VERSION = variable('OVEN_VERSION', {
  description: 'Which',
  default: '0.0.0',
  pattern: { regex: '[0-9.]+', means: 'a version' },
});
const COMMIT = variable('OVEN_COMMIT', { description: 'Of what', default: 'none' });
const FLOUR = variable('FLOUR', { description: 'Of what', oneOf: ['rye', 'oat'], default: 'rye' });
const REGION = variable('OVEN_REGION', {
  description: 'Where',
  default: 'eu-west-1',
  runnerOnly: true,
});
const variables = [HOST, VERSION, COMMIT, FLOUR, REGION];

const dough = target('dough', {
  description: 'What is baked',
  template: template('dough'),
  args: { FLOUR },
});
const bread = target('bread', {
  description: 'A loaf',
  template: template('bread'),
  contexts: { dough },
  args: { COMMIT },
  tags: [text`${HOST}/bread:${VERSION}`],
});
const rolls = target('rolls', {
  description: 'Small ones',
  template: template('bread2'),
  contexts: { salt: image('salt') },
  tags: ['rolls:now'],
});
const slices = target('slices', {
  description: 'Slices',
  template: template('bread3'),
  contexts: { salt: image('salt') },
  tags: ['slices:now'],
  output: [{ type: 'image', compression: 'zstd' }],
});
const both = group('both', 'Both', [bread, rolls]);
const all = group('all', 'All', [both, dough, slices]);

const DOCKERFILES = {
  dough: 'FROM scratch\nARG FLOUR\nCOPY $FLOUR /\n',
  bread: 'FROM dough\nARG COMMIT\nLABEL commit=$COMMIT\n',
  bread2: 'FROM salt\n',
  bread3: 'FROM salt\n',
};

const ecr = { region: REGION, host: HOST, repositories: [repository('bread')] };
const push = { role: githubVariable('OVEN_ROLE'), releases: { prefix: 'v', version: VERSION } };

function planned(workflow: GithubWorkflow, more: Partial<Parameters<typeof defineTree>[0]> = {}) {
  const tree = defineTree({
    name: 'oven',
    description: 'Bread',
    variables,
    targets: [dough, bread, rolls, slices],
    groups: [both, all],
    default: [bread],
    ecr,
    workflow,
    ...more,
  });
  const { plan, problems } = planTree(tree, DOCKERFILES);
  return { plan: plan.workflow, problems };
}

/** The plan of a workflow that is right. */
function plan(workflow: GithubWorkflow) {
  const { plan: found, problems } = planned(workflow);
  expect(problems).toEqual([]);
  if (!found) throw new Error('no plan');
  return found;
}

function jobOf(workflow: GithubWorkflow, id: string): Job {
  const job = plan(workflow).jobs.find((each) => each.id === id);
  if (!job) throw new Error(`no job ${id}`);
  return job;
}

const script = (steps: readonly Step[], name: string) => {
  const step = steps.find((each) => each.name === name);
  return step && 'run' in step ? step.run.join('\n') : '';
};

test('without a push there are two jobs, and the branch is baked as a pull request is', () => {
  const { jobs, on, needs } = plan(githubWorkflow({ bakes: bread }));
  expect(jobs.map(({ id, if: condition }) => [id, condition])).toEqual([
    ['check', undefined],
    ['build', undefined],
  ]);
  expect(on).toEqual({ branch: 'main', tags: [], paths: [] });
  expect(needs).toEqual([]);
});

test('files that start it come after those that are the tree’s own', () => {
  const { on } = plan(githubWorkflow({ bakes: bread, branch: 'trunk', files: ['flour/**'], push }));
  expect(on).toEqual({
    branch: 'trunk',
    tags: ['v*'],
    paths: [
      '.github/workflows/oven.yml',
      'bake/oven/**',
      'docker/oven/**',
      'templates/oven/**',
      'baketree.config.ts',
      'package.json',
      'package-lock.json',
      'flour/**',
    ],
  });
});

test('account and region are the tree’s own, by their names at GitHub where they are variables', () => {
  const assume = jobOf(githubWorkflow({ bakes: bread, push }), 'push').steps.find(
    ({ name }) => name === 'Assume the role',
  );
  expect(assume).toMatchObject({
    with: {
      'role-to-assume': '${{ vars.OVEN_ROLE }}',
      'aws-region': "${{ vars.OVEN_REGION || 'eu-west-1' }}",
    },
  });
  const fixed = planned(githubWorkflow({ bakes: bread, push }), {
    ecr: { ...ecr, region: 'us-east-1', account: '123456789012' },
    variables: variables.filter((each) => each !== REGION),
  });
  expect(fixed.problems).toEqual([]);
  expect(JSON.stringify(fixed.plan)).toContain(
    '"aws-region":"us-east-1","allowed-account-ids":"123456789012"',
  );
});

test('each bake of the push gets registry and version, and a version that no tag brings is the default', () => {
  const { steps } = jobOf(githubWorkflow({ bakes: bread, commit: COMMIT, push }), 'push');
  const env = {
    OVEN_REGISTRY: '${{ steps.login.outputs.registry }}',
    OVEN_VERSION: "${{ steps.release.outputs.version || '0.0.0' }}",
  };
  for (const name of ['Bake without pushing', 'Push']) {
    expect(steps.find((each) => each.name === name)?.env).toEqual(env);
  }
  expect(script(steps, 'Push')).toContain('"${OVEN_REGISTRY:?');
});

test('settings and the commit are in the environment of both bakes', () => {
  const workflow = githubWorkflow({
    bakes: bread,
    commit: COMMIT,
    settings: [setting(FLOUR, 'oat')],
    push,
  });
  const env = { OVEN_COMMIT: '${{ github.sha }}', FLOUR: 'oat' };
  for (const id of ['build', 'push']) expect(jobOf(workflow, id).env).toEqual(env);
  const told = githubWorkflow({
    bakes: bread,
    settings: [setting(FLOUR, githubVariable('GRAIN'))],
  });
  expect(jobOf(told, 'build').env).toEqual({ FLOUR: "${{ vars.GRAIN || 'rye' }}" });
});

describe('pushing', () => {
  const line = (bakes: GithubWorkflow['bakes']) =>
    script(jobOf(githubWorkflow({ bakes, push }), 'push').steps, 'Push');

  test('images are told to go to the registry, and never by two options that bake mixes up', () => {
    for (const bakes of [bread, both]) {
      expect(line(bakes)).toContain("--set '*.output=type=registry' \\\n");
    }
    expect(line(bread)).not.toContain('--push');
  });

  test('beside other things each image is told by its name', () => {
    // dough has no tag, and a push of it would fail; slices has outputs of its own.
    const options = line(all)
      .split('\n')
      .filter((each) => each.includes('--set'));
    expect(options).toEqual([
      '  --set bread.output=type=registry \\',
      '  --set rolls.output=type=registry \\',
      '  --set slices.push=true \\',
    ]);
  });
});

test('an environment is that of the push alone', () => {
  const workflow = githubWorkflow({ bakes: bread, push: { ...push, environment: 'production' } });
  expect(jobOf(workflow, 'push').environment).toBe('production');
  expect(jobOf(workflow, 'build').environment).toBeUndefined();
});

test('a plan is data', () => {
  const found = plan(githubWorkflow({ bakes: bread, push }));
  expect(JSON.parse(JSON.stringify(found))).toEqual(found);
});

describe('what it cannot be', () => {
  const cake = target('cake', { description: 'A cake', template: template('cake') });
  const OTHER = variable('OTHER', { description: 'Another', default: '' });
  const line = linesOf(import.meta.url);

  /** The problems, one text each. */
  const told = (workflow: GithubWorkflow, more: Partial<Parameters<typeof defineTree>[0]> = {}) => {
    const { plan: found, problems } = planned(workflow, more);
    expect(found).toBeUndefined();
    expect(problems.map(({ code }) => code)).toEqual(problems.map(() => 'workflow-invalid'));
    return problems.map(({ summary, expected }) =>
      [summary.replace('the workflow of "oven" ', ''), expected].filter(Boolean).join(': '),
    );
  };

  test('a problem is at the declaration', () => {
    const { problems } = planned(githubWorkflow({ bakes: cake })); // here
    expect(problems).toHaveLength(1);
    expect(`plan-workflow.test.ts:${problems[0]?.at?.line}`).toBe(line('// here'));
  });

  test('what the tree does not list', () => {
    expect(told(githubWorkflow({ bakes: cake }))).toEqual([
      'bakes "cake", which the tree does not list: cake in the tree\'s targets',
    ]);
    expect(told(githubWorkflow({ bakes: undefined as unknown as typeof bread }))).toEqual([
      'bakes undefined, which is no target or group',
    ]);
    expect(told(githubWorkflow({ bakes: bread, commit: OTHER }))).toEqual([
      'gives "OTHER" (commit) a value: OTHER in the tree\'s variables',
    ]);
    expect(told(githubWorkflow({ bakes: bread, commit: REGION }))).toEqual([
      'gives "OVEN_REGION" (commit) a value, and no bake file reads it',
    ]);
  });

  test('values that the tree refuses, and two for one variable', () => {
    const untyped = (value: string) => setting(FLOUR as typeof HOST, value);
    expect(told(githubWorkflow({ bakes: bread, settings: [untyped('spelt')] }))).toEqual([
      'gives "FLOUR" the value "spelt": FLOUR must be one of: rye, oat.',
    ]);
    expect(
      told(githubWorkflow({ bakes: bread, settings: [untyped('oat'), untyped('rye')] })),
    ).toEqual(['gives "FLOUR" a value twice']);
    expect(
      told(githubWorkflow({ bakes: bread, settings: [setting(COMMIT, '${{ secrets.KEY }}')] })),
    ).toEqual(['gives "OVEN_COMMIT" a value with "${{" in it']);
  });

  test('texts that GitHub or a shell would read as more than they are', () => {
    expect(
      told(
        githubWorkflow({
          bakes: bread,
          branch: '${{ github.head_ref }}',
          files: ['a\nb'],
          runner: 'ubuntu 24',
          node: '22; rm',
          minutes: { build: 0.5, push: 1000 },
          settings: [setting(FLOUR, githubVariable('GITHUB_TOKEN'))],
          push: {
            role: githubVariable('ROLE }}'),
            environment: 'a\nb',
            releases: { prefix: '$(id)', version: VERSION },
          },
        }),
      ),
    ).toEqual([
      'has "${{ github.head_ref }}" as the branch: a name such as main',
      'has "$(id)" as the prefix of releases: a text such as v, or none',
      'has "ubuntu 24" as the runner: a label such as ubuntu-24.04',
      'has "22; rm" as the version of Node: a version such as 22',
      'has "a\\nb" as the environment: a name such as production',
      'has "ROLE }}" as the variable of the role: letters, digits and "_", and not GITHUB_ in front',
      'has "a\\nb" as the pattern of files: a path',
      'has "GITHUB_TOKEN" as the variable of a setting: letters, digits and "_", and not GITHUB_ in front',
      'gives 0.5 minutes to build: a whole number from 1 to 360',
      'gives 1000 minutes to push: a whole number from 1 to 360',
    ]);
  });

  test('a push to nowhere', () => {
    const pushes = githubWorkflow({ bakes: bread, push: { role: githubVariable('R') } });
    const registry = { region: 'eu-west-1', repositories: [] };
    const without = { variables: variables.filter((each) => each !== REGION) };
    expect(told(pushes, { ...without, ecr: registry })).toEqual([
      'pushes, and ecr has no variable as host: host: REGISTRY, a variable of the tree',
    ]);
    expect(told(pushes, { ...without, ecr: { ...registry, host: HOST, region: '' } })).toEqual([
      "pushes, and the region of ecr is empty: region: 'eu-west-1'",
    ]);
    expect(
      told(pushes, { ...without, ecr: { ...registry, host: HOST, account: text`${HOST}1` } }),
    ).toEqual(['pushes, and the account of ecr is an expression: a text or a variable']);
    const tree = defineTree({
      ...{ name: 'oven', description: 'Bread', default: [bread], workflow: pushes },
      ...{ targets: [dough, bread], variables: [HOST, VERSION, COMMIT, FLOUR] },
    });
    const { problems } = planTree(tree, DOCKERFILES);
    expect(problems.map(({ summary }) => summary)).toEqual([
      'the workflow of "oven" pushes, and the tree has no registry',
    ]);
  });
});
