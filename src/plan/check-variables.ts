/** The tree's variables against their use: each one used is declared, each one declared is used. */
import { type Problem, secondPlace } from '../errors.ts';
import { evaluate } from '../model/evaluate.ts';
import { variablesIn } from '../model/expression.ts';
import type { Tree } from '../model/tree.ts';
import type { Variable } from '../model/variable.ts';
import { defaults } from './branches.ts';
import type { Declared } from './declared.ts';
import { shapeOf } from './shapes.ts';
import type { PlannedTarget } from './tree-plan.ts';
import { planVariable } from './validations.ts';

/**
 * Undeclared and unused variables, and defaults that their own validation refuses. With
 * `missing`, what these targets lack is declared, and may use a variable as well.
 */
export function checkTreeVariables(
  tree: Tree,
  targets: readonly PlannedTarget[],
  missing?: Pick<Declared, 'variables' | 'allBodies'>,
): readonly Problem[] {
  const used = new Set<Variable>();
  for (const { attributes, locals } of targets) variablesIn([attributes, locals], used);
  const declared = new Map(tree.variables.map((variable) => [variable.name, variable]));
  const validating = new Set<Variable>();
  for (const { name, validations } of tree.variables) {
    // What a validation says of its own variable is no use of it.
    for (const each of variablesIn(validations)) if (each.name !== name) validating.add(each);
  }
  const strangers = [...new Set([...used, ...validating, ...variablesIn(tree.ecr)])].filter(
    (variable) => declared.get(variable.name) !== variable,
  );
  // Two of one name in the list itself are a problem of their own.
  const listed = new Set(tree.variables);
  return [
    ...strangers.flatMap((variable) => {
      if (!declared.has(variable.name)) return [undeclared(variable)];
      if (listed.has(variable)) return [];
      return [twin(variable, tree.variables)];
    }),
    ...tree.variables.flatMap((variable) => {
      if (strangers.some(({ name }) => name === variable.name)) return [];
      if (used.has(variable) && variable.runnerOnly) return [read(variable)];
      if (used.has(variable) || variable.runnerOnly || validating.has(variable)) return [];
      if (missing && (!missing.allBodies || missing.variables.has(variable))) return [];
      return [unused(variable)];
    }),
    ...tree.variables.flatMap((variable) => checkValidations(variable, tree.variables)),
  ];
}

function place({ at }: Variable): Partial<Problem> {
  return at ? { at } : {};
}

function undeclared(variable: Variable): Problem {
  return {
    code: 'reference-unknown',
    summary: `variable "${variable.name}" is used and is not among the tree's variables`,
    expected: `${variable.name} in the tree's variables`,
    ...place(variable),
  };
}

function twin(variable: Variable, listed: readonly Variable[]): Problem {
  const first = listed.find(({ name }) => name === variable.name);
  return {
    code: 'name-duplicate',
    summary: `a variable "${variable.name}" is used that is not the one among the tree's variables`,
    expected: 'one declaration that all share',
    ...secondPlace(variable.at, first?.at),
  };
}

function unused(variable: Variable): Problem {
  return {
    code: 'reference-unknown',
    summary: `variable "${variable.name}" is declared and nothing uses it`,
    expected: 'a use, or runnerOnly: true',
    ...place(variable),
  };
}

function read(variable: Variable): Problem {
  const summary = `variable "${variable.name}" is said to be for the runner only, and a target uses it`;
  return { code: 'reference-unknown', summary, expected: 'no runnerOnly', ...place(variable) };
}

const NO_PATTERN = { regex: '', means: '' };

function checkValidations(variable: Variable, all: readonly Variable[]): readonly Problem[] {
  const { regex, means }: { readonly regex?: unknown; readonly means?: unknown } =
    variable.pattern ?? NO_PATTERN;
  if (typeof regex !== 'string' || typeof means !== 'string') {
    // Its validation, which is made of both, would only say so in riddles.
    const summary = `the pattern of "${variable.name}" has no text for ${typeof regex === 'string' ? 'means' : 'regex'}`;
    const expected = "{ regex: '[a-z]+', means: 'lower-case letters' }";
    return [{ code: 'expression-invalid', summary, expected, ...place(variable) }];
  }
  const problems: Problem[] = [];
  const report = (what: string, details?: readonly string[]) =>
    problems.push({
      code: 'expression-invalid',
      summary: `a validation of "${variable.name}": ${what}`,
      ...(details ? { details } : {}),
      ...place(variable),
    });
  shapeOf(variable.description, report);
  shapeOf(variable.default, report);
  for (const { condition, message } of planVariable(variable).validations) {
    shapeOf(message, report);
    if (shapeOf(condition, report) !== 'flag') report('its condition is no condition');
    else if (problems.length === 0 && knows(condition, all)) {
      if (evaluate(condition, defaults(all)) !== true) {
        report(`it refuses the default "${String(variable.default)}"`, [message]);
      }
    }
  }
  return problems;
}

function knows(condition: unknown, all: readonly Variable[]): boolean {
  return [...variablesIn(condition)].every(({ name }) => all.some((each) => each.name === name));
}
