/** The plan of a tree, with every problem in it. Pure: templates come in as facts. */
import type { Location, Problem } from '../errors.ts';
import type { Text } from '../model/expression.ts';
import type { Tree } from '../model/tree.ts';
import type { DockerfileFacts } from '../parse/dockerfile-facts.ts';
import {
  type Available,
  availableArguments,
  checkConflicts,
  checkMain,
  NOTHING,
} from './arguments.ts';
import { attributesOf } from './attributes.ts';
import { checkAxes } from './cells.ts';
import { checkAttributes, checkVersion } from './check-attributes.ts';
import { checkDockerfile, declaredArguments } from './check-dockerfile.ts';
import { checkTreeVariables } from './check-variables.ts';
import { declaredBy } from './declared.ts';
import { type Edge, edgesOf } from './edges.ts';
import { expander, type Resolve } from './expander.ts';
import { planGroups } from './groups.ts';
import { checkNames } from './names.ts';
import { makeNodes, type Node, type Nodes } from './nodes.ts';
import { sortByDependency } from './order.ts';
import { checkPathValues } from './path-values.ts';
import { checkReferences } from './references.ts';
import { shareAttributes } from './shared.ts';
import { soundTree } from './sound.ts';
import type { PlannedTarget, TreePlan } from './tree-plan.ts';
import { checkUnknownOptions } from './unknown-options.ts';
import { planVariable } from './validations.ts';
import { planWorkflow } from './workflow/plan-workflow.ts';

/** What is known of one template's Dockerfile. */
export interface TemplateFacts {
  readonly facts: DockerfileFacts;
  /** Leads from a line of the Dockerfile to the template's own. */
  readonly locate: (line: number) => Location;
  /** Replaces the arguments in a FROM by given values and defaults; undefined where that fails. */
  readonly resolve: Resolve;
}

/** What a plan is made from. */
export interface TreeInput {
  readonly tree: Tree;
  /** By the template's name; a template that could not be read is absent. */
  readonly templates: ReadonlyMap<string, TemplateFacts>;
  /** The file that declares the tree, from the project's root. */
  readonly source: string;
  /**
   * Whether the references of a plan without another problem are known to be sound: they follow from its
   * targets' attributes and its variables. Absent: they are not.
   */
  readonly isTried?: (plan: TreePlan) => boolean;
}

/** Makes the plan. With problems it is still given, for whatever can be said in spite of them. */
export function makeTreePlan(input: TreeInput): {
  readonly plan: TreePlan;
  readonly problems: readonly Problem[];
} {
  const problems: Problem[] = [];
  const tree = soundTree(input.tree, problems);
  problems.push(...checkAxes(tree), ...checkVersion(tree));
  const nodes = makeNodes(tree, problems);
  problems.push(...checkNames(tree, nodes.all), ...checkUnknownOptions(tree, nodes.all));
  const edges = new Map(nodes.all.map((node) => [node, edgesOf(node, nodes, problems)]));
  const { sorted, problems: cycles } = sortNodes(nodes, edges);
  problems.push(...cycles);
  const given = argumentsOf(sorted, edges);
  const sound: PlannedTarget[] = [];
  const targets = nodes.all.map((node) => {
    const own = edges.get(node) ?? [];
    problems.push(...checkMain(node, own));
    // With an edge missing, nothing can be said of what its Dockerfile uses.
    const template = isWhole(node, own) ? input.templates.get(node.body.template.name) : undefined;
    const { target, problems: found } = makeTarget(tree, node, {
      edges: own,
      available: given(node),
      template,
    });
    const values = [...checkAttributes(tree, target), ...checkPathValues(target)];
    problems.push(...values, ...found);
    if (values.length === 0) sound.push(target);
    return target;
  });
  const isComplete =
    tree.targets.length === input.tree.targets.length &&
    !tree.targets.some(nodes.lost) &&
    nodes.all.every((node) => isWhole(node, edges.get(node)));
  const missing = isComplete ? undefined : declaredBy(input.tree);
  const later: Problem[] = [...checkTreeVariables(tree, targets, missing)];
  const plan: TreePlan = {
    name: tree.name,
    description: tree.description,
    buildx: tree.buildx,
    source: input.source,
    variables: tree.variables.map(planVariable),
    groups: planGroups(tree, nodes, later),
    targets,
    // Of what is unsound not even the likeness can be told; such a plan is never written.
    shared: shareAttributes(sound),
  };
  const isTried = problems.length + later.length === 0 && input.isTried?.(plan) === true;
  problems.push(...(isTried ? [] : checkReferences(sound)), ...later);
  const workflow = tree.workflow && planWorkflow(tree, tree.workflow, plan);
  problems.push(...(workflow?.problems ?? []));
  return {
    plan: workflow?.plan ? { ...plan, workflow: workflow.plan } : plan,
    problems: unique(problems, nodes.all),
  };
}

