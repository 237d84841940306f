/** The plan of a tree's workflow: which jobs there are, and what each may and does. */
import type { Problem } from '../../errors.ts';
import { asVariable } from '../../model/expression.ts';
import type { Tree } from '../../model/tree.ts';
import type { Variable } from '../../model/variable.ts';
import type { GithubWorkflow, WorkflowPush } from '../../model/workflow.ts';
import { workflowPath } from '../files.ts';
import type { TreePlan } from '../tree-plan.ts';
import { checkWorkflow } from './check-workflow.ts';
import { github, ofRepository, ofTree } from './expressions.ts';
import { pushOptions } from './push-options.ts';
import {
  assumeRole,
  build,
  check,
  checkout,
  loggedInTo,
  logIn,
  nameRelease,
  push,
  pushedImages,
  releaseVersion,
  requireRole,
  setUpBuildx,
  setUpNode,
} from './steps.ts';
import type { Job, Step, Values, WorkflowPlan } from './workflow-plan.ts';

/** What is needed of the tree's own plan. */
type Planned = Pick<TreePlan, 'name' | 'source' | 'variables' | 'groups' | 'targets'>;

/** Makes the plan; undefined where something is wrong with the declaration, which is then said. */
export function planWorkflow(
  tree: Tree,
  workflow: GithubWorkflow,
  planned: Planned,
): { readonly plan?: WorkflowPlan; readonly problems: readonly Problem[] } {
  const problems = checkWorkflow(tree, workflow, planned.variables);
  if (problems.length > 0) return { problems };
  const { branch, files, push: pushes } = workflow;
  const releases = pushes?.releases;
  const own = { tree, workflow, planned };
  const plan: WorkflowPlan = {
    tree: tree.name,
    source: planned.source,
    needs: pushes ? [`the variable ${pushes.role.name}: the role at AWS that may push`] : [],
    on: {
      branch,
      tags: releases ? [`${releases.prefix}*`] : [],
      paths: files.length === 0 ? [] : [...treeFiles(tree.name, planned.source), ...files],
    },
    jobs: [checkJob(own), buildJob(own), ...(pushes ? [pushJob(own, pushes)] : [])],
  };
  return { plan, problems: [] };
}

/** A tree with its workflow. */
interface Own {
  readonly tree: Tree;
  readonly workflow: GithubWorkflow;
  readonly planned: Planned;
}

/** What decides a tree's generated files, wherever its source is, and the files themselves. */
function treeFiles(tree: string, source: string): readonly string[] {
  const files = [
    ...[workflowPath(tree), `bake/${tree}/**`, `docker/${tree}/**`, `templates/${tree}/**`],
    ...['baketree.config.ts', 'package.json', 'package-lock.json', source],
  ];
  return [...new Set(files)];
}

const READS = { contents: 'read' } as const;

/** On every event: are the committed files what the model says? */
function checkJob({ workflow }: Own): Job {
  return {
    id: 'check',
    name: 'Generated files are current',
    needs: [],
    runner: workflow.runner,
    minutes: workflow.minutes.check,
    permissions: READS,
    outputs: {},
    env: {},
    steps: [checkout, setUpNode(workflow.node), ...check],
  };
}

/** Without any credentials: whoever proposes a change may write whatever is run here. */
function buildJob({ tree, workflow }: Own): Job {
  const steps = [checkout, setUpBuildx, build({ tree: tree.name, word: word(workflow), env: {} })];
  return {
    id: 'build',
    name: `Bake ${word(workflow)}`,
    ...(workflow.push ? { if: "github.event_name == 'pull_request'" } : {}),
    needs: [],
    runner: workflow.runner,
    minutes: workflow.minutes.build,
    permissions: READS,
    outputs: {},
    env: environment(workflow),
    steps,
  };
}

/**
 * Bake is no transaction: a target that fails leaves those pushed that were done before. So all is baked
 * first, and pushed out of the builder's cache. Pushes wait for each other, branch and tags apart: a group
 * keeps one waiting job and drops the one before, and a release must not be dropped for a later commit.
 */
function pushJob(own: Own, pushes: WorkflowPush): Job {
  const { role, releases, environment: place } = pushes;
  const { tree, workflow, planned } = own;
  const registry = asVariable(tree.ecr?.host)?.name ?? '';
  const { account, push: variable } = tree.ecr ?? {};
  const bake = {
    tree: tree.name,
    word: word(workflow),
    env: { [registry]: loggedInTo, ...release(pushes) },
  };
  const steps: readonly Step[] = [
    requireRole(role.name),
    checkout,
    setUpBuildx,
    assumeRole(role.name, {
      region: ofTree(tree.ecr?.region ?? '') ?? '',
      account: account === undefined ? undefined : ofTree(account),
    }),
    logIn,
    ...(releases ? [nameRelease(releases.prefix)] : []),
    build(bake),
    ...(variable
      ? push({ ...bake, env: { ...bake.env, [variable.name]: 'true' } }, { registry, options: [] })
      : push(bake, { registry, options: pushOptions(planned, word(workflow)) })),
  ];
  return {
    id: 'push',
    name: `Push ${word(workflow)}`,
    if: "github.event_name == 'push'",
    needs: ['check'],
    runner: workflow.runner,
    minutes: workflow.minutes.push,
    permissions: { ...READS, 'id-token': 'write' },
    ...(place === undefined ? {} : { environment: place }),
    concurrency: `push-${tree.name}-${github('github.ref_type')}`,
    outputs: { images: pushedImages },
    env: environment(workflow),
    steps,
  };
}

/** What is baked, by its name in the bake file. */
function word({ bakes }: GithubWorkflow): string {
  return bakes.name;
}

/** What every bake of the workflow is told. */
function environment({ commit, settings }: GithubWorkflow): Values {
  const given = settings.map(({ variable, value }): [string, string] => {
    const { name, default: otherwise } = variable as Variable;
    return [name, typeof value === 'string' ? value : ofRepository(value, String(otherwise))];
  });
  return Object.fromEntries([
    ...(commit ? [[commit.name, github('github.sha')] as const] : []),
    ...given,
  ]);
}

function release({ releases }: WorkflowPush): Values {
  if (!releases) return {};
  const { name, default: otherwise } = releases.version;
  return { [name]: releaseVersion(String(otherwise)) };
}
