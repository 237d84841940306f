/** One hand-written tree at the oracle: does the model accept it, and does bake, and do they agree? */
import type { Problem } from '../../src/errors.ts';
import { defineTree, target, template, type Variable } from '../../src/index.ts';
import { variablesIn } from '../../src/model/expression.ts';
import type { TargetBody } from '../../src/model/target.ts';
import { makeTreePlan } from '../../src/plan/make-tree-plan.ts';
import type { TreePlan } from '../../src/plan/tree-plan.ts';
import { renderBakeFile } from '../../src/render/bake-file.ts';
import { type Case, roundOf } from './cases.ts';

/** The plan of a tree of one target "app" with some attributes, whether the model accepts it or not. */
export function planOf(
  attributes: Partial<TargetBody>,
  more: readonly Variable[] = [],
): { readonly plan: TreePlan; readonly problems: readonly Problem[] } {
  const app = target('app', {
    description: 'What is looked at',
    template: template('app'),
    ...attributes,
  } as TargetBody<Record<never, never>>);
  const tree = defineTree({
    name: 'one',
    description: 'A tree of one target',
    buildx: '0.35.0',
    variables: [...new Set([...variablesIn(attributes), ...more])],
    targets: [app],
    default: [app],
  });
  return makeTreePlan({ tree, templates: new Map(), source: 'src/trees/one.ts' });
}

/** A case with one environment; undefined where the model refuses that. */
export function caseOf(
  plan: TreePlan,
  process: Readonly<Record<string, string>> = {},
): Case | undefined {
  const round = roundOf(plan, process, ['default']);
  return round && { label: 'one', plan, hcl: renderBakeFile(plan), rounds: [round] };
}
