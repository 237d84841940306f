/** Options that declarations were given and do not have; they would do nothing, in silence. */
import type { Location, Problem } from '../errors.ts';
import { nearest } from '../model/nearest.ts';
import type { Tree } from '../model/tree.ts';
import type { Unknown } from '../model/unknown.ts';
import type { Node } from './nodes.ts';
import {
  type Part,
  partsOfContexts,
  partsOfRegistry,
  partsOfRepository,
  partsOfVariable,
  partsOfWorkflow,
} from './unknown-parts.ts';

/** A problem for each unknown option of a tree and of what it is made of. */
export function checkUnknownOptions(tree: Tree, nodes: readonly Node[]): readonly Problem[] {
  const templates = new Set(nodes.map(({ body }) => body.template));
  // A registry may have come out of data, too.
  const repositories = [tree.ecr?.repositories ?? []].flat();
  const { name, ecr, workflow, declaredAt } = tree;
  return [
    ...problemsOf(tree, 'tree', declaredAt),
    ...(ecr ? partsOfRegistry(name, ecr, declaredAt).flatMap(problemsIn) : []),
    ...tree.variables.flatMap((each) => [
      ...problemsOf(each, 'variable', each.at),
      ...partsOfVariable(each).flatMap(problemsIn),
    ]),
    ...tree.targets.flatMap((each) => problemsOf(each, 'target', each.declaredAt)),
    ...[...templates].flatMap((each) => problemsOf(each, 'template', each.at)),
    ...nodes.flatMap((node) => partsOfContexts(node).flatMap(problemsIn)),
    ...repositories.flatMap((each) => [
      ...problemsOf(each, 'repository', each?.declaredAt),
      ...(each ? partsOfRepository(called(each, 'repository'), each).flatMap(problemsIn) : []),
    ]),
    ...(workflow ? partsOfWorkflow(name, workflow).flatMap(problemsIn) : []),
  ];
}

function problemsOf(
  declared: (Unknown & { readonly name: unknown }) | undefined,
  what: string,
  at: Location | undefined,
): readonly Problem[] {
  if (!declared) return [];
  const { unknown: { given, known } = { given: [], known: [] }, noLists = [] } = declared;
  const name = called(declared, what);
  return [
    ...told(given, { name, is: `a ${what}`, keys: known, at }),
    ...noLists.map((option): Problem => {
      const summary = `${option} of ${name} is no list`;
      return {
        code: 'attribute-invalid',
        summary,
        expected: '[…] around it',
        ...(at ? { at } : {}),
      };
    }),
  ];
}

function problemsIn(part: Part): readonly Problem[] {
  const { value, keys } = part;
  if (typeof value !== 'object' || value === null) return [];
  return told(
    Object.keys(value).filter((key) => !keys.includes(key)),
    part,
  );
}

/** The name of a repository may be computed. */
function called({ name }: { readonly name: unknown }, what: string): string {
  return typeof name === 'string' ? `${what} "${name}"` : what;
}

function told(given: readonly string[], { name, is, keys, at }: Omit<Part, 'value'>) {
  return given.map((option): Problem => {
    const near = nearest(option, keys);
    return {
      code: 'attribute-invalid',
      summary: `${name} has "${option}", which is no option of ${is}`,
      expected: near ? `"${near}"` : `one of ${keys.join(', ')}`,
      ...(at ? { at } : {}),
    };
  });
}
