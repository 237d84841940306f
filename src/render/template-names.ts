/**
 * Names of a template: each is looked up by a helper of ours, which notes what the data does not have and
 * goes on, so that one rendering finds all of them. Handlebars itself stops at the first, and takes the
 * list of an `{{#each}}` that is not there for an empty one in silence.
 */
import type { Location, Problem } from '../errors.ts';
import { nearest } from '../model/nearest.ts';
import type { Template } from '../model/template.ts';
import { type Choice, LOOK_UP, NOTHING, type Place, watchNames } from './template-watch.ts';

/** What the looking up needs to know. */
export interface Names {
  readonly template: Pick<Template, 'name' | 'data'>;
  /** The names of partials, in files and in the sources themselves. */
  readonly partials: ReadonlySet<string>;
}

/** The looking up of one rendering. */
export interface Lookup {
  /** Changes a parsed source so that all of its names are looked up by the helpers. */
  readonly watch: (program: hbs.AST.Program, file: string) => void;
  /** To be registered, and known to the compiler. */
  readonly helpers: Readonly<Record<string, (this: unknown, ...given: unknown[]) => unknown>>;
  /** What was found so far. */
  readonly problems: readonly Problem[];
}

/** Makes the looking up for one rendering of one template with its partials. */
export function makeLookup({ template, partials }: Names): Lookup {
  const places: Place[] = [];
  const problems: Problem[] = [];
  const say = (summary: string, at: Location, choice: Choice | string) => {
    const wanted = typeof choice === 'string' ? { expected: choice } : expectedOf(choice);
    problems.push({ code: 'template-invalid', summary, at, ...wanted });
  };

  function lookUp(this: unknown, base: unknown, index: unknown, options: unknown): unknown {
    const place = places[Number(index)];
    let value = base;
    if (place?.path.data) {
      value = (options as Frame).data;
      for (let up = place.path.depth; up > 0; up -= 1) value = (value as Frame)._parent;
    }
    // Why there is nothing at all was told where it came from.
    if (value === undefined) return undefined;
    for (const name of place?.names ?? []) {
      const there = typeof value === 'object' && value !== null && Object.hasOwn(value, name);
      if (place && !there && !place.asks && !place.told) {
        place.told = true;
        const { original, data, depth } = place.path;
        const atRoot = value === base && depth === 0 && Object.hasOwn(template.data, name);
        const names = data ? [] : Object.keys(Object(value)).filter(isWord);
        const whose = `the data of the template "${template.name}"`;
        const choice = !data && atRoot ? `"@root.${original}"` : { name, of: names };
        say(`"${original}" is not in ${whose}`, place.at, choice);
      }
      value = there ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
    }
    return typeof value === 'function' ? value.call(this, options) : value;
  }
  return {
    watch: (program, file) => watchNames(program, file, { template, partials, places, say }),
    problems,
    helpers: { [LOOK_UP]: lookUp, [NOTHING]: () => '' },
  };
}

/** Of Handlebars' frames of `@` names: each knows the one around it. */
interface Frame {
  readonly data: unknown;
  readonly _parent: unknown;
}

/** The name that was probably meant, else all that there are, when they are not too many. */
function expectedOf({ name, of }: Choice): Pick<Problem, 'expected'> {
  const near = of.length === 1 ? of[0] : nearest(name, of);
  if (near) return { expected: `"${near}"` };
  return of.length > 0 && of.length <= 10 ? { expected: `one of ${of.join(', ')}` } : {};
}

/** Places in lists and letters of texts are no names. */
function isWord(name: string): boolean {
  return !/^\d+$/.test(name);
}
