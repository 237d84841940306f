/** What bake would let variables be, by their validations: one by itself, and several together. */
import { type Environment, evaluate, evaluatorOf } from '../model/evaluate.ts';
import { variablesIn } from '../model/expression.ts';
import type { Variable } from '../model/variable.ts';
import { shapeOf } from './shapes.ts';
import { planVariable } from './validations.ts';

/** What a variable can be worth. */
export type Worth = string | boolean | readonly string[];

/** Whether bake would let a variable have a value, by the validations that look at it alone. */
export function allows(variable: Variable, worth: Worth): boolean {
  return planVariable(variable).validations.every(({ condition }) => {
    const alone = [...variablesIn(condition)].every(({ name }) => name === variable.name);
    return (
      !alone ||
      !isSound(condition) ||
      evaluate(condition, new Map([[variable.name, worth]])) === true
    );
  });
}

/**
 * Whether bake would refuse an environment for what some variables are together, as far as they are in it.
 * What one of them must be by itself, their candidates are already.
 */
export function refusals(variables: readonly Variable[]): (environment: Environment) => boolean {
  const names = new Set(variables.map(({ name }) => name));
  const conditions = variables
    .flatMap(({ validations }) => validations.map(({ condition }) => condition))
    .flatMap((condition) => {
      const asked = [...new Set([...variablesIn(condition)].map(({ name }) => name))];
      const known = asked.length > 1 && asked.every((name) => names.has(name));
      return known && isSound(condition) ? [{ asked, worth: evaluatorOf(condition) }] : [];
    });
  return (environment) =>
    conditions.some(
      ({ asked, worth }) =>
        asked.every((name) => environment.has(name)) && worth(environment) !== true,
    );
}

function isSound(value: unknown): boolean {
  let sound = true;
  const shape = shapeOf(value, () => {
    sound = false;
  });
  return sound && shape === 'flag';
}
