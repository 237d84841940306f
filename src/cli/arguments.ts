/** The words of a command line against the grammar. Node's own parser splits them; we judge them. */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { BaketreeError, type Problem, throwIfAny } from '../errors.ts';
import { BAKE_OPTIONS, type BakeOptions, RUNNER_OPTIONS } from '../plan/bake-options.ts';
import { COMMON_OPTIONS, optionsOf, VERBS, type VerbName } from './grammar.ts';
import { noValue, strayWord, unknownOption, unknownVerb, wrongValue } from './usage.ts';

/** What was typed: a verb with its words and options. */
export interface Parsed {
  readonly verb: VerbName;
  readonly words: readonly string[];
  readonly options: Readonly<Record<string, OptionValue>>;
}

/** What an option can have: a flag is true or false, a list has all that were given. */
export type OptionValue = string | boolean | readonly string[];

/** A request for help, of one verb or of all; or for the version. */
export type Asked = { readonly help: VerbName | 'all' } | { readonly version: true };

/** Parses the words after the program's name. Throws `usage-option` with all that is wrong. */
export function parseArguments(argv: readonly string[]): Parsed | Asked {
  // A bare `--` is npm's; whoever types it to us out of habit means the words behind it all the same.
  const words = argv.filter((word) => word !== '--');
  const [first] = words;
  const verb = Object.keys(VERBS).find((each): each is VerbName => each === first);
  if (verb === undefined) {
    if (words.includes('--help') || words.includes('-h')) return { help: 'all' };
    if (words.includes('--version')) return { version: true };
    throw new BaketreeError([unknownVerb(first)]);
  }
  return parseVerb(verb, words.slice(1));
}

function parseVerb(verb: VerbName, args: readonly string[]): Parsed | Asked {
  const known = optionsOf(VERBS[verb]);
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(
      Object.entries(known).map(([name, { kind }]) => [
        name,
        { type: kind === 'flag' ? 'boolean' : 'string' },
      ]),
    ),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const typed = tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : []));
  const words: string[] = [];
  const options: Record<string, OptionValue> = {};
  const problems: Problem[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') {
      words.push(token.value);
      if (!VERBS[verb].words) problems.push(strayWord(verb, token.value));
    } else if (token.kind === 'option') {
      const { name, rawName, value } = token;
      const kind = known[name]?.kind;
      if (rawName === '-h') options.help = true;
      else if (kind === undefined || !rawName.startsWith('--')) {
        problems.push(unknownOption(verb, rawName, typed));
      } else if (kind === 'flag') {
        if (value !== undefined && value !== 'true' && value !== 'false') {
          problems.push(wrongValue(verb, rawName, value));
        }
        options[name] = value !== 'false';
      } else if (value === undefined || (!token.inlineValue && value.startsWith('-'))) {
        problems.push(noValue(verb, rawName));
      } else {
        options[name] =
          kind === 'list' ? ([...[options[name] ?? []].flat(), value] as string[]) : value;
      }
    }
  }
  if (options.help) return { help: verb };
  if (options.version) return { version: true };
  throwIfAny(problems);
  return { verb, words, options };
}

/** What was typed among bake's options. */
export function requestedOptions(
  typed: Parsed['options'],
  { root, here }: { readonly root: string; readonly here: string },
): BakeOptions {
  const names = [...Object.keys(BAKE_OPTIONS), ...RUNNER_OPTIONS];
  const found = Object.fromEntries(
    Object.entries(typed).filter(([name]) => names.includes(name) && !(name in COMMON_OPTIONS)),
  );
  const metadata = found['metadata-file'];
  // Bake runs in the project's root; a file is meant from where the person is.
  if (typeof metadata === 'string' && here !== root) {
    found['metadata-file'] = path.resolve(here, metadata);
  }
  return found;
}
