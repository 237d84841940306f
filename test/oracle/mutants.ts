/**
 * Mutants: writers of HCL with one fault each. A fault shows in the text that the real writer gives, or
 * in what it is given to write; either way the rest of the comparison is the real one.
 */
import { isExpression, type Value } from '../../src/model/expression.ts';
import type { Attributes, TreePlan } from '../../src/plan/tree-plan.ts';
import { renderBakeFile } from '../../src/render/bake-file.ts';

/** A writer with a fault, and what the fault is. */
export interface Mutant {
  readonly fault: string;
  readonly render: (plan: TreePlan) => string;
}

/** All of them. */
export const MUTANTS: readonly Mutant[] = [
  {
    fault: 'a "${" of a text is not doubled',
    render: (plan) => renderBakeFile(plan).replaceAll('$${', '${'),
  },
  {
    fault: 'a "$" before an interpolation is written as it is',
    render: (plan) => renderBakeFile(plan).replaceAll('\\u0024${', '$${'),
  },
  {
    fault: 'a backslash is not escaped',
    render: (plan) => renderBakeFile(plan).replaceAll('\\\\', '\\'),
  },
  {
    fault: 'operands stand without their parentheses',
    render: (plan) => withoutParentheses(renderBakeFile(plan)),
  },
  {
    fault: 'the last item of a list is lost',
    render: (plan) => renderBakeFile(withValues(plan, shorter)),
  },
  {
    fault: 'the branches of a condition are exchanged',
    render: (plan) => renderBakeFile(withValues(plan, exchanged)),
  },
  {
    fault: 'a "%{" of a text is not doubled',
    render: (plan) => renderBakeFile(plan).replaceAll('%%{', '%{'),
  },
];

/** Takes off every pair that is no function's, but for those that let an expression go over lines. */
function withoutParentheses(hcl: string): string {
  const open: { readonly kind: '"' | '{' | '('; readonly keep?: boolean }[] = [];
  let written = '';
  for (let at = 0; at < hcl.length; at += 1) {
    const character = hcl[at] as string;
    const rest = hcl.slice(at, at + 3);
    const top = open.at(-1)?.kind;
    if (top === '"') {
      // In a text: escapes are stepped over, and `${` leads back to code.
      const literal = /^(?:\\.|\$\$\{|%%\{)/s.exec(rest)?.[0];
      written += literal ?? (rest.startsWith('${') ? '${' : character);
      if (literal) at += literal.length - 1;
      else if (rest.startsWith('${')) {
        open.push({ kind: '{' });
        at += 1;
      } else if (character === '"') open.pop();
      continue;
    }
    if (character === '#' && top === undefined) {
      const end = hcl.indexOf('\n', at);
      written += hcl.slice(at, end);
      at = end - 1;
      continue;
    }
    if (character === '"' || character === '{') open.push({ kind: character });
    else if (character === '}') open.pop();
    else if (character === '(') {
      const keep = /\w/.test(hcl[at - 1] ?? '') || hcl[at + 1] === '\n';
      open.push({ kind: '(', keep });
      if (!keep) continue;
    } else if (character === ')' && open.pop()?.keep === false) continue;
    written += character;
  }
  return written;
}

/** A plan whose attributes are all put through a change, in targets and shared blocks alike. */
function withValues(plan: TreePlan, change: (value: Value) => Value): TreePlan {
  const all = (attributes: Attributes): Attributes => change(attributes as Value) as Attributes;
  return {
    ...plan,
    targets: plan.targets.map((target) => ({ ...target, attributes: all(target.attributes) })),
    shared: plan.shared.map((block) => ({ ...block, attributes: all(block.attributes) })),
  };
}

function shorter(value: Value): Value {
  if (!Array.isArray(value)) return within(value, shorter);
  const items = value.length > 1 ? value.slice(0, -1) : value;
  return items.map((item: Value) => shorter(item));
}

function exchanged(value: Value): Value {
  if (isExpression(value) && value.$ === 'conditional') {
    return { ...value, yes: exchanged(value.no), no: exchanged(value.yes) } as Value;
  }
  return Array.isArray(value)
    ? value.map((item: Value) => exchanged(item))
    : within(value, exchanged);
}

function within(value: Value, change: (value: Value) => Value): Value {
  if (typeof value !== 'object' || (isExpression(value) && value.$ === 'variable')) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      // Operands are lists of the syntax tree, not of the text.
      key === 'parts' || key === 'operands' ? (item as readonly Value[]).map(change) : change(item),
    ]),
  ) as Value;
}
