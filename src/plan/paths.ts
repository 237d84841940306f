/**
 * Paths: a tree reads and writes inside its project only, whatever links lead where. A path variable is
 * the one licence to leave it, and then bake is given the exact permission. Bake's own check is a
 * second lock at most: it was passed by a second target, and rawjson skips it.
 */
import path from 'node:path';
import type { Location, Problem } from '../errors.ts';
import type { Value } from '../model/expression.ts';
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
  for (const { name, attributes, at } of plan.targets) {
    const add = (attribute: string, value: Value | undefined) => {
      if (typeof value !== 'string') return;
      const key = `${attribute} ${value}`;
      if (!found.has(key))
        found.set(key, { target: name, attribute, path: value, ...(at ? { at } : {}) });
    };
    add('context', attributes.context);
    for (const [context, value] of Object.entries(attributes.contexts ?? {})) {
      if (!isReference(value)) add(`contexts.${context}`, value as Value);
    }
    for (const [attribute, keys] of PATH_KEYS) {
      for (const entry of entriesOf(attributes[attribute])) {
        for (const key of keys)
          for (const value of [entry[key]].flat()) add(attribute, value as Value);
      }
    }
  }
  return [...found.values()];
}

const PATH_KEYS = [
  ['secret', ['src']],
  ['ssh', ['paths']],
  ['cache-from', ['src']],
  ['cache-to', ['dest']],
  ['output', ['dest']],
] as const;

/** Values that are no paths: targets, images, addresses. */
export function isReference(value: unknown): boolean {
  return typeof value !== 'string' || /^(?:target:|[a-z][a-z0-9+.-]*:\/\/|git@)/.test(value);
}

/** An address that bake would fetch; an ignore file beside our Dockerfile would then not apply. */
export function isRemote(value: string): boolean {
  return (
    /^(?:[a-z][a-z0-9+.-]*:\/\/|git@|github\.com\/)/.test(value) && !value.startsWith('cwd://')
  );
}

/** The objects in a value, in every branch. */
function entriesOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(entriesOf);
  const node = value as Readonly<Record<string, unknown>>;
  if (node.$ === 'conditional') return [...entriesOf(node.yes), ...entriesOf(node.no)];
  return '$' in node ? [] : [node];
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
        hint: `a path variable may lead there: variable('…', { path: true, default: '${literal.path}' })`,
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

/** Whether a real path is a folder or inside it; `proj-secrets` is not inside `proj`. */
export function contains(folder: string, file: string): boolean {
  const from = path.relative(folder, file);
  return (
    from === '' || (!from.startsWith(`..${path.sep}`) && from !== '..' && !path.isAbsolute(from))
  );
}
