/** Permissions: what a run reads and writes outside the project, by our own check after links. */
import path from 'node:path';
import type { Concrete } from '../model/evaluate.ts';
import { isReference } from './path-values.ts';
import { contains, type ResolvedPath } from './paths.ts';
import type { RunTarget } from './run-targets.ts';

/** A path that a run uses, as it is written. */
export interface RunPath {
  readonly target: string;
  readonly attribute: string;
  readonly path: string;
  readonly access: 'read' | 'write';
}

/** All paths of some targets: contexts, secrets, ssh keys, local caches and outputs. */
export function runPaths(targets: readonly RunTarget[]): readonly RunPath[] {
  return targets.flatMap(({ name: target, attributes }) => {
    const found: RunPath[] = [];
    const add = (attribute: string, value: Concrete | undefined, access: RunPath['access']) => {
      if (typeof value !== 'string' || value === '-') return;
      // An empty context is said; elsewhere an empty path is none.
      if (value === '' && !attribute.startsWith('context')) return;
      found.push({ target, attribute, path: value, access });
    };
    add('context', attributes.context ?? '.', 'read');
    for (const [context, value] of Object.entries(attributes.contexts ?? {})) {
      if (!isReference(value)) add(`contexts.${context}`, value, 'read');
    }
    for (const entry of entries(attributes.secret)) add('secret', entry.src, 'read');
    for (const entry of entries(attributes.ssh)) {
      for (const key of [entry.paths ?? []].flat()) add('ssh', key as Concrete, 'read');
    }
    for (const entry of entries(attributes['cache-from'])) add('cache-from', entry.src, 'read');
    for (const entry of entries(attributes['cache-to'])) add('cache-to', entry.dest, 'write');
    for (const entry of entries(attributes.output)) add('output', entry.dest, 'write');
    return found;
  });
}

function entries(value: Concrete | undefined): readonly Readonly<Record<string, Concrete>>[] {
  return (Array.isArray(value) ? value : []) as readonly Readonly<Record<string, Concrete>>[];
}

/** The `--allow` options for paths outside the project, each once, with their real places. */
export function allowArguments(
  paths: readonly RunPath[],
  resolved: ReadonlyMap<string, ResolvedPath>,
  root: string,
): readonly string[] {
  const found = new Set<string>();
  for (const { path: file, access } of paths) {
    const real = resolved.get(file)?.real;
    // Bake compares with the real working folder, too; both spellings lie inside or outside together.
    if (real === undefined || contains(root, real)) continue;
    found.add(`--allow=fs.${access}=${path.resolve(root, file)}`);
    if (path.resolve(root, file) !== real) found.add(`--allow=fs.${access}=${real}`);
  }
  return [...found].sort();
}
