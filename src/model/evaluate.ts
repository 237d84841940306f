/** Evaluation of expressions in TypeScript, in agreement with bake (the oracle tests compare them). */
import { unreachable } from '../errors.ts';
import {
  type Condition,
  isExpression,
  type Node,
  type Texts,
  type Value,
  variablesIn,
} from './expression.ts';

/** A value with no expression left in it. */
export type Concrete =
  | string
  | boolean
  | readonly Concrete[]
  | { readonly [key: string]: Concrete };

/** What each variable is worth, by name. */
export type Environment = ReadonlyMap<string, string | boolean | readonly string[]>;

/**
 * What bake would make of a value, given its variables. Throws for a variable that the environment
 * lacks, which is a bug of the caller.
 */
export function evaluate(value: Value, environment: Environment): Concrete {
  // HCL keeps every string in Unicode normal form C.
  if (typeof value === 'string') return value.normalize('NFC');
  if (typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map((item: Value) => evaluate(item, environment));
  if (isExpression(value)) return evaluateNode(value, environment);
  return Object.fromEntries(
    Object.entries(value as Record<string, Value>).map(([key, item]) => [
      key,
      evaluate(item, environment),
    ]),
  );
}

/**
 * The same for one value in many environments: where all that it names is worth the same, it is worked out
 * once.
 */
export function evaluatorOf(value: Value): (environment: Environment) => Concrete {
  const names = [...variablesIn(value)].map(({ name }) => name);
  const known = new Map<string, Concrete>();
  return (environment) => {
    const key = JSON.stringify(names.map((name) => environment.get(name)));
    const found = known.get(key);
    if (found !== undefined) return found;
    const worked = evaluate(value, environment);
    known.set(key, worked);
    return worked;
  };
}

function evaluateNode(node: Node, environment: Environment): Concrete {
  const texts = (list: Texts) => evaluate(list as Value, environment) as readonly string[];
  const text = (value: Value) => evaluate(value, environment) as string;
  const truth = (condition: Condition) => evaluate(condition, environment) === true;
  switch (node.$) {
    case 'variable': {
      const value = environment.get(node.name);
      if (value === undefined) throw new Error(`internal error: no value for ${node.name}`);
      return evaluate(value, environment);
    }
    case 'concat':
      return node.parts.map(text).join('').normalize('NFC');
    case 'equals':
      return text(node.left) === text(node.right);
    case 'conditional':
      return evaluate(truth(node.if) ? node.yes : node.no, environment);
    case 'and':
      return node.operands.every(truth);
    case 'or':
      return node.operands.some(truth);
    case 'not':
      return !truth(node.operand);
    case 'split':
      return text(node.text).split(node.separator);
    case 'join':
      return texts(node.list).join(node.separator).normalize('NFC');
    case 'compact':
      return texts(node.list).filter((item) => item !== '');
    case 'first':
      return texts(node.list).slice(0, node.count);
    case 'matches':
      return new RegExp(node.pattern, 'u').test(text(node.text));
    default:
      return unreachable(node);
  }
}
