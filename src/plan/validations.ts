/** Validations that a variable's declaration implies, beside those written out. */
import { type Condition, equals, matches, or } from '../model/expression.ts';
import type { Validation, Variable } from '../model/variable.ts';
import type { PlannedVariable } from './tree-plan.ts';

/** A variable as the bake file states it. */
export function planVariable(variable: Variable): PlannedVariable {
  const { name, type, description, path, holds, shared, runnerOnly, oneOf } = variable;
  return {
    name,
    type,
    default: variable.default,
    description,
    ...(oneOf ? { oneOf } : {}),
    path,
    ...(holds ? { holds } : {}),
    shared,
    runnerOnly,
    validations: [...impliedValidations(variable), ...variable.validations],
  };
}

function impliedValidations(variable: Variable): readonly Validation[] {
  const self = variable as Variable<string>;
  const found: Validation[] = [];
  if (variable.oneOf) {
    const choices = variable.oneOf.map((value): Condition => equals(self, value));
    const message = `${variable.name} must be one of: ${variable.oneOf.join(', ')}.`;
    found.push({ condition: or(...choices), message });
  }
  if (variable.pattern) {
    const { regex, means } = variable.pattern;
    const message = `${variable.name} must be ${means}.`;
    found.push({ condition: matches(`^(?:${regex})$`, self), message });
  }
  return found;
}
