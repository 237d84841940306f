/**
 * Ignore files by BuildKit's rules: of the lines that name a file, or a folder above it, the last one
 * decides, and `!` lets through. https://docs.docker.com/build/concepts/context/#dockerignore-files
 */
import { posix } from 'node:path';

/** What a build sees of its context. */
export interface IgnoreFile {
  readonly sees: (file: string) => boolean;
  /** Whether something below a folder may be seen. */
  readonly mayHold: (folder: string) => boolean;
  /** The line for which neither a path nor anything below it can be seen; undefined: something may be. */
  readonly hides: (path: string) => string | undefined;
}

/** Reads the lines of one. */
export function ignoreFile(lines: readonly string[]): IgnoreFile {
  const rules = lines.flatMap((line) => {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) return [];
    const through = trimmed.startsWith('!');
    const pattern = posix.normalize((through ? trimmed.slice(1) : trimmed).trim());
    const bare = pattern.replace(/^\/|\/$/g, '');
    return [{ line: trimmed, through, bare, names: new RegExp(`^${expressionOf(bare)}$`) }];
  });
  const known = new Map<string, number>();
  const own = (file: string) => rules.findLastIndex(({ names }) => names.test(file));
  const above = (file: string): number => {
    const folder = posix.dirname(file);
    if (folder === '.') return -1;
    const last = known.get(folder) ?? lastOf(folder);
    known.set(folder, last);
    return last;
  };
  const lastOf = (file: string): number => Math.max(above(file), own(file));
  return {
    sees: (file) => rules[lastOf(file)]?.through ?? true,
    mayHold: (folder) => {
      const last = lastOf(folder);
      const shut = rules[last]?.through === false;
      return !shut || rules.slice(last + 1).some(({ through }) => through);
    },
    hides: (path) => {
      const last = lastOf(path);
      const rule = rules[last];
      const later = rules.slice(last + 1);
      if (!rule || rule.through) return undefined;
      return later.some(({ through, bare }) => through && mayNameBelow(bare, path))
        ? undefined
        : rule.line;
    },
  };
}

/** Whether a pattern may name something below a folder, going by one part after the other. */
function mayNameBelow(pattern: string, folder: string): boolean {
  const parts = pattern.split('/');
  const deep = parts.findIndex((part) => part.includes('**'));
  const own = folder.split('/');
  // What is in a set, or escaped, may be a slash.
  if (/[[\\]/.test(pattern)) return true;
  if (deep < 0 && parts.length <= own.length) return false;
  const known = own.slice(0, deep < 0 ? own.length : deep);
  return known.every((part, index) =>
    new RegExp(`^${expressionOf(parts[index] ?? '')}$`).test(part),
  );
}

/** `**` is any number of folders, `*` and `?` stay in one; `[…]` is a set of characters. */
function expressionOf(pattern: string): string {
  return pattern.replace(/\*\*\/|\*\*|\*|\?|\[\^?[^\]]+\]|\\.|[.+^$(){}|\\[\]]/g, (found) => {
    if (found === '**/') return '(?:.*/)?';
    if (found === '**') return '.*';
    if (found === '*') return '[^/]*';
    if (found === '?') return '[^/]';
    return found.length > 1 ? found : `\\${found}`;
  });
}
