/** The text of `list`. */
import type { Listed, ListedExclusion, ListedTarget, ListedTree } from '../commands/listed-tree.ts';
import { table, visible } from './report.ts';

/** Each tree with its groups, targets, axes, exclusions and variables. */
export function formatList(trees: readonly ListedTree[]): string {
  return trees.map(formatTree).join('\n');
}

function formatTree(tree: ListedTree): string {
  const variables = tree.variables.map(({ name, default: value, oneOf, description: text }) => [
    name,
    Array.isArray(value) ? value.join(',') : String(value),
    oneOf ? `${text} (${oneOf.join(', ')})` : text,
  ]);
  // Members are told where only some names are asked for: that is when there are no variables.
  const some = tree.targets.some(({ matrix }) => matrix?.names) || tree.targets.length === 0;
  return [
    `${tree.tree}: ${visible(tree.description)}\n`,
    part(
      'groups',
      tree.groups.map((each) => groupRow(each, some)),
    ),
    part('targets', tree.targets.map(targetRow)),
    part('axes', axisRows(tree.targets)),
    part('exclusions', exclusionRows(tree.targets)),
    part('variables', variables),
    ...tree.targets.map(({ matrix, name }) =>
      part(
        `cells of ${name}`,
        (matrix?.names ?? []).map((each) => [each]),
      ),
    ),
  ].join('');
}

function part(title: string, rows: readonly (readonly string[])[]): string {
  return rows.length > 0 ? `${title}\n${table(rows.map((row) => ['', ...row]))}` : '';
}

function groupRow(group: Listed, some: boolean): readonly string[] {
  const { name, members } = group;
  return [name, some && members ? `${group.description} (${members.join(', ')})` : told(group)];
}

/** What is not in the model has no more to be told of than where it comes from. */
function told({ description, onlyIn }: Listed): string {
  if (onlyIn === undefined) return description;
  return `${description} (only in ${onlyIn})`.trim();
}

function targetRow(target: ListedTarget): readonly string[] {
  const { name, description, matrix } = target;
  if (!matrix) return [name, told(target)];
  const { cells, points, pattern } = matrix;
  const count = cells === points ? `${cells}` : `${cells} of ${points}`;
  return [name, `${description} (${count} cells: ${pattern})`];
}

/** Each axis once; targets share them. */
function axisRows(targets: readonly ListedTarget[]): readonly (readonly string[])[] {
  const axes = new Map(
    targets.flatMap(({ matrix }) => (matrix?.axes ?? []).map((axis) => [axis.name, axis.values])),
  );
  return [...axes].map(([name, values]) => [name, values.join(', ')]);
}

/** Each exclusion once with its reason; a target's own has the target's name. */
function exclusionRows(targets: readonly ListedTarget[]): readonly (readonly string[])[] {
  const rows = targets.flatMap(({ name, matrix }) =>
    (matrix?.exclusions ?? []).map((exclusion: ListedExclusion) =>
      exclusion.because === undefined
        ? [name, 'leaves out cells of its own']
        : [exclusion.axes.join(', '), `because ${exclusion.because}`],
    ),
  );
  return [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()];
}
