/** What yargs says of a wrong command line, as a problem like all others. */
import type { Problem } from '../errors.ts';
import { nearest } from '../model/nearest.ts';

/** The verbs, in the order in which help lists them. */
export const VERBS = ['bake', 'generate', 'check', 'plan', 'list'] as const;

/** Makes a problem of yargs's message. `argv` is what was typed; `options` would have been right. */
export function usageProblem(
  message: string,
  argv: readonly string[],
  options: readonly string[],
): Problem {
  const hint = 'npx baketree --help';
  const unknown = /^Unknown (?:argument|command)s?: (.+)$/.exec(message)?.[1]?.split(', ');
  if (!unknown) {
    const summary = message.charAt(0).toLowerCase() + message.slice(1).replace(/\.$/, '');
    return { code: 'usage-option', summary, hint };
  }
  // yargs leaves the dashes out.
  const typed = unknown.map(
    (name) => argv.find((word) => word.replace(/^-+/, '').split('=')[0] === name) ?? name,
  );
  const [only] = unknown;
  const near = only && unknown.length === 1 ? nearest(only, [...options, ...VERBS]) : undefined;
  const isVerb = VERBS.some((verb) => verb === near);
  return {
    code: 'usage-option',
    summary: `${typed.map((word) => `"${word}"`).join(', ')}: there is no such option or command`,
    ...(near ? { expected: isVerb ? `"${near}"` : `"--${near}"` } : {}),
    hint,
  };
}
