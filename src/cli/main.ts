#!/usr/bin/env node
/**
 * The command line. Only this file reads the process: arguments, environment, working folder, time and
 * signals; everything below gets them as parameters. Reports go to stderr, results to stdout. What is
 * slow to load is imported by the verb that needs it.
 */
import { fileURLToPath } from 'node:url';
import type { BakeRequest } from '../commands/plan-bake.ts';
import { BaketreeError, EXIT, exitCodeOf, type Problem } from '../errors.ts';
import type { Disk } from '../io/disk.ts';
import { swallowedOptions } from '../plan/bake-options.ts';
import type { Notice } from '../plan/notice.ts';
import { contains } from '../plan/paths.ts';
import { type Parsed, parseArguments, requestedOptions } from './arguments.ts';
import { formatProblems, paint, visible } from './report.ts';
import { swallowedProblem } from './usage.ts';

/** Set by the build from package.json. */
declare const VERSION: string;

const colour = paint(
  process.stderr.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb',
);
/**
 * Where the person is. npm starts us in the package's root and says where it was started itself; a
 * program in between may have gone elsewhere since.
 */
const started = process.env.INIT_CWD ?? '';
const here = contains(process.cwd(), started) && started !== '' ? started : process.cwd();
const stop = new AbortController();
/** Nothing that was started early and is not needed any more holds up the end. */
const done = new AbortController();

function say({ level, line }: Notice): void {
  const label = level === 'info' ? colour.blue('[INFO]') : colour.yellow('[WARNING]');
  process.stderr.write(`${label} ${visible(line)}\n`);
}

function report(problems: readonly Problem[]): void {
  process.stderr.write(formatProblems(problems, colour));
}

/** Reports what is wrong beside a result; gives the exit code. */
function finish(problems: readonly Problem[]): number {
  report(problems);
  return problems.length > 0 ? exitCodeOf(problems) : EXIT.ok;
}

function printJson(result: unknown): void {
  process.stdout.write(`${JSON.stringify(result, null, 2).split('\n').map(visible).join('\n')}\n`);
}

async function openProject() {
  const [{ findRoot, loadConfig }, { realDisk }] = await Promise.all([
    import('../io/config.ts'),
    import('../io/disk.ts'),
  ]);
  const root = findRoot(here);
  const library = fileURLToPath(new URL('./index.js', import.meta.url));
  return { disk: realDisk(root), load: () => loadConfig(root, library) };
}

const verbs: Readonly<Record<Parsed['verb'], (parsed: Parsed) => Promise<number>>> = {
  bake: runBake,
  generate: runGenerate,
  check: runCheck,
  plan: runPlan,
  list: runList,
};

async function runGenerate({ options: { discard = [], json } }: Parsed): Promise<number> {
  const { load, disk } = await openProject();
  const { generate } = await import('../commands/generate.ts');
  const given = { discard: discard as readonly string[], tell: report };
  const result = await generate(await load(), disk, given);
  for (const file of result.written) say({ level: 'info', line: `wrote ${file}` });
  for (const file of result.removed) {
    say({ level: 'info', line: `removed ${file}, which nothing declares any more` });
  }
  if (result.unchanged.length > 0) {
    say({ level: 'info', line: `${result.unchanged.length} files are as they should be` });
  }
  result.notices.forEach(say);
  if (json) printJson(result);
  return result.problems.length > 0 ? exitCodeOf(result.problems) : EXIT.ok;
}

async function runCheck({ options: { json } }: Parsed): Promise<number> {
  const { load, disk } = await openProject();
  const { check } = await import('../commands/check.ts');
  const { files, notices, problems } = await check(await load(), disk);
  const { formatCheck } = await import('./format-check.ts');
  if (json) printJson(files);
  else process.stdout.write(formatCheck(files));
  notices.forEach(say);
  return finish([...problems, ...files.flatMap(({ problem }) => problem ?? [])]);
}

