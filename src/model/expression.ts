/**
 * Expressions: values that bake computes from variables when a bake file is read. The set of nodes is
 * closed, so that {@link evaluate} agrees with bake on every one of them and the plan knows every
 * branch. A plain string is always literal text; only these nodes are computed.
 */
import type { Variable } from './variable.ts';

declare const TYPE: unique symbol;

/** An expression whose value has type `T`. `$` names the node; the rest is plain data. */
export interface Expression<T = unknown> {
  readonly $: Node['$'];
  readonly [TYPE]?: T;
}

/** Literal text, or an expression that gives text. */
export type Text = string | Expression<string>;

/** Any value that can stand in an attribute: literals, lists, objects, and expressions among them. */
export type Value =
  | string
  | boolean
  | Expression
  | readonly Value[]
  | { readonly [key: string]: Value };

/** The closed set of nodes. */
export type Node =
  | { readonly $: 'variable'; readonly name: string }
  | { readonly $: 'concat'; readonly parts: readonly Text[] }
  | { readonly $: 'equals'; readonly left: Text; readonly right: Text }
  | {
      readonly $: 'conditional';
      readonly if: Condition;
      readonly yes: Value;
      readonly no: Value;
    }
  | { readonly $: 'and' | 'or'; readonly operands: readonly Condition[] }
  | { readonly $: 'not'; readonly operand: Condition }
  | { readonly $: 'split'; readonly separator: string; readonly text: Text }
  | { readonly $: 'join'; readonly separator: string; readonly list: Texts }
  | { readonly $: 'compact'; readonly list: Texts }
  | { readonly $: 'first'; readonly count: number; readonly list: Texts }
  | { readonly $: 'matches'; readonly pattern: string; readonly text: Text };

/** The kinds of nodes, each once; tests count over it. */
export const NODE_KINDS = [
  'variable',
  'concat',
  'equals',
  'conditional',
  'and',
  'or',
  'not',
  'split',
  'join',
  'compact',
  'first',
  'matches',
] as const satisfies readonly Node['$'][];

/** A list of texts, written out or computed. */
export type Texts = readonly Text[] | Expression<readonly string[]>;

/** A boolean, written out or computed. */
export type Condition = boolean | Expression<boolean>;

/** Tells an expression from a literal, a list and an object. */
export function isExpression(value: unknown): value is Expression & Node {
  if (typeof value !== 'object' || value === null || !('$' in value)) return false;
  return (NODE_KINDS as readonly unknown[]).includes(value.$);
}

/** The variable that an expression is, if it is one. */
export function asVariable(value: unknown): Variable | undefined {
  return isExpression(value) && value.$ === 'variable' ? (value as unknown as Variable) : undefined;
}

/** Text with variables in it: ``text`${NAME}:${TAG}` ``. The written parts are literal. */
export function text(parts: TemplateStringsArray, ...values: readonly Text[]): Expression<string> {
  const all = parts.flatMap((part, index) => [part, ...piecesOf(values[index] ?? '')]);
  return { $: 'concat', parts: all.filter((part) => part !== '') } as Node as Expression<string>;
}

/** A text within a text is part of it, so that it is written as one. */
function piecesOf(value: Text): readonly Text[] {
  return isExpression(value) && value.$ === 'concat' ? value.parts : [value];
}

/** Whether two texts are the same; a literal that an enumeration does not have does not compile. */
export function equals<V extends string>(
  left: Expression<V>,
  right: NoInfer<V> | Expression<string>,
): Expression<boolean> {
  return { $: 'equals', left, right } as Node as Expression<boolean>;
}

/** `condition ? yes : no`. Both sides must have the same shape; one of two lists may be empty. */
export function when(condition: Condition, yes: Text, no: Text): Expression<string>;
export function when(condition: Condition, yes: Texts, no: Texts): Expression<readonly string[]>;
export function when(
  condition: Condition,
  yes: ObjectList,
  no: ObjectList,
): Expression<readonly object[]>;
export function when(condition: Condition, yes: Condition, no: Condition): Expression<boolean>;
export function when(condition: Condition, yes: Value, no: Value): Expression {
  return { $: 'conditional', if: condition, yes, no } as Node;
}

type ObjectList = readonly { readonly [key: string]: Value }[] | Expression<readonly object[]>;

/** True when all operands are. */
export function and(...operands: readonly Condition[]): Expression<boolean> {
  return { $: 'and', operands } as Node as Expression<boolean>;
}

/** True when any operand is. */
export function or(...operands: readonly Condition[]): Expression<boolean> {
  return { $: 'or', operands } as Node as Expression<boolean>;
}

/** True when the operand is not. */
export function not(operand: Condition): Expression<boolean> {
  return { $: 'not', operand } as Node as Expression<boolean>;
}

/** Whether a text is empty. */
export function isEmpty(value: Expression<string>): Expression<boolean> {
  return { $: 'equals', left: value, right: '' } as Node as Expression<boolean>;
}

/** The parts of a text between separators; an empty text has one empty part. */
export function split(separator: string, value: Text): Expression<readonly string[]> {
  return { $: 'split', separator, text: value } as Node as Expression<readonly string[]>;
}

/** The texts of a list with a separator between them. */
export function join(separator: string, list: Texts): Expression<string> {
  return { $: 'join', separator, list } as Node as Expression<string>;
}

/** A list without its empty texts. */
export function compact(list: Texts): Expression<readonly string[]> {
  return { $: 'compact', list } as Node as Expression<readonly string[]>;
}

/** The first `count` texts of a list, or all of them where there are fewer. */
export function first(count: number, list: Texts): Expression<readonly string[]> {
  return { $: 'first', count, list } as Node as Expression<readonly string[]>;
}

/**
 * Whether a text matches a regular expression somewhere. The pattern is in the part of the syntax in
 * which JavaScript and Go's RE2 agree; `checkPattern` refuses the rest.
 */
export function matches(pattern: string, value: Text): Expression<boolean> {
  return { $: 'matches', pattern, text: value } as Node as Expression<boolean>;
}

/** The variables that a value mentions, in order of appearance, each once. */
export function variablesIn(value: unknown, found = new Set<Variable>()): ReadonlySet<Variable> {
  if (typeof value !== 'object' || value === null) return found;
  const variable = asVariable(value);
  if (variable) return found.add(variable);
  for (const part of Object.values(value)) variablesIn(part, found);
  return found;
}
