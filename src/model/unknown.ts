/** Options that a declaration does not have: types refuse those that are written out, nothing else does. */

/** Part of what declares something: what it was given and does not know. */
export interface Unknown {
  /** The names of options that do not exist, and those that do. Absent: all that was given is known. */
  readonly unknown?: { readonly given: readonly string[]; readonly known: readonly string[] };
  /** The names of options that must be lists and were none. */
  readonly noLists?: readonly string[];
}

/** The options among `given` that are not `known`, to be spread into what is declared. */
export function unknownIn(given: object, known: readonly string[]): Unknown {
  const strange = Object.keys(given).filter((key) => !known.includes(key) && !OURS.includes(key));
  return strange.length > 0 ? { unknown: { given: strange, known } } : {};
}

/** Those of some options that were given and are no lists, to be spread into what is declared. */
export function noListsIn(given: object, names: readonly string[]): Pick<Unknown, 'noLists'> {
  const found = Object.entries(given)
    .filter(([name, value]) => names.includes(name) && value !== undefined && !Array.isArray(value))
    .map(([name]) => name);
  return found.length > 0 ? { noLists: found } : {};
}

/** A list that was given; what is none is told, and until then the only one in it. */
export function listOf<T>(given: readonly T[]): readonly T[] {
  return Array.isArray(given) ? given : [given as T];
}

/** What declarations add themselves: one may be spread into the options of the next. */
const OURS = ['kind', '$', 'name', 'type', 'at', 'declaredAt', 'unknown', 'noLists'];
