/** Cells: which points of its axes a target exists at, and what each is called. */
import type { Problem } from '../errors.ts';
import type { Axis, Cell, Exclusion } from '../model/axis.ts';
import type { AnyTarget } from '../model/target.ts';

/** All combinations of the axes' values, the last axis changing fastest. */
export function product(axes: readonly Axis[]): readonly Cell[] {
  let cells: readonly Cell[] = [{}];
  for (const { name, values } of axes) {
    cells = cells.flatMap((cell) => values.map((value) => ({ ...cell, [name]: value })));
  }
  return cells;
}

/** The cells of a target that are left after its own and the tree's exclusions. */
export function cellsOf(target: AnyTarget, exclusions: readonly Exclusion[]): readonly Cell[] {
  const own = new Set(target.axes);
  const applying = exclusions.filter(({ axes }) => axes.every((axis) => own.has(axis)));
  return product(target.axes).filter(
    (cell) => !target.exclude(cell) && !applying.some(({ excludes }) => excludes(cell)),
  );
}

/** A cell as one string, unique among the cells of one target. */
export function cellKey(axes: readonly Axis[], cell: Cell): string {
  return JSON.stringify(axes.map(({ name }) => cell[name]));
}

/**
 * The name of a cell in the bake file: target and values joined by `-`. Characters that bake refuses
 * become `_`; two cells that then collide are found by the check for duplicate names.
 */
export function cellName(target: AnyTarget, cell: Cell): string {
  return [target.name, ...target.axes.map(({ name }) => cell[name] ?? '')]
    .map((part) => part.replace(/[^A-Za-z0-9_-]/g, '_'))
    .join('-');
}

/** Problems of the axes that targets use: none or repeated values, and two axes of one name. */
export function checkAxes(targets: readonly AnyTarget[]): readonly Problem[] {
  const axes = new Set(targets.flatMap((target) => target.axes));
  const byName = new Map<string, Axis>();
  const problems: Problem[] = [];
  for (const axis of axes) {
    const at = axis.at ? { at: axis.at } : {};
    if (axis.values.length === 0) {
      problems.push({ code: 'axis-empty', summary: `axis "${axis.name}" has no values`, ...at });
    }
    if (new Set(axis.values).size < axis.values.length) {
      const twice = axis.values.find((value, index) => axis.values.indexOf(value) < index);
      const summary = `axis "${axis.name}" has the value "${twice}" twice`;
      problems.push({ code: 'axis-duplicate', summary, ...at });
    }
    if (byName.has(axis.name)) {
      const summary = `two axes have the name "${axis.name}"`;
      problems.push({
        code: 'axis-duplicate',
        summary,
        ...at,
        hint: 'declare it once and share it',
      });
    }
    byName.set(axis.name, axis);
  }
  return problems;
}
