/** The text of `list`. */
import type { ListedTree } from '../commands/list.ts';
import { table, visible } from './report.ts';

/** Each tree with its groups, targets and variables. */
export function formatList(trees: readonly ListedTree[]): string {
  return trees.map(formatTree).join('\n');
}

function formatTree({ tree, description, groups, targets, variables }: ListedTree): string {
  const rows = (names: readonly { readonly name: string; readonly description: string }[]) =>
    table(names.map((each) => ['', each.name, each.description]));
  const variableRows = variables.map(({ name, default: value, oneOf, description: text }) => [
    '',
    name,
    Array.isArray(value) ? value.join(',') : String(value),
    oneOf ? `${text} (${oneOf.join(', ')})` : text,
  ]);
  const parts = [
    `${tree}: ${visible(description)}\n`,
    'groups\n',
    rows(groups),
    'targets\n',
    rows(targets),
  ];
  return [...parts, ...(variableRows.length > 0 ? ['variables\n', table(variableRows)] : [])].join(
    '',
  );
}
