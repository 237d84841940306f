/** The text of `check`. */
import type { CheckedFile } from '../commands/check.ts';
import { table } from './report.ts';

/** Each generated file with its state, one a line; why it is not current is told as a problem. */
export function formatCheck(files: readonly CheckedFile[]): string {
  return table(files.map(({ state, path }) => [state, path]));
}
