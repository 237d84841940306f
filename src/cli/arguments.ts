/** The command line's grammar, in yargs's terms. */
import yargs from 'yargs';
import { BaketreeError } from '../errors.ts';
import { BAKE_OPTIONS, type OptionKind } from '../plan/bake-options.ts';
import { usageProblem, VERBS } from './usage.ts';

/** What was typed: a verb with its words and options. */
export interface Parsed {
  readonly verb: (typeof VERBS)[number];
  readonly words: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
}

const json = { type: 'boolean', describe: 'print the result as JSON on stdout' } as const;
const what = { type: 'string', array: true, describe: 'targets, groups or trees' } as const;
const dryRun = { type: 'boolean', describe: 'print the exact command and run nothing' } as const;
const discard = {
  type: 'string',
  array: true,
  nargs: 1,
  describe: 'overwrite this edited file',
} as const;

const bakeOptions = Object.fromEntries(
  Object.entries(BAKE_OPTIONS).map(([name, kind]) => [name, bakeOption(kind)]),
);

function bakeOption(kind: OptionKind) {
  return {
    type: kind === 'flag' ? 'boolean' : 'string',
    ...(kind === 'list' ? { array: true, nargs: 1 } : {}),
    ...(kind === 'value' ? { nargs: 1 } : {}),
    group: 'Options of docker buildx bake, passed on:',
  } as const;
}

/**
 * Parses the words after the program's name. Undefined when they only asked for help or the version,
 * which are printed. Throws `usage-option` for anything that is not in the grammar.
 */
export async function parseArguments(
  argv: readonly string[],
  version: string,
): Promise<Parsed | undefined> {
  const known = [...Object.keys(BAKE_OPTIONS), 'dry-run', 'json', 'discard', 'help', 'version'];
  const parser = yargs([...argv])
    .scriptName('baketree')
    .usage('TypeScript for Docker Bake.\n\n$0 <command>')
    .parserConfiguration({
      'boolean-negation': false,
      'camel-case-expansion': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
    })
    .command('bake [what..]', 'bake targets, groups or trees', (y) =>
      y.positional('what', what).options({ 'dry-run': dryRun, json, ...bakeOptions }),
    )
    .command('generate', 'write the bake files and Dockerfiles; never over an edit', (y) =>
      y.options({ discard, json }),
    )
    .command('check', 'say of each generated file whether the model would write it so', (y) =>
      y.options({ json }),
    )
    .command('plan [what..]', 'show what a bake would do, and run nothing', (y) =>
      y.positional('what', what).options({ json, ...bakeOptions }),
    )
    .command('list', 'list trees, groups, targets and variables', (y) => y.options({ json }))
    .demandCommand(1, `name a command: ${VERBS.join(', ')}`)
    .strict()
    .version(version)
    .exitProcess(false)
    .fail((message, error) => {
      if (error && error.name !== 'YError') throw error;
      throw new BaketreeError([usageProblem(message, argv, known)]);
    });
  const { _: [verb] = [], what: words = [], ...options } = await parser.parseAsync();
  if (options.help || options.version) return undefined;
  return { verb: verb as Parsed['verb'], words: words as readonly string[], options };
}
