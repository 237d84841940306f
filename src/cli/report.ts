/** Texts for people: problems, tables, lists. Pure; what is printed where is decided by main. */
import type { Location, Problem } from '../errors.ts';
import { ACTING } from '../plan/command.ts';

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

/**
 * Problems, one after the other: what was found, where, what was expected; then what to type, as [INFO]
 * lines. What helps against several in a row is said once, after the last of them.
 */
export function formatProblems(problems: readonly Problem[], colours: Paint): string {
  return problems
    .map((problem, index) => {
      const next = problems[index + 1];
      const again = next !== undefined && hintOf(problem).join() === hintOf(next).join();
      return formatProblem(problem, again ? [] : hintOf(problem), colours);
    })
    .join('');
}

function hintOf({ hint = [] }: Problem): readonly string[] {
  return [hint].flat();
}

function formatProblem(problem: Problem, hint: readonly string[], { red, blue }: Paint): string {
  const { summary, at, also, expected, details = [] } = problem;
  const place = placeText(at);
  const lines = [
    `${red('[ERROR]')} ${visible(summary)}`,
    ...(place ? [`${INDENT}at ${visible(place)}`] : []),
    ...(also ? [`${INDENT}${visible(`${also.what} at ${placeText(also.at)}`)}`] : []),
    ...(expected ? [`${INDENT}expected ${visible(expected)}`] : []),
    ...details.map((line) => `${INDENT}${visible(line)}`),
    ...hint.map((line) => `${blue('[INFO]')} ${visible(line)}`),
  ];
  return `${lines.join('\n')}\n`;
}

function placeText(at: Location | undefined): string {
  return [at?.file, at?.line, at?.column].filter((part) => part !== undefined).join(':');
}

/** The width of "[ERROR] ". */
const INDENT = ' '.repeat(8);

/** One line as a terminal may be given it: input is shown, not obeyed. */
export function visible(text: string): string {
  return text.replace(
    ACTING,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Columns padded to the widest cell, two spaces apart; the last one is not padded. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  const shown = rows.map((row) => row.map(visible));
  for (const row of shown) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    });
  }
  return shown
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}
