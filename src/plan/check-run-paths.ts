/** The paths of one bake: folders and files that must be there, and addresses, which must not. */
import path from 'node:path';
import type { Location, Problem } from '../errors.ts';
import type { BakeInput } from './bake-plan.ts';
import { valuesIn } from './environment.ts';
import { placeOfPath } from './path-values.ts';
import { isRemote } from './paths.ts';
import { type RunPath, runPaths } from './permissions.ts';
import { runTargets } from './run-targets.ts';

/** What is wrong with them, each once. */
export function checkRunPaths(input: BakeInput): readonly Problem[] {
  const { plan, names, paths, resolved, environment, line } = input;
  const placeOf = placesOf(input);
  const seen = new Set<string>();
  return paths.flatMap(({ target, attribute, path: file, access }): readonly Problem[] => {
    if (seen.has(`${attribute} ${file}`)) return [];
    seen.add(`${attribute} ${file}`);
    const variable = plan.variables.find(
      ({ name, path: isPath }) =>
        isPath && environment.values.some((value) => value.name === name && value.value === file),
    );
    // What a variable says was not written there.
    const place = variable ? {} : placeOf({ target, attribute, path: file, access });
    const where = variable
      ? `${variable.name} (${attribute} of "${target}")`
      : `${attribute} of "${target}"`;
    if (file === '') {
      const summary = `${where} is empty`;
      return [{ code: 'path-missing', summary, expected: 'a folder', ...place }];
    }
    if (isRemote(file)) {
      const summary = `${where} is "${file}", an address`;
      const expected = 'a folder of this machine: an address would come without its ignore file';
      const [name = 'source'] = /[^/]+(?=\.git$)|[^/]+$/.exec(file.replace(/[#?].*$/, '')) ?? [];
      const clone = `git clone ${file.replace(/[#?].*$/, '')} ${name}`;
      const hint = [clone, ...(variable ? [line(names, { [variable.name]: name })] : [])];
      return [{ code: 'path-remote', summary, expected, hint, ...place }];
    }
    const isCache = attribute === 'cache-from';
    const wanted = isCache || attribute.startsWith('context') ? 'folder' : 'file';
    const found = resolved.get(file)?.kind ?? 'missing';
    const lacks = (variable?.holds ?? []).filter(
      (each) => resolved.get(path.join(file, each))?.kind !== 'file',
    );
    // A cache that nobody has written yet is only said by BuildKit.
    if (access === 'write' || (isCache && found === 'missing')) return [];
    if (found === 'folder' && lacks.length > 0) {
      const summary = `${where} is "${file}", which has no ${lacks.join(' and no ')}`;
      const expected = `a folder with ${variable?.holds?.join(' and ')}`;
      return [{ code: 'path-missing', summary, expected }];
    }
    if (found === wanted) return [];
    const what = found === 'missing' ? 'which is not there' : `which is a ${found}`;
    const summary = `${where} is "${file}", ${what}`;
    return [{ code: 'path-missing', summary, expected: `a ${wanted}`, ...place }];
  });
}

/** Finds where the tree says a path; an edited file or a setting may say another. */
function placesOf({ plan, environment }: BakeInput): (path: RunPath) => { readonly at?: Location } {
  const values = valuesIn(environment);
  return ({ target: name, attribute, path: file }) => {
    const target = plan.targets.find((each) => each.name === name);
    const said = target ? runPaths(runTargets({ ...plan, targets: [target] }, [name], values)) : [];
    const isOwn = said.some((each) => each.attribute === attribute && each.path === file);
    return target && isOwn ? placeOfPath(target, { attribute, value: file }) : {};
  };
}
