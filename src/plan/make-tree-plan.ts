/** The plan of a tree, with every problem in it. Pure: templates come in as facts. */
import type { Location, Problem } from '../errors.ts';
import { ATTRIBUTE_NAMES, attributeDocs, TARGET_ATTRIBUTES } from '../model/attributes.ts';
import { evaluate } from '../model/evaluate.ts';
import type { Text, Value } from '../model/expression.ts';
import type { Tree } from '../model/tree.ts';
import type { DockerfileFacts } from '../parse/dockerfile-facts.ts';
import { type Available, availableArguments } from './arguments.ts';
import { attributesOf } from './attributes.ts';
import { branchesOf } from './branches.ts';
import { checkAxes } from './cells.ts';
import { checkDockerfile, declaredArguments } from './check-dockerfile.ts';
import { checkTreeVariables } from './check-variables.ts';
import { type Edge, edgesOf } from './edges.ts';
import { planGroups } from './groups.ts';
import { checkNames } from './names.ts';
import { makeNodes, type Node, type Nodes } from './nodes.ts';
import { sortByDependency } from './order.ts';
import { checkReferences } from './references.ts';
import { shareAttributes } from './shared.ts';
import type { PlannedTarget, TreePlan } from './tree-plan.ts';
import { planVariable } from './validations.ts';
import { checkAttribute } from './values.ts';

/** What is known of one template's Dockerfile. */
export interface TemplateFacts {
  readonly facts: DockerfileFacts;
  /** Leads from a line of the Dockerfile to the template's own. */
  readonly locate: (line: number) => Location;
  /** Replaces the arguments in a FROM by given values and defaults; undefined where that fails. */
  readonly resolve: (text: string, given: ReadonlyMap<string, string>) => string | undefined;
}

/** What a plan is made from. */
export interface TreeInput {
  readonly tree: Tree;
  /** By the template's name; a template that could not be read is absent. */
  readonly templates: ReadonlyMap<string, TemplateFacts>;
  /** The file that declares the tree, from the project's root. */
  readonly source: string;
}

/** Makes the plan. With problems it is still given, for whatever can be said in spite of them. */
export function makeTreePlan({ tree, templates, source }: TreeInput): {
  readonly plan: TreePlan;
  readonly problems: readonly Problem[];
} {
  const problems: Problem[] = [...checkAxes(tree.targets)];
  const nodes = makeNodes(tree, problems);
  problems.push(...checkNames(tree, nodes.all));
  const edges = new Map(nodes.all.map((node) => [node, edgesOf(node, nodes, problems)]));
  const { sorted, problems: cycles } = sortNodes(nodes, edges);
  problems.push(...cycles);
  const given = argumentsOf(sorted, edges, problems);
  const targets = nodes.all.map((node) => {
    const template = templates.get(node.body.template.name);
    const available = given.get(node) ?? new Map<string, Text>();
    const declared = template ? declaredArguments(template.facts) : [...available.keys()];
    const args = new Map([...available].filter(([name]) => declared.includes(name)));
    const own = edges.get(node) ?? [];
    if (template) {
      problems.push(
        ...checkDockerfile(template.facts, {
          node,
          edges: own,
          available,
          locate: template.locate,
          expand: expander(template, args, tree),
        }),
      );
    }
    return planTarget(tree, node, own, args);
  });
  for (const target of targets) problems.push(...checkTarget(tree, target));
  if (problems.length === 0) problems.push(...checkReferences(targets, tree.variables));
  problems.push(...checkTreeVariables(tree, targets));
  const plan: TreePlan = {
    name: tree.name,
    description: tree.description,
    buildx: tree.buildx,
    source,
    variables: tree.variables.map(planVariable),
    groups: planGroups(tree, nodes, problems),
    targets,
    shared: shareAttributes(targets),
  };
  return { plan, problems: unique(problems) };
}

function sortNodes(nodes: Nodes, edges: ReadonlyMap<Node, readonly Edge[]>) {
  const byName = new Map(nodes.all.map((node) => [node.name, node]));
  const parents = (name: string) => {
    const node = byName.get(name);
    return (node ? (edges.get(node) ?? []) : []).flatMap(({ to }) => (to ? [to.name] : []));
  };
  const { sorted, problems } = sortByDependency([...byName.keys()], parents, 'targets');
  return { sorted: sorted.flatMap((name) => byName.get(name) ?? []), problems };
}

function argumentsOf(
  sorted: readonly Node[],
  edges: ReadonlyMap<Node, readonly Edge[]>,
  problems: Problem[],
): ReadonlyMap<Node, Available> {
  const given = new Map<Node, Available>();
  const of = (node: Node) => given.get(node) ?? new Map<string, Text>();
  for (const node of sorted) {
    given.set(node, availableArguments(node, edges.get(node) ?? [], of, problems));
  }
  return given;
}

/** What a FROM with arguments in it can become, over every branch of the arguments' values. */
function expander({ resolve }: TemplateFacts, args: ReadonlyMap<string, Text>, tree: Tree) {
  return (text: string): readonly string[] | undefined => {
    const mentioned = [...args].filter(([name]) => text.includes(name));
    // Every enumeration is a decision here, so that each of its values is tried.
    const values = mentioned.map(([, value]) => ({ $: 'equals', left: value, right: '' }) as Value);
    const { environments } = branchesOf(values, tree.variables);
    const found = new Set<string>();
    for (const environment of environments) {
      const now = mentioned.map(([name, value]): [string, string] => [
        name,
        evaluate(value, environment) as string,
      ]);
      const name = resolve(text, new Map(now));
      if (name === undefined) return undefined;
      // A free text decides nothing that could be listed.
      if (!name.includes('own-')) found.add(name);
    }
    return found.size > 0 ? [...found] : undefined;
  };
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

/** Every attribute: its shape, and whether the tree's oldest buildx knows it. */
function checkTarget(tree: Tree, { name, attributes, at }: PlannedTarget): readonly Problem[] {
  return ATTRIBUTE_NAMES.flatMap((attribute): readonly Problem[] => {
    const value = attributes[attribute];
    if (value === undefined) return [];
    const { since } = TARGET_ATTRIBUTES[attribute];
    const found = checkAttribute(name, attribute, value, at);
    if (compareVersions(since, tree.buildx) <= 0) return found;
    const tooNew: Problem = {
      code: 'attribute-too-new',
      summary: `"${name}" has ${attribute}, which buildx ${tree.buildx} drops without a word`,
      expected: `buildx ${since} or newer (${attributeDocs(attribute)})`,
      hint: `buildx: '${since}' in the tree, or leave ${attribute} out`,
      ...(at ? { at } : {}),
    };
    return [...found, tooNew];
  });
}

function compareVersions(one: string, two: string): number {
  const [a, b] = [one, two].map((version) => version.split('.').map(Number));
  for (const index of [0, 1, 2]) {
    const difference = (a?.[index] ?? 0) - (b?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** A problem of a target with many cells is one problem. */
function unique(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}
