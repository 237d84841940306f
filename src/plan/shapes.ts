/**
 * The shapes of values: types would have refused most of what is wrong with them, but trees are also
 * built by loops and from data. What passes here, bake reads back as it is (test/oracle).
 */
import { isExpression, type Node, type Value } from '../model/expression.ts';
import { checkPattern } from '../model/pattern.ts';

/** The shapes a value can have once evaluated; `empty` is a list with nothing in it. */
export type Shape = 'text' | 'flag' | 'texts' | 'objects' | 'object' | 'empty';

/** The shape of a value, with every problem inside it reported through `report`. */
export function shapeOf(value: unknown, report: (what: string) => void): Shape | undefined {
  if (typeof value === 'string') {
    checkText(value, report);
    return 'text';
  }
  if (typeof value === 'boolean') return 'flag';
  if (!isValue(value)) {
    report(`${value === null ? 'null' : typeof value} is no value`);
    return undefined;
  }
  if (Array.isArray(value)) return listShape(value, report);
  if (isExpression(value)) return nodeShape(value, report);
  for (const [key, item] of Object.entries(value)) {
    checkText(key, report);
    shapeOf(item, isValue(item) ? report : (what) => report(`"${key}": ${what}`));
  }
  return 'object';
}

function isValue(value: unknown): value is string | boolean | object {
  return ['string', 'boolean', 'object'].includes(typeof value) && value !== null;
}

function listShape(items: readonly unknown[], report: (what: string) => void): Shape | undefined {
  const shapes = new Set(items.map((item) => shapeOf(item, report)));
  if (shapes.size === 0) return 'empty';
  if (shapes.size === 1 && shapes.has('text')) return 'texts';
  if (shapes.size === 1 && shapes.has('object')) return 'objects';
  if (!shapes.has(undefined)) report(`a list holds ${[...shapes].join(' and ')}`);
  return undefined;
}

const RESULT: Readonly<Record<Exclude<Node['$'], 'variable' | 'conditional'>, Shape>> = {
  concat: 'text',
  equals: 'flag',
  and: 'flag',
  or: 'flag',
  not: 'flag',
  split: 'texts',
  join: 'text',
  compact: 'texts',
  first: 'texts',
  matches: 'flag',
};

function nodeShape(node: Node, report: (what: string) => void): Shape | undefined {
  const must = (value: unknown, ...shapes: readonly Shape[]) => {
    const shape = shapeOf(value, report);
    if (shape && !shapes.includes(shape)) report(`${node.$} takes ${shapes[0]}, not ${shape}`);
  };
  switch (node.$) {
    case 'variable': {
      const { type } = node as unknown as { readonly type: 'string' | 'bool' | 'list' };
      return type === 'bool' ? 'flag' : type === 'list' ? 'texts' : 'text';
    }
    case 'conditional': {
      must(node.if, 'flag');
      return branchShape(node, report);
    }
    case 'concat':
      for (const part of node.parts) must(part, 'text');
      break;
    case 'equals':
      must(node.left, 'text');
      must(node.right, 'text');
      break;
    case 'and':
    case 'or':
      for (const operand of node.operands) must(operand, 'flag');
      break;
    case 'not':
      must(node.operand, 'flag');
      break;
    case 'split':
      if (node.separator === '') report('split needs a separator');
      must(node.separator, 'text');
      must(node.text, 'text');
      break;
    case 'join':
      must(node.separator, 'text');
      must(node.list, 'texts', 'empty');
      break;
    case 'compact':
      must(node.list, 'texts', 'empty');
      break;
    case 'first':
      if (!Number.isInteger(node.count) || node.count < 1 || node.count > 1000) {
        report('first takes a whole number from 1 to 1000');
      }
      must(node.list, 'texts', 'empty');
      break;
    case 'matches': {
      const invalid = checkPattern(node.pattern);
      if (invalid) report(`the pattern "${node.pattern}" ${invalid}`);
      must(node.text, 'text');
    }
  }
  return RESULT[node.$];
}

/** Both branches alike, or one an empty list; objects in both lists must have the same keys (HCL's rule). */
function branchShape(
  node: Node & { readonly $: 'conditional' },
  report: (what: string) => void,
): Shape | undefined {
  const yes = shapeOf(node.yes, report);
  const no = shapeOf(node.no, report);
  if (yes === 'objects' || yes === 'object' || no === 'objects') {
    const keys = [node.yes, node.no].flatMap(keysOf);
    // An empty list beside it is a list, too, and lists of HCL hold one type only.
    if (new Set(keys).size > 1)
      report('the branches of a conditional hold objects with other keys');
  }
  if (!yes || !no || yes === no) return yes;
  if (yes === 'empty' && (no === 'texts' || no === 'objects')) return no;
  if (no === 'empty' && (yes === 'texts' || yes === 'objects')) return yes;
  report(`the branches of a conditional differ: ${yes} and ${no}`);
  return undefined;
}

/** The keys of each object in a value, in any branch. */
function keysOf(value: Value): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item: Value) => keysOf(item));
  if (isExpression(value)) {
    return value.$ === 'conditional' ? [value.yes, value.no].flatMap(keysOf) : [];
  }
  return typeof value === 'object' ? [JSON.stringify(Object.keys(value).sort())] : [];
}

/**
 * HCL holds text in Unicode normal form C, and Go refuses half of a surrogate pair. A variable in a plain
 * template literal compiles, and becomes what JavaScript calls any object.
 */
function checkText(text: string, report: (what: string) => void): void {
  if (text.includes('[object Object]')) {
    report(`"${text}" is what JavaScript makes of a variable; write text\`…\` instead of \`…\``);
  }
  if (/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text)) {
    report(`${JSON.stringify(text)} holds half of a surrogate pair`);
  } else if (text !== text.normalize('NFC')) {
    report(
      `${JSON.stringify(text)} is not in Unicode normal form C, into which bake would change it`,
    );
  }
}
