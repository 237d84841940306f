/** Nodes of a parsed template, as far as they are made anew. */

/** A name with what it is given: `{{name x y=1}}`, `(name x)` or `{{#name x}}`. */
export type Call = hbs.AST.SubExpression &
  Partial<Pick<hbs.AST.BlockStatement, 'program' | 'inverse'>>;

/** Whether a call has a block, whole or empty. */
export function isBlock(node: Call): boolean {
  return 'program' in node || 'inverse' in node;
}

/** A call of a helper, in the place of another node. */
export function call(near: hbs.AST.Node, helper: string, params: hbs.AST.Expression[]): Call {
  const { loc } = near;
  const hash = { type: 'Hash' as const, pairs: [], loc };
  return { type: 'SubExpression', path: pathOf(near, helper), params, hash, loc };
}

/** A plain name, in the place of another node. */
export function pathOf({ loc }: hbs.AST.Node, name: string): hbs.AST.PathExpression {
  return { type: 'PathExpression', data: false, depth: 0, parts: [name], original: name, loc };
}

/** A number, in the place of another node. */
export function literal({ loc }: hbs.AST.Node, value: number): hbs.AST.NumberLiteral {
  return { type: 'NumberLiteral', value, original: value, loc };
}