/** Whether all edges of a node could be resolved. */
function isWhole({ body }: Node, edges: readonly Edge[] = []): boolean {
  return edges.length === Object.keys(body.contexts ?? {}).length;
}

/** One target, against its Dockerfile where that could be read. */
function makeTarget(
  tree: Tree,
  node: Node,
  given: {
    readonly edges: readonly Edge[];
    readonly available: Available;
    readonly template: TemplateFacts | undefined;
  },
): { readonly target: PlannedTarget; readonly problems: readonly Problem[] } {
  const { edges, available, template } = given;
  const declared = template ? declaredArguments(template.facts) : [...available.values.keys()];
  const args = new Map([...available.values].filter(([name]) => declared.includes(name)));
  const target = planTarget(tree, node, edges, args);
  if (!template) return { target, problems: [] };
  const { facts, locate, resolve } = template;
  const expand = expander(resolve, args);
  const use = { node, edges, available: available.values, locate, expand };
  const problems = [...checkConflicts(node, declared, available), ...checkDockerfile(facts, use)];
  return { target, problems };
}

function sortNodes(nodes: Nodes, edges: ReadonlyMap<Node, readonly Edge[]>) {
  const parents = (node: Node) => (edges.get(node) ?? []).flatMap(({ to }) => (to ? [to] : []));
  return sortByDependency(nodes.all, parents, {
    what: 'targets',
    name: ({ name }) => name,
    place: ({ target }) => target.declaredAt,
  });
}

function argumentsOf(
  sorted: readonly Node[],
  edges: ReadonlyMap<Node, readonly Edge[]>,
): (node: Node) => Available {
  const given = new Map<Node, Available>();
  // A parent is not there yet only in a cycle, which has been reported.
  const of = (node: Node) => given.get(node) ?? NOTHING;
  for (const node of sorted) given.set(node, availableArguments(node, edges.get(node) ?? [], of));
  return of;
}

function planTarget(
  tree: Tree,
  node: Node,
  edges: readonly Edge[],
  args: ReadonlyMap<string, Text>,
): PlannedTarget {
  return {
    name: node.name,
    target: node.target.name,
    cell: node.cell,
    description: node.body.description,
    template: node.body.template.name,
    attributes: attributesOf(tree.name, node, edges, args),
    links: edges.flatMap(({ to }) => (to ? [to.name] : [])),
    locals: edges.flatMap(({ local }) => (local ? [local] : [])),
    ...(node.target.declaredAt ? { at: node.target.declaredAt } : {}),
  };
}

/** A problem of a target with many cells is one problem: it is told of the first, and the others are counted. */
function unique(problems: readonly Problem[], nodes: readonly Node[]): readonly Problem[] {
  const targets = new Map(nodes.map(({ name, target }) => [name, target.name]));
  const found = new Map<string, { readonly first: Problem; readonly told: Set<string> }>();
  for (const problem of problems) {
    const told = JSON.stringify(problem);
    const key = told.replace(/\\"([\w-]+)\\"/g, (_, name: string) => targets.get(name) ?? name);
    const same = found.get(key);
    if (same) same.told.add(told);
    else found.set(key, { first: problem, told: new Set([told]) });
  }
  return [...found.values()].map(({ first, told }) => {
    if (told.size === 1) return first;
    const more = told.size === 2 ? 'one more cell' : `${told.size - 1} more cells`;
    return { ...first, details: [...(first.details ?? []), `and the same in ${more}`] };
  });
}
