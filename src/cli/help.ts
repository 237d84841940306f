/** The texts of `--help`, for a terminal of 80 columns. */
import {
  COMMON_OPTIONS,
  type Option,
  PASSED_ON,
  VERBS,
  type Verb,
  type VerbName,
} from './grammar.ts';
import { table } from './report.ts';

/** Help for one verb, or for all of them. */
export function helpText(verb?: VerbName): string {
  return verb ? verbHelp(verb) : allHelp();
}

function allHelp(): string {
  const rows = Object.entries<Verb>(VERBS).map(([name, verb]) => [
    '',
    `${name}${wordsOf(verb)}`,
    verb.text,
  ]);
  return [
    'TypeScript for Docker Bake.\n\nbaketree <command>\n\n',
    `Commands:\n${table(rows)}\n`,
    options('Options:', COMMON_OPTIONS),
    '\nIn a project: npm run <command>. npm run list shows what there is to bake.\n',
  ].join('');
}

function verbHelp(name: VerbName): string {
  const verb: Verb = VERBS[name];
  const { text, words, usage, options: own, bakes } = verb;
  const what = usage ? usage.lines.map((line) => `  ${line}\n`).join('') : WHAT;
  const without = usage ? '\n' : bakes ? WITHOUT : ALL;
  const example = usage ? usage.example : `${words ? 'web ' : ''}-- --json`;
  return [
    `baketree ${name}${wordsOf(verb)}\n\n${text}\n\n`,
    words ? `${what}${without}` : '',
    options('Options:', { ...own, ...COMMON_OPTIONS }),
    bakes ? `\n${options('Options of docker buildx bake, passed on:', PASSED_ON)}` : '',
    `\nIn a project, options stand behind --: npm run ${name} ${example}\n`,
  ].join('');
}

function wordsOf({ words, usage }: Verb): string {
  return usage ? ` ${usage.short}` : words ? ' [what..]' : '';
}

const WHAT = '  what  targets, groups or trees; tree/target where several have the name;\n';
const WITHOUT = '        without any, what the first tree bakes by default\n\n';
const ALL = '        without any, everything but single cells\n\n';

/** How the value of an option is shown; one that may be repeated has dots. */
const VALUES: Readonly<Record<Option['kind'], string>> = {
  flag: '',
  value: ' <value>',
  list: ' <value>...',
};

function options(title: string, all: Readonly<Record<string, Option>>): string {
  const rows = Object.entries(all).map(([name, { kind, text }]) => [
    '',
    `--${name}${VALUES[kind]}`,
    text,
  ]);
  return `${title}\n${table(rows)}`;
}
