/** Images of targets that others take from the local store: which, and whether a run builds them itself. */
import { type Environment, evaluate } from '../model/evaluate.ts';
import type { Sources } from './environment.ts';
import { inputsOf } from './made-from.ts';
import type { LocalImage } from './preflight.ts';
import { localsOf, type RunTarget } from './run-targets.ts';
import type { TreePlan } from './tree-plan.ts';

/**
 * A target that is asked for by name is built in this run, so whoever uses it must use that build:
 * bake would not wait for it otherwise. Where it is not asked for, its local image is used.
 */
export function chooseLocals(
  plan: TreePlan,
  requested: readonly string[],
): Pick<Sources, 'chosen' | 'forced'> {
  const chosen: Record<string, string> = {};
  const forced: Record<string, string> = {};
  for (const { variable, target } of localsOf(plan, requested)) {
    if (requested.includes(target)) forced[variable] = 'tree';
    else chosen[variable] = 'local';
  }
  return { chosen, forced };
}

/** The images that this run takes from the local store: contexts of what is built, whoever wrote them. */
export function localImages(
  plan: TreePlan,
  targets: readonly RunTarget[],
  values: Environment,
): readonly LocalImage[] {
  const found = new Map<string, LocalImage>();
  for (const { attributes } of targets) {
    const used = new Set(Object.values(attributes.contexts ?? {}));
    for (const each of plan.targets.flatMap(({ locals }) => locals)) {
      const { image, title, target, variable, madeFrom } = each;
      if (values.get(variable) !== 'local') continue;
      const reference = evaluate(image, values) as string;
      if (!used.has(`docker-image://${reference}`)) continue;
      const inputs = madeFrom && inputsOf(madeFrom, attributes);
      const local = { reference, title, target, ...(inputs ? { madeFrom: inputs } : {}) };
      found.set(JSON.stringify(local), local);
    }
  }
  return [...found.values()];
}
