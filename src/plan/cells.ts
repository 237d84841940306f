/** Cells: which points of its axes a target exists at, and what each is called. */
import type { Problem } from '../errors.ts';
import type { Axis, Cell, Exclusion } from '../model/axis.ts';
import type { AnyTarget } from '../model/target.ts';
import type { Tree } from '../model/tree.ts';

/** All combinations of the axes' values, the last axis changing fastest. */
export function product(axes: readonly Axis[]): readonly Cell[] {
  return axes.reduce(extend, [{}]);
}

function extend(cells: readonly Cell[], { name, values }: Axis): readonly Cell[] {
  return cells.flatMap((cell) => values.map((value) => ({ ...cell, [name]: value })));
}

/** The cells of a target that are left after its own and the tree's exclusions. */
export function cellsOf(target: AnyTarget, exclusions: readonly Exclusion[]): readonly Cell[] {
  const open = new Set(exclusions.filter((exclusion) => applies(exclusion, target)));
  const given = new Set<Axis>();
  let cells: readonly Cell[] = [{}];
  for (const axis of target.axes) {
    cells = extend(cells, axis);
    given.add(axis);
    // As soon as an exclusion's axes are there: what it takes away need not be multiplied.
    for (const exclusion of open) {
      if (!exclusion.axes.every((each) => given.has(each))) continue;
      cells = cells.filter((cell) => !exclusion.excludes(cell));
      open.delete(exclusion);
    }
  }
  return cells.filter((cell) => !target.exclude(cell));
}

/** Whether an exclusion is about a target: it has all of its axes. */
export function applies({ axes }: Exclusion, target: AnyTarget): boolean {
  return axes.every((axis) => target.axes.includes(axis));
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
  return [target.name, ...target.axes.map(({ name }) => cell[name] ?? '')].map(spelt).join('-');
}

/** How the cells of a target are called, with its axes in place of values: `ale-<profile>-<features>`. */
export function cellPattern({ name, axes }: AnyTarget): string {
  return [spelt(name), ...axes.map((axis) => `<${axis.name}>`)].join('-');
}

/** The points of a target's axes that have a name, excluded ones too; several where values have a `-`. */
export function cellsCalled({ name, axes }: AnyTarget, called: string): readonly Cell[] {
  const fits = (rest: string, [axis, ...others]: readonly Axis[], cell: Cell): readonly Cell[] => {
    if (!axis) return rest === '' ? [cell] : [];
    return axis.values.flatMap((value) => {
      const part = `-${spelt(value)}`;
      if (!rest.startsWith(part)) return [];
      return fits(rest.slice(part.length), others, { ...cell, [axis.name]: value });
    });
  };
  return called.startsWith(spelt(name)) ? fits(called.slice(name.length), axes, {}) : [];
}

function spelt(part: string): string {
  return part.replace(/[^A-Za-z0-9_-]/g, '_');
}

/** An axis is named in TypeScript as a property, and in comments of the bake file. */
const AXIS_NAME = /^[a-zA-Z][a-zA-Z0-9_-]*$/;

/**
 * Problems of a tree's axes: illegal names, none or repeated values, two axes of one name, a target that
 * has one twice, and exclusions that no target has the axes for.
 */
export function checkAxes({ targets, exclusions }: Tree): readonly Problem[] {
  const axes = new Set([...targets, ...exclusions].flatMap((each) => each.axes));
  const byName = new Map<string, Axis>();
  const problems: Problem[] = [
    ...targets.flatMap(repeatedAxes),
    ...exclusions.filter((each) => !targets.some((target) => applies(each, target))).map(idle),
  ];
  for (const axis of axes) {
    const at = axis.at ? { at: axis.at } : {};
    if (!AXIS_NAME.test(axis.name)) {
      const summary = `axis name "${axis.name}" is not legal`;
      const expected = 'a letter, then letters, digits, "-" and "_"';
      problems.push({ code: 'name-illegal', summary, expected, ...at });
    }
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
        expected: 'one declaration that all share',
      });
    }
    byName.set(axis.name, axis);
  }
  return problems;
}

function repeatedAxes({ name, axes, declaredAt }: AnyTarget): readonly Problem[] {
  const twice = new Set(axes.filter((axis, index) => axes.indexOf(axis) < index));
  return [...twice].map((axis) => ({
    code: 'axis-duplicate',
    summary: `target "${name}" has the axis "${axis.name}" twice`,
    ...(declaredAt ? { at: declaredAt } : {}),
  }));
}

function idle({ axes, because, at }: Exclusion): Problem {
  const names = axes.map(({ name }) => `"${name}"`).join(' and ');
  return {
    code: 'reference-unknown',
    summary: `an exclusion (${because}) is over ${names}, and no target has ${axes.length === 1 ? 'it' : 'them all'}`,
    ...(at ? { at } : {}),
  };
}
