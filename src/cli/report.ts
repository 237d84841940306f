/** Texts for people: problems, tables, lists. Pure; what is printed where is decided by main. */
import type { Problem } from '../errors.ts';

/** Colours, or none: `paint.red('x')` gives `x` where colours are off. */
export interface Paint {
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly blue: (text: string) => string;
  readonly dim: (text: string) => string;
}

/** ANSI colours where `on`, plain text otherwise. */
export function paint(on: boolean): Paint {
  const code = (start: number) => (text: string) =>
    on ? `\u001b[${start}m${text}\u001b[0m` : text;
  return { red: code(31), yellow: code(33), blue: code(34), dim: code(2) };
}

/** One problem: what was found, where, what was expected; then what to type, as [INFO] lines. */
export function formatProblem(problem: Problem, { red, blue }: Paint): string {
  const { summary, at, expected, details = [], hint = [] } = problem;
  const place = [at?.file, at?.line, at?.column].filter((part) => part !== undefined).join(':');
  const lines = [
    `${red('[ERROR]')} ${visible(summary)}`,
    ...(place ? [`${INDENT}at ${visible(place)}`] : []),
    ...(expected ? [`${INDENT}expected ${visible(expected)}`] : []),
    ...details.map((line) => `${INDENT}${visible(line)}`),
    ...[hint].flat().map((line) => `${blue('[INFO]')} ${visible(line)}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** The width of "[ERROR] ". */
const INDENT = ' '.repeat(8);

/** Characters that would act on a terminal: controls, and marks that turn the direction of text. */
const ACTING = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Input is shown, not obeyed. */
function visible(text: string): string {
  return text.replace(ACTING, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return character === '\n' ? character : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

/** Columns padded to the widest cell, two spaces apart; the last one is not padded. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    });
  }
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}
