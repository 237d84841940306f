/**
 * Branches: environments that take every branch of some expressions, so that what holds in each of them
 * holds whatever a person sets.
 *
 * A variable is *deciding* when a condition depends on it or when it has few values: it is tried with
 * each that could matter. All others are tried twice, with their default and with a text that nothing
 * else has, so that two references are found equal only when they are.
 */
import type { Environment } from '../model/evaluate.ts';
import { evaluatorOf } from '../model/evaluate.ts';
import { isExpression, type Node, type Value, variablesIn } from '../model/expression.ts';
import { sampleOf } from '../model/pattern-sample.ts';
import type { Variable } from '../model/variable.ts';
import { allows, refusals, type Worth } from './worths.ts';

/** What each deciding variable is tried with, by name, its default first. */
export type Decisions = ReadonlyMap<string, readonly Worth[]>;

/** One way through some expressions. */
export interface Branch {
  readonly environment: Environment;
  /** What the deciding variables have in it. */
  readonly decided: ReadonlyMap<string, Worth>;
  /** Those of them that have not their default. */
  readonly unusual: ReadonlyMap<string, Worth>;
  /** What all others have: their default, or a text of their own. Absent: there are no others. */
  readonly others?: 'default' | 'own';
}

/** More branches of one value than this are not looked at one by one; the caller says so. */
const MOST = 4096;

/** The deciding variables of some values, each with all that it is to be tried with. */
export function decisionsOf(values: unknown): Decisions {
  const literals = new Map<string, Set<Worth>>();
  for (const condition of conditionsIn(values)) {
    for (const { name } of variablesIn(condition)) {
      if (!literals.has(name)) literals.set(name, new Set());
    }
    if (condition.$ === 'equals') {
      const [left, right] = [condition.left, condition.right].map(worthsOf);
      for (const { name } of variablesIn(condition.left)) addAll(literals.get(name), right);
      for (const { name } of variablesIn(condition.right)) addAll(literals.get(name), left);
    } else if (condition.$ === 'matches') {
      const sample = sampleOf(condition.pattern);
      for (const { name } of variablesIn(condition.text))
        addAll(literals.get(name), [sample ?? '']);
    }
  }
  const found = new Map<string, readonly Worth[]>();
  for (const variable of variablesIn(values)) {
    const compared = literals.get(variable.name);
    if (compared || variable.oneOf) {
      found.set(variable.name, candidatesOf(variable, compared ?? new Set()));
    }
  }
  return found;
}

/** Every branch of a value that bake would not refuse; undefined where there are too many. */
export function branchesOf(value: unknown, decisions: Decisions): readonly Branch[] | undefined {
  const variables = [...variablesIn(value)];
  const deciding = variables.filter(({ name }) => decisions.has(name));
  const rest = variables.filter(({ name }) => !decisions.has(name));
  const refused = refusals(variables);
  let size = 1;
  let decided: readonly ReadonlyMap<string, Worth>[] = [new Map()];
  for (const { name } of deciding) {
    const worths = decisions.get(name) ?? [];
    size *= worths.length;
    if (size > MOST) return undefined;
    decided = decided.flatMap((map) => worths.map((worth) => new Map([...map, [name, worth]])));
    // What is refused already is not gone on with.
    decided = decided.filter((map) => !refused(map));
  }
  const rounds: readonly Round[] =
    rest.length === 0
      ? [{ filled: [] }]
      : [
          { others: 'default', filled: rest.map((each) => [each.name, each.default]) },
          { others: 'own', filled: rest.map((each) => [each.name, ownWorth(each)]) },
        ];
  return rounds
    .flatMap(({ others, filled }) =>
      decided.map((map) => ({
        decided: map,
        unusual: new Map([...map].filter(([name, worth]) => worth !== decisions.get(name)?.[0])),
        ...(others ? { others } : {}),
        environment: new Map([...filled, ...map]),
      })),
    )
    .filter(({ environment }) => !refused(environment));
}

/** What all variables that decide nothing have. */
interface Round {
  readonly others?: 'default' | 'own';
  readonly filled: readonly (readonly [string, Worth])[];
}

/** The conditions of a value that no branch makes true, or none makes false: those were not tried. */
export function untried(value: unknown, branches: readonly Branch[]): readonly Node[] {
  return conditionsIn(value).filter((condition) => {
    if (variablesIn(condition).size === 0) return false;
    const worth = evaluatorOf(condition);
    const [one, ...others] = branches.map(({ environment }) => worth(environment));
    return others.every((other) => other === one);
  });
}

/** The environment in which every variable has its default. */
export function defaults(
  variables: readonly { readonly name: string; readonly default: Worth }[],
): Environment {
  return new Map(variables.map((variable) => [variable.name, variable.default]));
}

/** A valid piece of an image reference that names its variable and that nobody would write. */
export function ownText({ name }: Pick<Variable, 'name'>): string {
  return `own-${name.toLowerCase().replaceAll('_', '-')}`;
}

/** A text worked out in a branch, as a person would write it: with the names of variables in it. */
export function readable(text: string, { environment }: Branch): string {
  const names = [...environment.keys()].sort((one, two) => two.length - one.length);
  return names.reduce((all, name) => all.replaceAll(ownText({ name }), `\${${name}}`), text);
}

function ownWorth(variable: Variable): Worth {
  if (variable.type === 'bool') return variable.default;
  const own = variable.type === 'list' ? [ownText(variable)] : ownText(variable);
  return allows(variable, own) ? own : variable.default;
}

function candidatesOf(variable: Variable, compared: ReadonlySet<Worth>): readonly Worth[] {
  const own = ownWorth(variable);
  const all: Readonly<Record<Variable['type'], readonly Worth[]>> = {
    bool: [true, false],
    list: [own],
    string: variable.oneOf ?? ['', own, ...compared],
  };
  const others = all[variable.type].filter((worth) => allows(variable, worth));
  return [...new Set([variable.default, ...others])];
}

/** What one side of a comparison can be, as far as it is one text or one variable. */
function worthsOf(side: Value): readonly Worth[] {
  if (!isExpression(side)) return typeof side === 'string' ? [side] : [];
  return [...variablesIn(side)].flatMap((each) => [
    ...(each.oneOf ?? [each.default, ownWorth(each)]),
  ]);
}

function addAll(set: Set<Worth> | undefined, worths: readonly Worth[] | undefined): void {
  for (const worth of worths ?? []) if (typeof worth === 'string') set?.add(worth);
}

/** The comparisons and matches in a value, and the variables that are conditions themselves. */
function conditionsIn(value: unknown, found: Node[] = [], isCondition = false): readonly Node[] {
  if (typeof value !== 'object' || value === null) return found;
  if (!isExpression(value)) {
    for (const item of Object.values(value)) conditionsIn(item, found);
    return found;
  }
  const node: Node = value;
  switch (node.$) {
    case 'variable':
      if (isCondition) found.push(node);
      break;
    case 'conditional':
      conditionsIn(node.if, found, true);
      conditionsIn([node.yes, node.no], found);
      break;
    case 'and':
    case 'or':
      for (const operand of node.operands) conditionsIn(operand, found, true);
      break;
    case 'not':
      conditionsIn(node.operand, found, true);
      break;
    case 'equals':
    case 'matches':
      found.push(node);
      conditionsIn(Object.values(node), found);
      break;
    default:
      conditionsIn(Object.values(node), found);
  }
  return found;
}
