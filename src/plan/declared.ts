/** Declarations: what can be told even of a tree that has problems. */
import { variablesIn } from '../model/expression.ts';
import type { AnyTarget, TargetBody } from '../model/target.ts';
import type { Template } from '../model/template.ts';
import type { Tree } from '../model/tree.ts';
import type { Variable } from '../model/variable.ts';
import { attempt } from './attempt.ts';
import { cellName, cellsOf } from './cells.ts';
import { checkBody, isOf, soundTree } from './sound.ts';

/** What a tree declares, as far as it can be told. */
export interface Declared {
  /** The templates of its targets, the first of each name. */
  readonly templates: readonly Template[];
  /** The names of templates of targets that it uses and forgot to list. */
  readonly elsewhere: readonly string[];
  /** The variables that its targets use, and those that it uses and forgot to list. */
  readonly variables: ReadonlySet<Variable>;
  /** Whether every body could be worked out, so that it uses no other template or variable. */
  readonly allBodies: boolean;
  /** The names of its targets, their cells, and its groups. */
  readonly names: readonly string[];
  /** Whether it can have no other name. */
  readonly allNames: boolean;
}

/** Looks for all that a tree declares. What is wrong with it, its plan says. */
export function declaredBy(tree: Tree): Declared {
  const sound = soundTree(tree, []);
  const whole = (['targets', 'groups'] as const).every(
    (all) => sound[all].length === tree[all].length,
  );
  let [allBodies, allNames] = [whole, whole];
  const templates = new Map<string, Template>();
  const elsewhere: string[] = [];
  const variables = new Set<Variable>();
  const names = new Set(['default', ...sound.groups.map(({ name }) => name)]);
  const own = new Set<AnyTarget>(sound.targets);
  const targets = new Set(own);
  // A set gives what is added to it while it is gone through.
  for (const target of targets) {
    const listed = own.has(target);
    if (listed) names.add(target.name);
    const cells = attempt(
      () => cellsOf(target, sound.exclusions),
      () => undefined,
    );
    if (cells === undefined && listed) allNames = false;
    // Without a cell, nobody knows what it would have used.
    if (cells === undefined || cells.length === 0) allBodies = false;
    for (const cell of cells ?? []) {
      const name = cellName(target, cell);
      if (listed) names.add(name);
      const body = attempt(
        () => target.body(cell),
        () => undefined,
      );
      if (!checkBody(target, name, body).sound) {
        allBodies = false;
        continue;
      }
      variablesIn(body, variables);
      const { template, contexts } = body as TargetBody;
      if (!listed) elsewhere.push(template.name);
      else if (!templates.has(template.name)) templates.set(template.name, template);
      for (const source of Object.values(contexts ?? {})) {
        const to = (source as { readonly target?: unknown } | undefined)?.target ?? source;
        if (isOf(to, 'target')) targets.add(to as AnyTarget);
      }
    }
  }
  return {
    templates: [...templates.values()],
    elsewhere,
    variables,
    allBodies,
    names: [...names],
    allNames,
  };
}
