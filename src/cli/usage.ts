/** What is wrong with a command line, as problems like all others. */
import type { Problem } from '../errors.ts';
import { nearest } from '../model/nearest.ts';
import { BAKE_OPTIONS } from '../plan/bake-options.ts';
import { shellWord } from '../plan/command.ts';
import { optionsOf, VERBS, type VerbName } from './grammar.ts';

const problem = (summary: string, verb?: VerbName, expected?: string): Problem => ({
  code: 'usage-option',
  summary,
  ...(expected ? { expected } : {}),
  hint: verb ? `npm run ${verb} -- --help` : 'npx baketree --help',
});

/** No verb, or one that does not exist. */
export function unknownVerb(word: string | undefined): Problem {
  const verbs = Object.keys(VERBS);
  if (word === undefined) return problem(`name a command: ${verbs.join(', ')}`);
  const near = nearest(word, verbs);
  const expected = near ? `"${near}"` : `one of ${verbs.join(', ')}`;
  return problem(`"${word}": there is no such command`, undefined, expected);
}

/** An option that the verb does not have; `words` are what it was typed with. */
export function unknownOption(
  verb: VerbName,
  rawName: string,
  words: readonly string[] = [],
): Problem {
  if (verb === 'plan' && rawName === '--dry-run') {
    return {
      code: 'usage-option',
      summary: '"--dry-run": a plan never runs anything',
      hint: [
        ['npm run plan', ...words.map(shellWord)].join(' '),
        ['npm run bake', ...words.map(shellWord), '-- --dry-run'].join(' '),
      ],
    };
  }
  if (rawName === '-f' || rawName === '--file') {
    return {
      code: 'usage-option',
      summary: `"${rawName}": which file is baked is for baketree to say`,
      expected:
        'experiments in bake/<tree>/docker-bake.override.hcl, which is added where it exists',
    };
  }
  const near = nearest(rawName.replace(/^-+/, ''), Object.keys(optionsOf(VERBS[verb])));
  return problem(`"${rawName}": there is no such option`, verb, near ? `"--${near}"` : undefined);
}

/** An option that needs a value and has none. */
export function noValue(verb: VerbName, rawName: string): Problem {
  return problem(`"${rawName}" has no value`, verb);
}

/** A flag with a value that is neither true nor false. */
export function wrongValue(verb: VerbName, rawName: string, value: string): Problem {
  return problem(`"${rawName}" has the value "${value}"`, verb, 'no value, true or false');
}

/** A word behind a verb that takes none. */
export function strayWord(verb: VerbName, word: string): Problem {
  return problem(`"${word}": ${verb} takes options only`, verb);
}

/** The word behind `ecr` that says what to do, where it is none of those that can be. */
export function ecrProblem(word: string | undefined): Problem {
  if (word === undefined) return problem('say what ecr should do: plan, apply or login', 'ecr');
  const near = nearest(word, ['plan', 'apply', 'login']);
  const expected = near ? `"${near}"` : 'plan, apply or login';
  return problem(`"${word}": ecr does no such thing`, 'ecr', expected);
}

/** `--remove` where it has no meaning. */
export function onlyLogin(): Problem {
  return problem('"--remove": only login takes something out again', 'ecr');
}

/** `sign` without a word. */
export function signNothing(): Problem {
  return problem(
    'name the images to sign',
    'sign',
    'host/repository@sha256:…, as a push prints it',
  );
}

/** A tree behind `login --remove`. */
export function strayTree(word: string): Problem {
  return problem(`"${word}": --remove takes all that login wrote out again, of any tree`, 'ecr');
}

/** The problem of options that npm took for itself: the same line with `--` in its place. */
export function swallowedProblem(argv: readonly string[], swallowed: readonly string[]): Problem {
  const [verb = 'bake', ...rest] = argv;
  const dash = rest.findIndex((word) => word.startsWith('-'));
  const words = dash < 0 ? rest : rest.slice(0, dash);
  const given = dash < 0 ? [] : rest.slice(dash);
  const summary = `npm took ${swallowed.join(' ')} for itself, so it would do nothing here`;
  const swallow = { code: 'usage-npm-swallowed', summary } as const;
  // Of `--set a.b=c` npm takes the option alone, and its value comes to us as one more word.
  const cut = swallowed.filter((option) => needsValue(option));
  if (cut.length > 1)
    return { ...swallow, expected: 'the same line with -- before the first option' };
  const [option] = cut;
  const value = option && (words.find((word) => word.includes('=')) ?? words.at(-1));
  const line = [
    ...['npm', 'run', verb, ...words.filter((word) => word !== value), '--'],
    ...swallowed.flatMap((each) => (each === option && value ? [each, value] : [each])),
    ...given,
  ];
  return { ...swallow, hint: ['put -- before options:', `  ${line.map(shellWord).join(' ')}`] };
}

function needsValue(option: string): boolean {
  const name = option.slice(2);
  return ['discard', 'file'].includes(name) || (BAKE_OPTIONS[name] ?? 'flag') !== 'flag';
}
