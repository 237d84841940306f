/** What a FROM with arguments in it can become. */
import { evaluate } from '../model/evaluate.ts';
import { type Text, variablesIn } from '../model/expression.ts';
import { branchesOf, decisionsOf, ownText } from './branches.ts';
import { shapeOf } from './shapes.ts';

/** Replaces the arguments in a text of a Dockerfile by given values; undefined where that fails. */
export type Resolve = (text: string, given: ReadonlyMap<string, string>) => string | undefined;

/**
 * Gives a function that lists the texts which a FROM with arguments can become, over every branch of
 * the arguments' values. It gives undefined where they cannot be listed, as when a person may write
 * anything there.
 */
export function expander(
  resolve: Resolve,
  args: ReadonlyMap<string, Text>,
): (text: string) => readonly string[] | undefined {
  return (text) => {
    const mentioned = [...args].filter(([name]) => text.includes(name));
    const values = mentioned.map(([, value]) => value);
    // What is no text has been said; nothing can be worked out from it.
    if (values.some((value) => shapeOf(value, () => {}) !== 'text')) return undefined;
    const own = [...variablesIn(values)].map(ownText);
    const found = new Set<string>();
    for (const { environment } of branchesOf(values, decisionsOf(values)) ?? []) {
      const given = mentioned.map(([name, value]): [string, string] => [
        name,
        evaluate(value, environment) as string,
      ]);
      const name = resolve(text, new Map(given));
      if (name === undefined || own.some((each) => name.includes(each))) return undefined;
      found.add(name);
    }
    return found.size > 0 ? [...found] : undefined;
  };
}
