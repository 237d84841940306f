#!/usr/bin/env node
/**
 * The command line. Only this file reads the process: arguments, environment, working folder, time and
 * signals; everything below gets them as parameters. What is slow to load is imported where it is needed;
 * all else at once, as each further file takes its time, too.
 */
import { fileURLToPath } from 'node:url';
import dotenv from 'dotenv';
import { bake } from '../commands/bake.ts';
import { check } from '../commands/check.ts';
import { generate } from '../commands/generate.ts';
import { list } from '../commands/list.ts';
import { plan } from '../commands/plan.ts';
import type { BakeRequest } from '../commands/plan-bake.ts';
import { BaketreeError, EXIT, exitCodeOf } from '../errors.ts';
import { realClock } from '../io/clock.ts';
import { findRoot, loadConfig } from '../io/config.ts';
import { type Disk, realDisk } from '../io/disk.ts';
import { realDocker } from '../io/docker.ts';
import { realMemory } from '../io/memory.ts';
import { realRecords } from '../io/records.ts';
import { realTemporary } from '../io/temporary.ts';
import { swallowedOptions } from '../plan/bake-options.ts';
import { contains } from '../plan/paths.ts';
import { type Parsed, parseArguments, requestedOptions } from './arguments.ts';
import { endOf } from './end-of.ts';
import { formatBake } from './format-bake.ts';
import { formatCheck } from './format-check.ts';
import { formatList } from './format-list.ts';
import { formatPlan } from './format-plan.ts';
import { helpText } from './help.ts';
import { leave } from './leave.ts';
import { screenOf } from './screen.ts';
import { swallowedProblem } from './usage.ts';

/** Set by the build from package.json. */
declare const VERSION: string;
/** Set by the build: the hash of everything that it was made from. */
declare const BUILD: string;

const screen = screenOf(process);
const { say, report, finish, printJson } = screen;
/**
 * Where the person is. npm starts us in the package's root and says where it was started itself; a
 * program in between may have gone elsewhere since.
 */
const started = process.env.INIT_CWD ?? '';
const here = contains(process.cwd(), started) && started !== '' ? started : process.cwd();
const stop = new AbortController();
/** Nothing that was started early and is not needed any more holds up the end. */
const done = new AbortController();

function openProject() {
  const root = findRoot(here);
  const library = fileURLToPath(new URL('./index.js', import.meta.url));
  const memory = realMemory(root, BUILD);
  return { disk: realDisk(root), memory, load: () => loadConfig(root, library) };
}

const verbs: Readonly<Record<Parsed['verb'], (parsed: Parsed) => Promise<number>>> = {
  bake: runBake,
  generate: runGenerate,
  check: runCheck,
  plan: runPlan,
  list: runList,
  ecr: runEcr,
  sign: runSign,
};

async function runGenerate({ options: { discard = [], json } }: Parsed): Promise<number> {
  const { load, disk, memory } = openProject();
  const given = { discard: discard as readonly string[], tell: report, memory };
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
  const { load, disk, memory } = openProject();
  const { files, notices, problems } = await check(await load(), disk, memory);
  if (json) printJson(files);
  else process.stdout.write(formatCheck(files));
  notices.forEach(say);
  return finish([...problems, ...files.flatMap(({ problem }) => problem ?? [])]);
}

async function runList({ words, options: { json } }: Parsed): Promise<number> {
  const { load, disk, memory } = openProject();
  const { trees, notices, problems } = await list(await load(), disk, {
    words,
    memory,
    docker: realDocker(process.env, AbortSignal.any([stop.signal, done.signal])),
    environment: process.env,
    dotenv: dotenv.parse((await disk.read('.env')) ?? ''),
  });
  if (json) printJson(trees);
  else process.stdout.write(formatList(trees));
  notices.forEach(say);
  return finish(problems);
}

async function runPlan(parsed: Parsed): Promise<number> {
  const { load, disk, memory } = openProject();
  const config = await load();
  stopOnSignals();
  const docker = realDocker(process.env, AbortSignal.any([stop.signal, done.signal]));
  const planned = await plan(config, await bakeRequest(parsed, disk), { disk, docker, memory });
  planned.notices.forEach(say);
  if (parsed.options.json) printJson(planned);
  else process.stdout.write(formatPlan(planned));
  return finish(planned.trees.flatMap((tree) => tree.problems));
}

async function runBake(parsed: Parsed): Promise<number> {
  const { load, disk, memory } = openProject();
  const configure = async () => {
    const config = await load();
    stopOnSignals();
    return config;
  };
  const ending = AbortSignal.any([stop.signal, done.signal]);
  let pushed = false;
  const results = await bake(configure, await bakeRequest(parsed, disk), {
    disk,
    docker: realDocker(process.env, ending, memory),
    records: realRecords(disk.root, process.env, ending),
    memory,
    temporary: realTemporary,
    clock: realClock,
    say,
    push: async () => {
      pushed = true;
      const { realPush } = await import('./push.ts');
      const yes = parsed.options.yes === true;
      const env = await readDotenv(disk);
      return realPush({ process, root: disk.root, stop, say, yes, dotenv: env });
    },
  }).finally(() => pushed && leave(process));
  if (parsed.options.json) printJson(results);
  else if (parsed.options['dry-run']) {
    for (const { command } of results) process.stdout.write(`${command}\n`);
  } else process.stderr.write(formatBake(results));
  return EXIT.ok;
}

async function runEcr(parsed: Parsed): Promise<number> {
  const { runEcr: run } = await import('./ecr.ts');
  return run(parsed, await surroundings());
}

async function runSign(parsed: Parsed): Promise<number> {
  const { runSign: run } = await import('./sign.ts');
  return run(parsed, await surroundings());
}

async function surroundings() {
  const project = openProject();
  const env = await readDotenv(project.disk);
  return { process, project, screen, dotenv: env, stop, stopOnSignals };
}

async function bakeRequest({ words, options }: Parsed, disk: Disk): Promise<BakeRequest> {
  return {
    words,
    options: requestedOptions(options, { root: disk.root, here }),
    environment: process.env,
    dotenv: await readDotenv(disk),
    folder: here,
  };
}

async function readDotenv(disk: Disk): Promise<Readonly<Record<string, string>>> {
  return dotenv.parse((await disk.read('.env')) ?? '');
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
  process.exitCode = endOf(error, { stderr: process.stderr, report, stopped: stop.signal.aborted });
} finally {
  done.abort();
}
