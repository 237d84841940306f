/** What bake would let variables be, by their validations: one by itself, and several together. */
import { type Environment, evaluate } from '../model/evaluate.ts';
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
 * Whether bake would refuse an environment for what some variables are together. What one of them must be
 * by itself, their candidates are already.
 */
export function refusals(variables: readonly Variable[]): (environment: Environment) => boolean {
  const names = new Set(variables.map(({ name }) => name));
  const conditions = variables
    .flatMap(({ validations }) => validations.map(({ condition }) => condition))
    .filter((condition) => {
      const asked = new Set([...variablesIn(condition)].map(({ name }) => name));
      return asked.size > 1 && [...asked].every((name) => names.has(name)) && isSound(condition);
    });
  return (environment) => conditions.some((condition) => evaluate(condition, environment) !== true);
}

function isSound(value: unknown): boolean {
  let sound = true;
  const shape = shapeOf(value, () => {
    sound = false;
  });
  return sound && shape === 'flag';
}
