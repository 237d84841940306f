/**
 * Changes a parsed template so that all of its names are looked up by helpers of ours, and tells of calls
 * that cannot be meant.
 */
import type { Location } from '../errors.ts';
import type { Names } from './template-names.ts';
import { type Call, call, isBlock, literal, pathOf } from './template-nodes.ts';

/** Those of Handlebars itself; nobody can add one. */
const HELPERS: readonly string[] = ['if', 'unless', 'each', 'with', 'lookup', 'log'];

/** How many values those take that take a certain number. */
const TAKES: Readonly<Record<string, number>> = { if: 1, unless: 1, each: 1, with: 1, lookup: 2 };

/** Those that are nothing without a block. */
const BLOCKS: readonly string[] = ['if', 'unless', 'each', 'with'];

/** They ask whether something is there, so it need not be. */
const ASKING: readonly string[] = ['if', 'unless'];

/** Names of our helpers; with a space, so that none of them is a name of somebody's data. */
export const [LOOK_UP, NOTHING] = ['look up', 'nothing at all'];

/** The name under which Handlebars' own `blockHelperMissing` is wanted: the meaning of `{{#name}}`. */
export const SECTION = 'section of';

/** A name in a template, to be looked up when it is rendered. */
export interface Place {
  readonly path: hbs.AST.PathExpression;
  readonly at: Location;
  readonly asks: boolean;
  /** What is looked up one in the other, behind the first value. */
  readonly names: readonly string[];
  told: boolean;
}

/** A name that is wrong, and the names that there are. */
export interface Choice {
  readonly name: string;
  readonly of: readonly string[];
}

/** Where what is found goes. */
export interface Found extends Names {
  /** Every name, in the order of the numbers that the helper gets. */
  readonly places: Place[];
  readonly say: (summary: string, at: Location, choice: Choice | string) => void;
}

/** Changes one source of a rendering, in `file`. */
export function watchNames(program: hbs.AST.Program, file: string, found: Found): void {
  const { template, partials, places, say } = found;
  const at = ({ loc }: hbs.AST.Node): Location => ({ file, line: loc.start.line });
  /** Block parameters around the node; they are no names of the data. */
  const around: (readonly string[])[] = [];

  const lookUp = (path: hbs.AST.PathExpression, asks: boolean): Call | hbs.AST.Expression => {
    const [first = ''] = path.parts;
    const own = path.depth === 0 && !path.data && !/^(?:this\b|\.)/.test(path.original);
    const isParameter = own && around.some((names) => names.includes(first));
    const names = path.parts.slice(isParameter ? 1 : 0);
    if (names.length === 0) return path;
    places.push({ path, at: at(path), asks: asks && !path.data, names, told: false });
    const parts = isParameter ? [first] : [];
    const original = isParameter ? first : 'this';
    const depth = path.data ? 0 : path.depth;
    const from = { ...path, data: false, depth, parts, original };
    return call(path, LOOK_UP, [from, literal(path, places.length - 1)]);
  };
  const expression = (node: hbs.AST.Expression, asks: boolean): hbs.AST.Expression => {
    if (node.type === 'PathExpression') return lookUp(node as hbs.AST.PathExpression, asks);
    if (node.type === 'SubExpression') helperCall(node as hbs.AST.SubExpression, asks);
    return node;
  };
  const parameters = (node: Pick<Call, 'params' | 'hash'>, asks: boolean) => {
    node.params = node.params.map((each) => expression(each, asks));
    for (const pair of node.hash?.pairs ?? []) pair.value = expression(pair.value, asks);
  };
  /** A call of a helper by its name; one that is wrong does nothing, once it is told. */
  const helperCall = (node: Call, asks = false) => {
    const name = node.path.original;
    const takes = TAKES[name] ?? node.params.length;
    parameters(node, asks || ASKING.includes(name));
    if (typeof template.data[name] === 'function') return;
    if (!HELPERS.includes(name)) {
      say(`there is no helper "${name}"`, at(node), { name, of: HELPERS });
    } else if (!isBlock(node) && BLOCKS.includes(name)) {
      const block = `"{{#${name} …}}" and "{{/${name}}}" behind it`;
      say(`"${name}" is no block here`, at(node), block);
    } else if (node.params.length !== takes) {
      const { length } = node.params;
      say(`"${name}" is given ${count(length)}`, at(node), count(takes));
    } else return;
    node.path = pathOf(node, NOTHING);
  };
  const head = (node: Call) => {
    const { path, params, hash } = node;
    const isCall = params.length > 0 || (hash?.pairs.length ?? 0) > 0;
    if (isCall || (isBlock(node) && HELPERS.includes(path.original))) return helperCall(node);
    // `{{"a name"}}` and `{{12}}` are names, too.
    const named = path.type === 'PathExpression' ? path : pathOf(path, String(path.original));
    const found = lookUp(named, false);
    if (isBlock(node)) {
      node.params = [found];
      node.path = pathOf(node, SECTION);
    } else if (found !== named) {
      const { path: helper, params: given } = found as Call;
      Object.assign(node, { path: helper, params: given });
    }
  };
  const partial = (node: hbs.AST.PartialStatement) => {
    if (node.name.type === 'SubExpression') helperCall(node.name as hbs.AST.SubExpression);
    parameters(node as unknown as Call, false);
    // One with a block of its own has that in its place.
    if ((node.type as string) === 'PartialBlockStatement') return;
    if (node.name.type === 'SubExpression') return;
    const name = String(node.name.original);
    if (name === '@partial-block' || partials.has(name)) return;
    say(`there is no partial "${name}"`, at(node), { name, of: [...partials] });
    Object.assign(node, { type: 'MustacheStatement', path: pathOf(node, NOTHING) });
  };
  const all = (body: hbs.AST.Program | undefined) => {
    if (!body) return;
    around.push(body.blockParams ?? []);
    for (const node of body.body) {
      const { program: inner, inverse } = node as hbs.AST.BlockStatement;
      if (node.type === 'MustacheStatement' || node.type === 'BlockStatement') {
        head(node as unknown as Call);
      } else if (node.type.startsWith('Partial')) partial(node as hbs.AST.PartialStatement);
      all(inner);
      all(inverse);
    }
    around.pop();
  };
  all(program);
}

function count(values: number): string {
  return values === 1 ? 'one value' : `${values || 'no'} values`;
}
