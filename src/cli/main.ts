/**
 * The command line. Only this file reads the process: arguments, environment, working folder, time and
 * signals; everything below gets them as parameters. Reports go to stderr, results to stdout.
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import yargs from 'yargs';
import { BaketreeError, EXIT, exitCodeOf, type Problem } from '../errors.ts';
import { BAKE_OPTIONS, type BakeOptions, swallowedOptions } from '../plan/bake-options.ts';
import type { Notice } from '../plan/notice.ts';
import { formatProblem, paint } from './report.ts';

/** A verb's parsed words and options. */
interface Parsed {
  readonly [option: string]: unknown;
}

const colour = paint(
  process.stderr.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb',
);
const stop = new AbortController();
let interrupted = false;

function say({ level, line }: Notice): void {
  const label = level === 'info' ? colour.blue('[INFO]') : colour.yellow('[WARNING]');
  process.stderr.write(`${label} ${line}\n`);
}

function listen(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      interrupted = true;
      stop.abort();
    });
  }
}

/** The project that the working folder is in, loaded. Everything slow is imported here, not above. */
async function openProject() {
  const { findRoot, loadConfig } = await import('../io/config.ts');
  const { realDisk } = await import('../io/disk.ts');
  const root = findRoot(process.env.INIT_CWD ?? process.cwd());
  const library = fileURLToPath(new URL('./index.js', import.meta.url));
  return { root, disk: realDisk(root), config: await loadConfig(root, library) };
}

async function runGenerate({ discard }: Parsed): Promise<number> {
  const { config, disk } = await openProject();
  const { generate } = await import('../commands/generate.ts');
  const result = await generate(config, disk, { discard: (discard ?? []) as readonly string[] });
  for (const file of result.written) say({ level: 'info', line: `wrote ${file}` });
  for (const file of result.removed)
    say({ level: 'info', line: `removed ${file}, which nothing declares any more` });
  say({ level: 'info', line: `${result.unchanged.length} files were as they should be` });
  return EXIT.ok;
}

async function runCheck({ json }: Parsed): Promise<number> {
  const { config, disk } = await openProject();
  const { check } = await import('../commands/check.ts');
  const files = await check(config, disk);
  const wrong = files.flatMap(({ problem }) => problem ?? []);
  if (json) process.stdout.write(`${JSON.stringify(files, null, 2)}\n`);
  else
    for (const { path: file, state } of files)
      process.stdout.write(`${state.padEnd(17)} ${file}\n`);
  report(wrong);
  return wrong.length > 0 ? exitCodeOf(wrong) : EXIT.ok;
}

async function runList({ json }: Parsed): Promise<number> {
  const { config, disk } = await openProject();
  const { list } = await import('../commands/list.ts');
  const trees = await list(config, disk);
  const { formatList } = await import('./format-list.ts');
  process.stdout.write(json ? `${JSON.stringify(trees, null, 2)}\n` : formatList(trees));
  return EXIT.ok;
}

async function runPlan(parsed: Parsed): Promise<number> {
  const { config, disk } = await openProject();
  const { plan } = await import('../commands/plan.ts');
  const { realDocker } = await import('../io/docker.ts');
  const planned = await plan(config, await bakeRequest(parsed, disk.root), {
    disk,
    docker: realDocker(process.env, stop.signal),
  });
  const { formatPlan } = await import('./format-plan.ts');
  process.stdout.write(parsed.json ? `${JSON.stringify(planned, null, 2)}\n` : formatPlan(planned));
  const problems = planned.trees.flatMap((tree) => tree.problems);
  report(problems);
  return problems.length > 0 ? exitCodeOf(problems) : EXIT.ok;
}

async function runBake(parsed: Parsed): Promise<number> {
  const swallowed = swallowedOptions(process.env);
  if (swallowed.length > 0) {
    const words = (parsed.what ?? []) as readonly string[];
    throw new BaketreeError([
      {
        code: 'usage-npm-swallowed',
        summary: `npm took ${swallowed.join(' ')} for itself, so it would do nothing here`,
        hint: [
          'put -- before options:',
          `  npm run bake ${[...words, '--', ...swallowed].join(' ')}`,
        ],
      },
    ]);
  }
  const { config, disk } = await openProject();
  const [{ bake }, { realDocker }, { realTemporary }, { realClock }] = await Promise.all([
    import('../commands/bake.ts'),
    import('../io/docker.ts'),
    import('../io/temporary.ts'),
    import('../io/clock.ts'),
  ]);
  const results = await bake(config, await bakeRequest(parsed, disk.root), {
    disk,
    docker: realDocker(process.env, stop.signal),
    temporary: realTemporary,
    clock: realClock,
    say,
  });
  const { formatBake } = await import('./format-bake.ts');
  if (parsed['dry-run']) for (const { command } of results) process.stdout.write(`${command}\n`);
  else if (parsed.json) process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
  else process.stderr.write(formatBake(results));
  return EXIT.ok;
}

