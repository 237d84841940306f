/** Options that declarations were given and do not have; they would do nothing, in silence. */
import type { Location, Problem } from '../errors.ts';
import { nearest } from '../model/nearest.ts';
import type { Tree } from '../model/tree.ts';
import type { Unknown } from '../model/unknown.ts';
import type { Node } from './nodes.ts';

/** A problem for each unknown option of a tree and of what it is made of. */
export function checkUnknownOptions(tree: Tree, nodes: readonly Node[]): readonly Problem[] {
  const templates = new Set(nodes.map(({ body }) => body.template));
  // A registry may have come out of data, too.
  const repositories = [tree.ecr?.repositories ?? []].flat();
  return [
    ...problemsOf(tree, 'tree', tree.declaredAt),
    ...tree.variables.flatMap((each) => problemsOf(each, 'variable', each.at)),
    ...tree.targets.flatMap((each) => problemsOf(each, 'target', each.declaredAt)),
    ...[...templates].flatMap((each) => problemsOf(each, 'template', each.at)),
    ...repositories.flatMap((each) => problemsOf(each, 'repository', each?.declaredAt)),
  ];
}

function problemsOf(
  declared: (Unknown & { readonly name: unknown }) | undefined,
  what: string,
  at: Location | undefined,
): readonly Problem[] {
  const { given = [], known = [] } = declared?.unknown ?? {};
  // The name of a repository may be computed.
  const name = typeof declared?.name === 'string' ? ` "${declared.name}"` : '';
  return given.map((option) => {
    const near = nearest(option, known);
    return {
      code: 'attribute-invalid',
      summary: `${what}${name} has "${option}", which is no option of a ${what}`,
      expected: near ? `"${near}"` : `one of ${known.join(', ')}`,
      ...(at ? { at } : {}),
    };
  });
}
