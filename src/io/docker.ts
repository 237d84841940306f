/** Docker and its buildx plugin, as child processes. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { BaketreeError } from '../errors.ts';
import type { Command } from '../plan/command.ts';
import type { DockerFacts } from '../plan/docker-facts.ts';

/** What the commands need of docker. */
export interface Docker {
  /**
   * Starts to look at the machine, so that `facts` need not wait for it: docker's answers take as long
   * as a plan does. Changes nothing, and is done without where `facts` is never asked.
   */
  readonly look: (builder: string | undefined) => void;
  /** Facts for the preflights; never throws for what is missing. */
  readonly facts: (request: FactsRequest) => Promise<DockerFacts>;
  /** Runs a bake with its output on ours; gives its exit code. */
  readonly bake: (command: Command) => Promise<BakeEnd>;
  /** Runs a command and gives its standard output. Throws `bake-failed` with docker's own words. */
  readonly output: (command: Command) => Promise<string>;
}

/** What to look at. */
export interface FactsRequest {
  readonly builder: string | undefined;
  /** Image references to look for in the local store. */
  readonly images: readonly string[];
}

/** How a bake ended: an exit code, or the signal by which it was ended; or there is no docker at all. */
export interface BakeEnd {
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  readonly missing: boolean;
}

/** Versions of client, plugin and daemon, a line each; empty where there is none. One call, not three. */
const MACHINE = [
  '{{.ClientInfo.Version}}',
  '{{range .ClientInfo.Plugins}}{{if eq .Name "buildx"}}{{.Version}}{{end}}{{end}}',
  '{{.ServerVersion}}',
].join('\n');

/** The builder of every docker context, as long as nobody has chosen another one. */
const DEFAULT_BUILDER = { name: 'default', driver: 'docker' };

/** A hung daemon must not hang us: a client that has not answered by then counts as unreachable. */
const PATIENCE = 20_000;

/** The real docker. `environment` is the caller's own, `stop` ends a running bake. */
export function realDocker(
  environment: Readonly<Record<string, string | undefined>>,
  stop: AbortSignal,
): Docker {
  const ask = (
    args: readonly string[],
    more: Readonly<Record<string, string>> = {},
    cwd?: string,
  ) =>
    execa('docker', args, {
      env: { ...environment, ...more } as Record<string, string>,
      extendEnv: false,
      reject: false,
      timeout: PATIENCE,
      cancelSignal: stop,
      stdin: 'ignore',
      ...(cwd ? { cwd } : {}),
    });
  const askMachine = (builder: string | undefined) =>
    Promise.all([
      ask(['info', '--format', MACHINE]),
      builder === undefined && !hasChosenBuilder(environment)
        ? undefined
        : ask(['buildx', 'inspect', ...(builder ? [builder] : [])]),
    ]);
  let looking: ReturnType<typeof askMachine> | undefined;
  return {
    look: (builder) => {
      looking = askMachine(builder);
    },
    facts: async ({ builder, images }) => {
      const [[info, inspect], found] = await Promise.all([
        looking ?? askMachine(builder),
        images.length > 0
          ? ask(['image', 'inspect', '--format', '{{.Id}} {{json .RepoTags}}', ...images])
          : undefined,
      ]);
      const [client, buildx, server] = info.stdout.split('\n');
      return {
        client: 'code' in info && info.code === 'ENOENT' ? undefined : client || 'unknown',
        server: server ? { version: server } : { unreachable: lastLine(info) },
        buildx: buildx || undefined,
        builder: inspect ? readBuilder(inspect) : DEFAULT_BUILDER,
        images: readImages(found?.stdout ?? '', images),
      };
    },
    bake: async ({ file, args, env, cwd }) => {
      const child = execa(file, args, {
        env: { ...environment, ...env } as Record<string, string>,
        extendEnv: false,
        cwd,
        reject: false,
        stdin: 'inherit',
        stdout: 'inherit',
        stderr: 'inherit',
      });
      const release = forwardStop(child, stop);
      const result = await child;
      release();
      const missing = 'code' in result && result.code === 'ENOENT';
      return { exitCode: result.exitCode, signal: result.signal, missing };
    },
    output: async ({ args, env, cwd }) => {
      const result = await ask(args, env, cwd);
      if (result.exitCode === 0) return result.stdout;
      const missing = 'code' in result && result.code === 'ENOENT';
      const why = missing ? 'docker is not installed, or not on PATH' : lastLine(result);
      throw new BaketreeError([
        {
          code: 'bake-failed',
          summary: `docker buildx bake cannot read what it would run: ${why}`,
        },
      ]);
    },
  };
}

/**
 * Whether somebody may have chosen a builder with `docker buildx use`: buildx notes its name in the file
 * `current`, or below `defaults`. Only then is buildx asked, as its answer takes longer than our plan.
 */
function hasChosenBuilder(environment: Readonly<Record<string, string | undefined>>): boolean {
  const { BUILDX_CONFIG, DOCKER_CONFIG, HOME = '' } = environment;
  const folder = BUILDX_CONFIG || path.join(DOCKER_CONFIG || path.join(HOME, '.docker'), 'buildx');
  const [current, defaults] = [path.join(folder, 'current'), path.join(folder, 'defaults')];
  if (existsSync(defaults) && readdirSync(defaults).length > 0) return true;
  if (!existsSync(current)) return false;
  return !/"Name":"(?:default)?"/.test(readFileSync(current, 'utf8'));
}

/**
 * Ends a bake politely. Docker passes the signal on to the plugin, which cancels the build; only a
 * child that does not follow is killed. At a terminal the child has had the signal already, and takes
 * a second one calmly.
 */
function forwardStop(
  child: { kill(signal: NodeJS.Signals): boolean },
  stop: AbortSignal,
): () => void {
  const end = () => {
    child.kill('SIGINT');
    setTimeout(() => child.kill('SIGTERM'), 10_000).unref();
  };
  if (stop.aborted) end();
  stop.addEventListener('abort', end);
  return () => stop.removeEventListener('abort', end);
}

interface Answer {
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
  readonly exitCode?: number | undefined;
}

function lastLine({ stderr, timedOut }: Answer): string {
  if (timedOut) return `no answer within ${PATIENCE / 1000} s`;
  return (stderr.trim().split('\n').at(-1) ?? '').replace(/^(?:ERROR|error): /, '') || 'no answer';
}

function readBuilder(inspect: Answer): DockerFacts['builder'] {
  const name = /^Name:\s+(\S+)$/m.exec(inspect.stdout)?.[1];
  const driver = /^Driver:\s+(\S+)$/m.exec(inspect.stdout)?.[1];
  const error = /^Error:\s+(.+)$/m.exec(inspect.stdout)?.[1];
  if (inspect.exitCode !== 0 || !name || !driver) return { unknown: lastLine(inspect) };
  return error ? { unknown: error } : { name, driver };
}

/** Docker answers for those it has, in the order asked; each is found again by its tags. */
function readImages(stdout: string, asked: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const line of stdout.split('\n').filter((each) => each !== '')) {
    const space = line.indexOf(' ');
    const id = line.slice(0, space);
    const tags = (JSON.parse(line.slice(space + 1)) ?? []) as readonly string[];
    for (const reference of asked) {
      const names = [reference, `${reference}:latest`];
      if (reference === id || tags.some((tag) => names.includes(tag))) found.set(reference, id);
    }
  }
  return found;
}