async function bakeRequest(parsed: Parsed, root: string) {
  const { default: dotenv } = await import('dotenv');
  const { readFile } = await import('node:fs/promises');
  const text = await readFile(path.join(root, '.env'), 'utf8').catch(() => '');
  const options = Object.fromEntries(
    [...Object.keys(BAKE_OPTIONS), 'dry-run', 'json'].flatMap((name) => {
      const value = parsed[name];
      return value === undefined || (Array.isArray(value) && value.length === 0)
        ? []
        : [[name, value]];
    }),
  ) as BakeOptions;
  return {
    words: ((parsed.what ?? []) as readonly (string | number)[]).map(String),
    options,
    environment: process.env,
    dotenv: dotenv.parse(text),
    folder: process.env.INIT_CWD ?? process.cwd(),
  };
}

function report(problems: readonly Problem[]): void {
  for (const problem of problems) process.stderr.write(formatProblem(problem, colour));
}

async function main(): Promise<number> {
  let exit: Promise<number> | undefined;
  const run = (verb: (parsed: Parsed) => Promise<number>) => (parsed: Parsed) => {
    exit = verb(parsed);
  };
  const json = { type: 'boolean', describe: 'print the result as JSON on stdout' } as const;
  const what = { type: 'string', array: true, describe: 'targets, groups or trees' } as const;
  const bakeOptions = Object.fromEntries(
    Object.entries(BAKE_OPTIONS).map(([name, kind]) => [
      name,
      {
        type: kind === 'flag' ? 'boolean' : 'string',
        ...(kind === 'list' ? { array: true, nargs: 1 } : {}),
        ...(kind === 'value' ? { nargs: 1 } : {}),
        group: 'Options of docker buildx bake, passed on:',
      } as const,
    ]),
  );
  const dryRun = { type: 'boolean', describe: 'print the exact command and run nothing' } as const;
  const parser = yargs(process.argv.slice(2))
    .scriptName('baketree')
    .usage('TypeScript for Docker Bake.\n\n$0 <command>')
    .parserConfiguration({
      'boolean-negation': false,
      'camel-case-expansion': false,
      'parse-numbers': false,
    })
    .command(
      'bake [what..]',
      'bake targets, groups or trees',
      (y) => y.positional('what', what).options({ 'dry-run': dryRun, json, ...bakeOptions }),
      run(runBake),
    )
    .command(
      'generate',
      'write the bake files and Dockerfiles; never over an edit',
      (y) =>
        y.option('discard', {
          type: 'string',
          array: true,
          nargs: 1,
          describe: 'overwrite this edited file',
        }),
      run(runGenerate),
    )
    .command(
      'check',
      'say of each generated file whether it is as the model would write it',
      (y) => y.option('json', json),
      run(runCheck),
    )
    .command(
      'plan [what..]',
      'show what a bake would do, and run nothing',
      (y) => y.positional('what', what).options({ json, ...bakeOptions }),
      run(runPlan),
    )
    .command(
      'list',
      'list trees, groups, targets and variables',
      (y) => y.option('json', json),
      run(runList),
    )
    .demandCommand(1, 'name a command')
    .strict()
    .version(VERSION)
    .exitProcess(false)
    .fail((message, error) => {
      if (error) throw error;
      throw new BaketreeError([
        { code: 'usage-option', summary: message, hint: 'npx baketree --help' },
      ]);
    });
  await parser.parseAsync();
  return (await exit) ?? EXIT.ok;
}

/** Set by the build from package.json. */
declare const VERSION: string;

listen();
try {
  process.exitCode = await main();
} catch (error) {
  if (interrupted) {
    process.stderr.write(`${colour.red('[ERROR]')} interrupted\n`);
    process.exitCode = EXIT.interrupted;
  } else if (error instanceof BaketreeError) {
    report(error.problems);
    process.exitCode = exitCodeOf(error.problems);
  } else {
    process.stderr.write(`bug: ${(error as Error).stack ?? String(error)}\n`);
    process.stderr.write('Please report this with the lines above.\n');
    process.exitCode = EXIT.bug;
  }
}
