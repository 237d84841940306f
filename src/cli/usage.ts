/** What is wrong with a command line, as problems like all others. */
import type { Problem } from '../errors.ts';
import { nearest } from '../model/nearest.ts';
import { BAKE_OPTIONS } from '../plan/bake-options.ts';
import { shellWord } from '../plan/command.ts';

/** The verbs, in the order in which help lists them. */
export const VERBS = ['bake', 'generate', 'check', 'plan', 'list'] as const;

/** Makes a problem of yargs's message. `argv` is what was typed; `options` would have been right. */
export function usageProblem(
  message: string,
  argv: readonly string[],
  options: readonly string[],
): Problem {
  const verb = VERBS.find((each) => each === argv[0]);
  const hint = verb ? `npm run ${verb} -- --help` : 'npx baketree --help';
  const lacking = /^Not enough arguments following: (.+)$/.exec(message)?.[1];
  if (lacking) return { code: 'usage-option', summary: `"--${lacking}" has no value`, hint };
  const unknown = /^Unknown (?:argument|command)s?: (.+)$/.exec(message)?.[1]?.split(', ');
  if (!unknown) {
    const summary = message.charAt(0).toLowerCase() + message.slice(1).replace(/\.$/, '');
    return { code: 'usage-option', summary, hint };
  }
  // yargs leaves the dashes out.
  const typed = unknown.map(
    (name) => argv.find((word) => word.replace(/^-+/, '').split('=')[0] === name) ?? name,
  );
  if (typed.some((word) => /^(?:-f|--file)(?:=|$)/.test(word))) {
    return {
      code: 'usage-option',
      summary: '"--file": which file is baked is for baketree to say',
      expected:
        'experiments in bake/<tree>/docker-bake.override.hcl, which is added where it exists',
    };
  }
  const [only] = unknown;
  const near = only && unknown.length === 1 ? nearest(only, [...options, ...VERBS]) : undefined;
  const isVerb = VERBS.some((each) => each === near);
  return {
    code: 'usage-option',
    summary: `${typed.map((word) => `"${word}"`).join(', ')}: there is no such option or command`,
    ...(near ? { expected: isVerb ? `"${near}"` : `"--${near}"` } : {}),
    hint,
  };
}

/** The problem of options that npm took for itself: the same line with `--` in its place. */
export function swallowedProblem(argv: readonly string[], swallowed: readonly string[]): Problem {
  const [verb = 'bake', ...rest] = argv;
  const dash = rest.findIndex((word) => word.startsWith('-'));
  const words = dash < 0 ? rest : rest.slice(0, dash);
  const given = dash < 0 ? [] : rest.slice(dash);
  const summary = `npm took ${swallowed.join(' ')} for itself, so it would do nothing here`;
  const problem = { code: 'usage-npm-swallowed', summary } as const;
  // Of `--set a.b=c` npm takes the option alone, and its value comes to us as one more word.
  const cut = swallowed.filter((option) => needsValue(option));
  if (cut.length > 1)
    return { ...problem, expected: 'the same line with -- before the first option' };
  const [option] = cut;
  const value = option && (words.find((word) => word.includes('=')) ?? words.at(-1));
  const line = [
    ...['npm', 'run', verb, ...words.filter((word) => word !== value), '--'],
    ...swallowed.flatMap((each) => (each === option && value ? [each, value] : [each])),
    ...given,
  ];
  return { ...problem, hint: ['put -- before options:', `  ${line.map(shellWord).join(' ')}`] };
}

function needsValue(option: string): boolean {
  const name = option.slice(2);
  return name === 'discard' || (BAKE_OPTIONS[name] ?? 'flag') !== 'flag';
}
