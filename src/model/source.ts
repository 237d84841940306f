/** Where in a person's source something was declared, so that a problem can name file and line. */
import type { Location } from '../errors.ts';

const FRAME = /\(?(?:file:\/\/)?([^\s()]+?):(\d+):(\d+)\)?$/;

/**
 * The place that called the function which calls this. Undefined where the engine gives no stack.
 * Paths are absolute; whoever prints them makes them relative.
 */
export function callerLocation(): Location | undefined {
  const limit = Error.stackTraceLimit;
  // Frames: here, the declaring function (`target`, `variable`, …), its caller.
  Error.stackTraceLimit = 3;
  const stack = new Error().stack ?? '';
  Error.stackTraceLimit = limit;
  const match = FRAME.exec(stack.split('\n')[3] ?? '');
  if (!match?.[1]) return undefined;
  return { file: match[1], line: Number(match[2]), column: Number(match[3]) };
}
