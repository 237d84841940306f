/** What a setting was probably meant to be, and the line that says so. */
import type { Problem } from '../errors.ts';
import { nearest } from '../model/nearest.ts';
import { shellWord } from './command.ts';
import type { Setting } from './settings.ts';

/** For a name that is none of these. `line` is what was typed, without its options. */
export function meant(
  setting: Setting,
  names: readonly string[],
  line: string,
  expected = oneOf(names),
): Pick<Problem, 'expected' | 'hint'> {
  const near = nearest(setting.name ?? '', names);
  if (near === undefined) return { expected };
  return { expected: `"${near}"`, hint: retyped(setting, { name: near }, line) };
}

/** The same line with the setting as it was probably meant. */
export function retyped(setting: Setting, meant: Partial<Setting>, line: string): string {
  const { typed, value, ...old } = setting;
  const { pattern, key, name } = { ...old, ...meant };
  const adds = /^[^=]*\+(?:=|$)/.test(typed) ? '+' : '';
  const path = [pattern, key, ...(name === undefined ? [] : [name])].join('.');
  const text = value === undefined ? '' : `=${value}`;
  return `${line} -- --set ${shellWord(`${path}${adds}${text}`)}`;
}

/** Some names as what was expected, the first ten of them. */
export function oneOf(names: readonly string[]): string {
  const shown =
    names.length > 10 ? [...names.slice(0, 10), `and ${names.length - 10} more`] : names;
  return `one of ${shown.join(', ')}`;
}
