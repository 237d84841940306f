/** The text of docs/never-stale.md. */

/** One line of its table. */
export interface Row {
  readonly name: string;
  readonly with: string;
  readonly without: string;
}

/** The page with the table of these rows. */
export function neverStalePage(rows: readonly Row[]): string {
  const lines = rows.map((row) => `| ${row.name} | ${row.with} | ${row.without} |`);
  return ['# Never stale', '', '| case | with | without |', '|---|---|---|', ...lines, ''].join(
    '\n',
  );
}
