/**
 * HCL, one function a construct. Nothing here knows what a target is, and nothing decides: values come
 * in complete. {@link hclString} is the only escape; no text reaches a file but through it.
 *
 * Source: the HCL native syntax specification, and what buildx 0.29.1 reads back (test/oracle).
 */
import { unreachable } from '../errors.ts';
import { isExpression, type Node, type Text, type Value } from '../model/expression.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '"': '\\"',
  '\\': '\\\\',
};

/** The inside of a quoted string: only the seven escapes that HCL knows, `${` and `%{` doubled. */
function escapeText(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what must be escaped
      .replace(/[\u0000-\u001f"\\\u007f-\u009f\u2028\u2029\ufeff]/g, (character) => {
        const code = character.codePointAt(0) ?? 0;
        return ESCAPES[character] ?? `\\u${code.toString(16).padStart(4, '0')}`;
      })
      .replace(/([$%])\{/g, '$1$1{')
  );
}

/** A literal string. */
export function hclString(text: string): string {
  return `"${escapeText(text)}"`;
}

/** An attribute or variable name, quoted where HCL wants it as a map key. */
function hclKey(key: string): string {
  return /^[A-Za-z_][A-Za-z0-9_-]*$/.test(key) && !['for', 'null', 'true', 'false'].includes(key)
    ? key
    : hclString(key);
}

/** Any value on one line or, for lists and maps too long for that, one item a line. */
export function hclValue(value: Value, indent = ''): string {
  if (typeof value === 'string') return hclString(value);
  if (typeof value === 'boolean') return String(value);
  if (isExpression(value)) return hclExpression(value, indent);
  if (Array.isArray(value)) return hclList(value as readonly Value[], indent);
  return hclObject(value as Readonly<Record<string, Value>>, indent);
}

const WIDTH = 100;

/** `[a, b]`, one item a line where it would be too wide or an item is an object among several. */
export function hclList(items: readonly Value[], indent = ''): string {
  const oneLine = `[${items.map((item) => hclInline(item)).join(', ')}]`;
  if (indent.length + oneLine.length <= WIDTH && !oneLine.includes('\n')) return oneLine;
  const inner = `${indent}  `;
  return `[\n${items.map((item) => `${inner}${hclValue(item, inner)},\n`).join('')}${indent}]`;
}

/** `{ key = value }`, one key a line. */
export function hclObject(object: Readonly<Record<string, Value>>, indent = ''): string {
  const entries = Object.entries(object);
  if (entries.length === 0) return '{}';
  const inner = `${indent}  `;
  const lines = entries.map(
    ([key, value]) => `${inner}${hclKey(key)} = ${hclValue(value, inner)}\n`,
  );
  return `{\n${lines.join('')}${indent}}`;
}

/** A value on one line, whatever its length: for lists, call arguments and conditions. */
function hclInline(value: Value): string {
  if (typeof value === 'string' || typeof value === 'boolean') return hclValue(value);
  if (isExpression(value)) return hclExpression(value);
  if (Array.isArray(value)) return `[${value.map((item: Value) => hclInline(item)).join(', ')}]`;
  const entries = Object.entries(value as Readonly<Record<string, Value>>);
  if (entries.length === 0) return '{}';
  return `{ ${entries.map(([key, item]) => `${hclKey(key)} = ${hclInline(item)}`).join(', ')} }`;
}

/** An expression. Operands that bind less tightly than their operator stand in parentheses. */
export function hclExpression(node: Node, indent?: string): string {
  switch (node.$) {
    case 'variable':
      return node.name;
    case 'concat':
      return hclTemplate(node.parts);
    case 'equals':
      return `${operand(node.left, node)} == ${operand(node.right, node)}`;
    case 'conditional':
      return hclConditional(node, indent);
    case 'and':
      return node.operands.map((each) => operand(each, node)).join(' && ') || 'true';
    case 'or':
      return node.operands.map((each) => operand(each, node)).join(' || ') || 'false';
    case 'not':
      return `!${operand(node.operand, node)}`;
    case 'split':
      return `split(${hclString(node.separator)}, ${hclInline(node.text)})`;
    case 'join':
      return `join(${hclString(node.separator)}, ${hclInline(node.list as Value)})`;
    case 'compact':
      return `compact(${hclInline(node.list as Value)})`;
    case 'first': {
      const list = hclInline(node.list as Value);
      return `slice(${list}, 0, min(${node.count}, length(${list})))`;
    }
    case 'matches':
      return `length(regexall(${hclString(node.pattern)}, ${hclInline(node.text)})) > 0`;
    default:
      return unreachable(node);
  }
}

/** One line where it fits or no indent is given, else question and colon on lines of their own. */
function hclConditional(node: Node & { readonly $: 'conditional' }, indent?: string): string {
  const parts = [node.if, node.yes, node.no];
  const [condition, ...branches] = parts.map((part) => operand(part, node));
  const oneLine = `${condition} ? ${branches.join(' : ')}`;
  if (indent === undefined || indent.length + oneLine.length <= WIDTH) return oneLine;
  const inner = `${indent}  `;
  const [yes, no] = parts.slice(1).map((part, index) => {
    const fits = inner.length + (branches[index]?.length ?? 0) + 2 <= WIDTH;
    if (fits) return branches[index];
    return isExpression(part) ? hclExpression(part, inner) : hclValue(part, inner);
  });
  return `(\n${inner}${condition}\n${inner}? ${yes}\n${inner}: ${no}\n${indent})`;
}

/** How tightly each node binds, by HCL's table of operators; those not named here never need help. */
const BINDS: Readonly<Partial<Record<Node['$'], number>>> = {
  conditional: 1,
  or: 2,
  and: 3,
  equals: 4,
  matches: 5,
  not: 6,
};

/** A value as part of a larger expression. */
function operand(value: Value, parent: Node): string {
  const inner = isExpression(value) ? (BINDS[value.$] ?? 9) : 9;
  const outer = BINDS[parent.$] ?? 0;
  return inner > outer ? hclInline(value) : `(${hclInline(value)})`;
}

/** A quoted template: literal parts escaped, the others interpolated. */
function hclTemplate(parts: readonly Text[]): string {
  const written = joinLiterals(parts).map((part, index, all) => {
    if (isExpression(part)) return `\${${hclExpression(part)}}`;
    const escaped = escapeText(part as string);
    // `$${` would be an escape, not a dollar before an interpolation.
    return index < all.length - 1 ? escaped.replace(/\$$/, '\\u0024') : escaped;
  });
  return `"${written.join('')}"`;
}

/** Literals next to each other as one: a `$` and a `{` of two parts would else be an interpolation. */
function joinLiterals(parts: readonly Text[]): readonly Text[] {
  const joined: Text[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (typeof last === 'string' && typeof part === 'string') joined.splice(-1, 1, last + part);
    else joined.push(part);
  }
  return joined;
}

/** A block with its label and body lines, which are indented already. */
export function hclBlock(type: string, label: string, lines: readonly string[]): string {
  return `${type} ${hclString(label)} {\n${lines.map((line) => `${line}\n`).join('')}}\n`;
}

/** `key = value` inside a block. */
export function hclAttribute(key: string, value: Value): string {
  return `  ${key} = ${hclValue(value, '  ')}`;
}

/** Comment lines. Control characters become spaces, so that nothing can break out of a comment. */
export function hclComment(text: string): string {
  return text
    .split('\n')
    .map((line) => {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what must not pass
      const clean = line.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trimEnd();
      return clean === '' ? '#\n' : `# ${clean}\n`;
    })
    .join('');
}
