/**
 * Paths: a tree reads and writes inside its project only, whatever links lead where. A path variable is
 * the one licence to leave it, and then bake is given the exact permission. Bake's own check is a
 * second lock at most: it was passed by a second target, and rawjson skips it.
 */
import path from 'node:path';
import type { Location, Problem } from '../errors.ts';
import { literalsIn, pathValues, placeOfPath } from './path-values.ts';
import type { TreePlan } from './tree-plan.ts';

/** A path that a tree states itself. */
export interface LiteralPath {
  readonly target: string;
  readonly attribute: string;
  readonly path: string;
  readonly at?: Location;
}

/** What a path leads to, after links. */
export interface ResolvedPath {
  readonly real: string;
  readonly kind: 'file' | 'folder' | 'missing';
}

/** All paths in a plan that are literals: contexts, secrets, ssh keys, local caches and outputs. */
export function literalPaths(plan: TreePlan): readonly LiteralPath[] {
  const found = new Map<string, LiteralPath>();
  for (const target of plan.targets) {
    for (const one of pathValues(target)) {
      const { attribute, value } = one;
      for (const literal of literalsIn(value)) {
        const key = `${attribute} ${literal}`;
        if (found.has(key) || literal === '') continue;
        const at = placeOfPath(target, one);
        found.set(key, { target: target.name, attribute, path: literal, ...at });
      }
    }
  }
  return [...found.values()];
}

/** An address that bake would fetch; an ignore file beside our Dockerfile would then not apply. */
export function isRemote(value: string): boolean {
  return (
    /^(?:[a-z][a-z0-9+.-]*:\/\/|git@|github\.com\/)/.test(value) && !value.startsWith('cwd://')
  );
}

/** What is wrong with one literal path. */
export function checkPaths(
  literal: LiteralPath,
  resolved: ResolvedPath,
  root: ResolvedPath,
): readonly Problem[] {
  const at = literal.at ? { at: literal.at } : {};
  const where = `${literal.attribute} of "${literal.target}"`;
  if (isRemote(literal.path)) {
    const summary = `${where} is "${literal.path}", an address`;
    const expected = 'a folder: the ignore file beside the Dockerfile would not apply';
    return [{ code: 'path-remote', summary, expected, ...at }];
  }
  if (!contains(root.real, resolved.real)) {
    const leads = resolved.real === literal.path ? '' : `, which leads to ${resolved.real}`;
    return [
      {
        code: 'path-outside',
        summary: `${where} is "${literal.path}"${leads}, outside the project`,
        expected: 'a path inside the project, or a path variable',
        hint: `variable('${variableName(literal)}', { description: '${literal.attribute} of ${literal.target}', path: true, default: '${literal.path}' })`,
        ...at,
      },
    ];
  }
  const folder = literal.attribute.startsWith('context');
  if (folder && resolved.kind !== 'folder') {
    const found = resolved.kind === 'file' ? 'a file' : 'not there';
    const summary = `${where} is "${literal.path}", which is ${found}`;
    return [{ code: 'path-missing', summary, expected: 'a folder of the project', ...at }];
  }
  return [];
}

function variableName({ target, attribute }: LiteralPath): string {
  return `${target}_${attribute}`.toUpperCase().replace(/\W+/g, '_');
}

/** Whether a real path is a folder or inside it; `proj-secrets` is not inside `proj`. */
export function contains(folder: string, file: string): boolean {
  const from = path.relative(folder, file);
  return (
    from === '' || (!from.startsWith(`..${path.sep}`) && from !== '..' && !path.isAbsolute(from))
  );
}
