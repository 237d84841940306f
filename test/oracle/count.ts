/** How often each attribute, each node and each shape of a tree occurred: what is never made is not tested. */
import { ATTRIBUTE_NAMES, TARGET_ATTRIBUTES } from '../../src/model/attributes.ts';
import { isExpression, NODE_KINDS } from '../../src/model/expression.ts';
import type { TreePlan } from '../../src/plan/tree-plan.ts';
import type { Case } from './cases.ts';

/** Counts by name; every name is there, with zero where it never occurred. */
export type Counts = ReadonlyMap<string, number>;

/** In how many targets each attribute stands that is not `never` written. */
export function countAttributes(cases: readonly Case[]): Counts {
  const names = ATTRIBUTE_NAMES.filter((name) => TARGET_ATTRIBUTES[name].use !== 'never');
  return count(names, (add) => {
    for (const { plan } of cases) {
      for (const { attributes } of plan.targets)
        for (const name of Object.keys(attributes)) add(name);
      // `inherits` is what stands for a shared block in its cells.
      for (const { target } of plan.shared) {
        for (const each of plan.targets) if (each.target === target) add('inherits');
      }
    }
  });
}

/** How often each node of expressions occurs, in attributes and validations. */
export function countNodes(cases: readonly Case[]): Counts {
  return count(NODE_KINDS, (add) => {
    const walk = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      if (isExpression(value)) add(value.$);
      // A variable is data of its own, with a default that is none of the expression's.
      if (isExpression(value) && value.$ === 'variable') return;
      for (const part of Object.values(value)) walk(part);
    };
    for (const { plan } of cases) {
      walk(plan.targets.map(({ attributes }) => attributes));
      walk(plan.variables.map(({ validations }) => validations));
    }
  });
}

const SHAPES = {
  'trees without axes': ({ targets }) => targets.every(({ cell }) => sizeOf(cell) === 0),
  'trees with one axis': ({ targets }) => targets.some(({ cell }) => sizeOf(cell) === 1),
  'trees with two axes': ({ targets }) => targets.some(({ cell }) => sizeOf(cell) === 2),
  'trees with three axes': ({ targets }) => targets.some(({ cell }) => sizeOf(cell) === 3),
  'shared blocks': ({ shared }) => shared.length > 0,
  'cells with something of their own in a shared map': ({ targets, shared }) =>
    targets.some(({ target, attributes }) =>
      shared.some(
        (block) =>
          block.target === target &&
          block.attributes.args !== undefined &&
          sizeOf(attributes.args) > sizeOf(block.attributes.args),
      ),
    ),
  'groups in groups': ({ groups }) =>
    groups.some(({ members }) => groups.some(({ name }) => members.includes(name))),
  'groups of cells': ({ groups, targets }) =>
    groups.some(({ name }) => targets.some(({ target }) => target === name)),
  'links to targets': ({ targets }) => targets.some(({ links }) => links.length > 0),
  'local-or-tree contexts': ({ targets }) => targets.some(({ locals }) => locals.length > 0),
  'path variables': ({ variables }) => variables.some(({ path }) => path),
  'boolean variables': ({ variables }) => variables.some(({ type }) => type === 'bool'),
  'list variables': ({ variables }) => variables.some(({ type }) => type === 'list'),
  enumerations: ({ variables }) => variables.some(({ oneOf }) => oneOf !== undefined),
  validations: ({ variables }) => variables.some(({ validations }) => validations.length > 0),
  'variables for the runner only': ({ variables }) =>
    variables.some(({ runnerOnly }) => runnerOnly),
  'lists of objects behind a condition': ({ targets }) =>
    targets.some(({ attributes }) =>
      Object.entries(TARGET_ATTRIBUTES).some(
        ([name, { type }]) =>
          type === 'objects' && isExpression(attributes[name as keyof typeof attributes]),
      ),
    ),
} as const satisfies Readonly<Record<string, (plan: TreePlan) => boolean>>;

/** In how many trees each shape occurs. */
export function countShapes(cases: readonly Case[]): Counts {
  return count(Object.keys(SHAPES), (add) => {
    for (const [name, has] of Object.entries(SHAPES)) {
      for (const { plan } of cases) if (has(plan)) add(name);
    }
  });
}

function count(names: readonly string[], walk: (add: (name: string) => void) => void): Counts {
  const counts = new Map(names.map((name) => [name, 0]));
  walk((name) => counts.set(name, (counts.get(name) ?? 0) + 1));
  return counts;
}

function sizeOf(value: unknown): number {
  return Object.keys(value ?? {}).length;
}
