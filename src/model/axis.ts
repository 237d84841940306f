/** Axes, cells and exclusions: the dimensions along which one declared target becomes many. */
import type { Location } from '../errors.ts';
import { callerLocation } from './source.ts';

/** A dimension with its values, in the order in which cells are listed. */
export interface Axis<Name extends string = string, V extends string = string> {
  readonly name: Name;
  readonly values: readonly V[];
  readonly at?: Location | undefined;
}

/** Declares an axis: `axis('profile', ['dev', 'release'])`. */
export function axis<const Name extends string, const V extends string>(
  name: Name,
  values: readonly V[],
): Axis<Name, V> {
  return { name, values, at: callerLocation() };
}

/** One point: a value for each axis, by the axis's name. */
export type Cell = Readonly<Record<string, string>>;

/** The cell type of a list of axes: `{ profile: 'dev' | 'release'; … }`. */
export type CellOf<Axes extends readonly Axis[]> = {
  readonly [A in Axes[number] as A['name']]: A['values'][number];
};

/** Cells that must not exist: every target that has all of `axes` loses those for which it holds. */
export interface Exclusion {
  readonly axes: readonly Axis[];
  /** Completes the sentence "this cell does not exist because …". */
  readonly because: string;
  readonly excludes: (cell: Cell) => boolean;
  readonly at?: Location | undefined;
}

/** Declares an exclusion over some axes. */
export function exclusion<const Axes extends readonly Axis[]>(
  axes: Axes,
  because: string,
  excludes: (cell: CellOf<Axes>) => boolean,
): Exclusion {
  return { axes, because, excludes: excludes as (cell: Cell) => boolean, at: callerLocation() };
}