async function runList({ words, options: { json } }: Parsed): Promise<number> {
  const { load, disk } = await openProject();
  const { list } = await import('../commands/list.ts');
  const { trees, problems } = await list(await load(), disk, words);
  const { formatList } = await import('./format-list.ts');
  if (json) printJson(trees);
  else process.stdout.write(formatList(trees));
  return finish(problems);
}

async function runPlan(parsed: Parsed): Promise<number> {
  const { load, disk } = await openProject();
  const config = await load();
  stopOnSignals();
  const [{ plan }, { realDocker }, { formatPlan }] = await Promise.all([
    import('../commands/plan.ts'),
    import('../io/docker.ts'),
    import('./format-plan.ts'),
  ]);
  const docker = realDocker(process.env, AbortSignal.any([stop.signal, done.signal]));
  const planned = await plan(config, await bakeRequest(parsed, disk), { disk, docker });
  planned.notices.forEach(say);
  if (parsed.options.json) printJson(planned);
  else process.stdout.write(formatPlan(planned));
  return finish(planned.trees.flatMap((tree) => tree.problems));
}

async function runBake(parsed: Parsed): Promise<number> {
  const [
    { load, disk },
    { bake },
    { realDocker },
    { realRecords },
    { realTemporary },
    { realClock },
  ] = await Promise.all([
    openProject(),
    import('../commands/bake.ts'),
    import('../io/docker.ts'),
    import('../io/records.ts'),
    import('../io/temporary.ts'),
    import('../io/clock.ts'),
  ]);
  const configure = async () => {
    const config = await load();
    stopOnSignals();
    return config;
  };
  const ending = AbortSignal.any([stop.signal, done.signal]);
  const results = await bake(configure, await bakeRequest(parsed, disk), {
    disk,
    docker: realDocker(process.env, ending),
    records: realRecords(disk.root, process.env, ending),
    temporary: realTemporary,
    clock: realClock,
    say,
  });
  const { formatBake } = await import('./format-bake.ts');
  if (parsed.options.json) printJson(results);
  else if (parsed.options['dry-run']) {
    for (const { command } of results) process.stdout.write(`${command}\n`);
  } else process.stderr.write(formatBake(results));
  return EXIT.ok;
}

async function bakeRequest({ words, options }: Parsed, disk: Disk): Promise<BakeRequest> {
  const { default: dotenv } = await import('dotenv');
  return {
    words,
    options: requestedOptions(options, { root: disk.root, here }),
    environment: process.env,
    dotenv: dotenv.parse((await disk.read('.env')) ?? ''),
    folder: here,
  };
}

/**
 * From here on a signal ends the child first, and us after it. Before, and in the other commands, it
 * ends us at once, so that a configuration that never ends can be left.
 */
function stopOnSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => stop.abort());
  }
}

async function main(): Promise<number> {
  const argv = process.argv.slice(2);
  const swallowed = swallowedOptions(process.env, argv);
  if (swallowed.length > 0) throw new BaketreeError([swallowedProblem(argv, swallowed)]);
  const parsed = parseArguments(argv);
  if ('verb' in parsed) return verbs[parsed.verb](parsed);
  const { helpText } = await import('./help.ts');
  const asked = 'help' in parsed ? parsed.help : undefined;
  process.stdout.write(asked ? helpText(asked === 'all' ? undefined : asked) : `${VERSION}\n`);
  return EXIT.ok;
}

// Whoever reads us may have read enough: `npm run list | head -1`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
try {
  process.exitCode = await main();
} catch (error) {
  if (stop.signal.aborted) {
    report([{ code: 'interrupted', summary: 'interrupted' }]);
    process.exitCode = EXIT.interrupted;
  } else if (error instanceof BaketreeError) {
    report(error.problems);
    process.exitCode = exitCodeOf(error.problems);
  } else {
    const lines = ((error as Error).stack ?? String(error)).split('\n');
    process.stderr.write(`bug: ${lines.map(visible).join('\n')}\n`);
    process.stderr.write('Please report this with the lines above.\n');
    process.exitCode = EXIT.bug;
  }
} finally {
  done.abort();
}
