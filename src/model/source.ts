/** Where in a person's source something was declared, so that a problem can name file and line. */
import type { Location } from '../errors.ts';

/** `at name (place:line:column)`, or without a name; a place may hold spaces and parentheses. */
const FRAME = /^\s*at (?:.*? \((.*):(\d+):(\d+)\)|(?:async )?(.*):(\d+):(\d+))$/;

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
  return locationIn(stack.split('\n')[3] ?? '');
}

/** The place that one line of a V8 stack names; undefined for `native` and the like. */
export function locationIn(frame: string): Location | undefined {
  const [, named, line, column, bare, bareLine, bareColumn] = FRAME.exec(frame) ?? [];
  const place = named ?? bare;
  if (!place) return undefined;
  const file = place.startsWith('file://') ? decodeURIComponent(place.slice(7)) : place;
  return { file, line: Number(line ?? bareLine), column: Number(column ?? bareColumn) };
}
