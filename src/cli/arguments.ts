/** The command line's grammar, in yargs's terms. */
import path from 'node:path';
import yargs from 'yargs';
import { BaketreeError } from '../errors.ts';
import {
  BAKE_OPTIONS,
  type BakeOptions,
  type OptionKind,
  RUNNER_OPTIONS,
} from '../plan/bake-options.ts';
import { OPTION_TEXTS } from './option-texts.ts';
import { usageProblem, VERBS } from './usage.ts';

/** What was typed: a verb with its words and options. */
export interface Parsed {
  readonly verb: (typeof VERBS)[number];
  readonly words: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
}

const json = { type: 'boolean', describe: 'print the result as JSON on stdout' } as const;
const what = {
  type: 'string',
  array: true,
  describe: 'targets, groups or trees; tree/target where several have the name',
  defaultDescription: 'what the first tree bakes by default',
} as const;
const dryRun = {
  type: 'boolean',
  describe: 'print the command as a line for a shell, and run nothing',
} as const;
const discard = {
  type: 'string',
  array: true,
  nargs: 1,
  describe: 'throw away the edits in this file; may be repeated',
} as const;

const bakeOptions = Object.fromEntries(
  Object.entries(BAKE_OPTIONS).map(([name, kind]) => [name, bakeOption(name, kind)]),
);

function bakeOption(name: string, kind: OptionKind) {
  return {
    describe: OPTION_TEXTS[name] ?? '',
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
  // A bare `--` is npm's; whoever types it to us out of habit means the words behind it all the same.
  const parser = yargs(argv.filter((word) => word !== '--'))
    .scriptName('baketree')
    .usage('TypeScript for Docker Bake.\n\n$0 <command>')
    // Whatever the machine's language: half of the texts are ours, and usage.ts reads the others.
    .detectLocale(false)
    .parserConfiguration({
      'boolean-negation': false,
      'camel-case-expansion': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
    })
    .command('bake [what..]', 'bake targets, groups or trees', (y) =>
      y
        .positional('what', what)
        .options({ 'dry-run': dryRun, json, ...bakeOptions })
        .group(['dry-run', 'json', 'help', 'version'], 'Options:')
        .epilog('In a project, options stand behind --: npm run bake web -- --dry-run'),
    )
    .command('generate', 'write bake files and Dockerfiles, never over an edit', (y) =>
      y.options({ discard, json }),
    )
    .command('check', 'say which generated files are not as they should be', (y) =>
      y.options({ json }),
    )
    .command('plan [what..]', 'show what a bake would do, and run nothing', (y) =>
      y
        .positional('what', what)
        .options({ json, ...bakeOptions })
        .group(['json', 'help', 'version'], 'Options:'),
    )
    .command('list', 'list trees, groups, targets and variables', (y) => y.options({ json }))
    .epilog('In a project: npm run <command>. npm run list shows what there is to bake.')
    .demandCommand(1, `name a command: ${VERBS.join(', ')}`)
    .strict()
    .help('help', 'show this')
    .version('version', 'show the version', version)
    .exitProcess(false)
    .fail((message, error) => {
      if (error && error.name !== 'YError') throw error;
      throw new BaketreeError([usageProblem(message, argv, known)]);
    });
  const { _: [verb] = [], what: words = [], ...options } = await parser.parseAsync();
  if (options.help || options.version) return undefined;
  return { verb: verb as Parsed['verb'], words: words as readonly string[], options };
}

/** What was typed among bake's options; bake itself takes the last of several, and so do we. */
export function requestedOptions(
  typed: Parsed['options'],
  { root, here }: { readonly root: string; readonly here: string },
): BakeOptions {
  const found: Record<string, string | boolean | readonly string[]> = {};
  for (const name of [...Object.keys(BAKE_OPTIONS), ...RUNNER_OPTIONS]) {
    const value = typed[name];
    if (value === undefined || (Array.isArray(value) && value.length === 0)) continue;
    found[name] = Array.isArray(value) && BAKE_OPTIONS[name] !== 'list' ? value.at(-1) : value;
  }
  const metadata = found['metadata-file'];
  // Bake runs in the project's root; a file is meant from where the person is.
  if (typeof metadata === 'string' && here !== root) {
    found['metadata-file'] = path.resolve(here, metadata);
  }
  return found;
}
