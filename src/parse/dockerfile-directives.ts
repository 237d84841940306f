/**
 * The parser directives at the top of a Dockerfile.
 *
 * Read here and not by dockerfile-ast (0.7.1), which goes on after an unknown directive, where
 * BuildKit stops (frontend/dockerfile/parser/directives.go).
 */
import type { Problem } from '../errors.ts';
import type { Directive, EscapeChar } from './dockerfile-facts.ts';

/** What the top of the file says. */
export interface Directives {
  readonly escapeChar: EscapeChar;
  readonly directives: readonly Directive[];
  readonly problems: readonly Problem[];
}

/** Reads the directives from the physical lines of a file, byte order mark taken off. */
export function readDirectives(file: string, physical: readonly string[]): Directives {
  const directives: Directive[] = [];
  const problems: Problem[] = [];
  let escapeChar: EscapeChar = '\\';
  // After a `#!` line BuildKit still honours syntax and check, but no longer escape.
  const shebang = physical[0]?.startsWith('#!') === true;
  for (let index = shebang ? 1 : 0; index < physical.length; index += 1) {
    const match = /^#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(\S[\s\S]*)$/.exec(
      physical[index]?.trim() ?? '',
    );
    const name = match?.[1]?.toLowerCase();
    if (match === null || (name !== 'syntax' && name !== 'escape' && name !== 'check')) break;
    const value = match[2] ?? '';
    const refuse = (summary: string, expected: string) =>
      problems.push({
        code: 'template-invalid',
        summary,
        at: { file, line: index + 1 },
        expected,
      });
    if (directives.some((directive) => directive.name === name)) {
      refuse(`parser directive "${name}" is given twice`, 'one of each');
      continue;
    }
    if (name === 'escape') {
      if (shebang) {
        refuse('escape directive below a "#!" line has no effect', 'no "#!" line above it');
      } else if (value === '\\' || value === '`') escapeChar = value;
      else refuse(`escape character "${value}" is neither "\\" nor "\`"`, '# escape=`');
    }
    directives.push({ name, text: value, line: index + 1 });
  }
  return { escapeChar, directives, problems };
}
