/** Docker and its buildx plugin, as child processes. */
import { BaketreeError } from '../errors.ts';
import type { Command } from '../plan/command.ts';
import type { DockerFacts } from '../plan/docker-facts.ts';
import { ask as askChild, attach } from './child.ts';
import { lastLine, PATIENCE } from './docker-answers.ts';
import { type Look, startLook } from './docker-look.ts';
import { forgetful, type Memory } from './memory.ts';

type Environment = Readonly<Record<string, string | undefined>>;

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
  /** Whether to look at the daemon's image store, too. */
  readonly store?: boolean;
}

/** How a bake ended: an exit code, or the signal by which it was ended; or there is no docker at all. */
export interface BakeEnd {
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  readonly missing: boolean;
}

/** The real docker. `environment` is the caller's own, `stop` ends a running bake. */
export function realDocker(
  environment: Environment,
  stop: AbortSignal,
  memory: Memory = forgetful,
): Docker {
  const ask = (args: readonly string[], command?: Command) =>
    askChild(command?.file ?? 'docker', args, {
      environment: { ...environment, ...command?.env },
      cwd: command?.cwd,
      patience: PATIENCE,
      stop,
    });
  const look = (builder: string | undefined) => startLook({ ask, environment, memory }, builder);
  let looking: Look | undefined;
  /** The same command without docker in between, where the look has found that nothing is lost by it. */
  const direct = async (command: Command): Promise<Command> => {
    const [first, ...args] = command.args;
    if (command.file !== 'docker' || first !== 'buildx') return command;
    const plugin = await looking?.plugin();
    return plugin === undefined ? command : { ...command, file: plugin, args };
  };
  return {
    look: (builder) => {
      looking = look(builder);
    },
    facts: async ({ builder, images, store }) =>
      (looking ?? look(builder)).facts(images, { store }),
    bake: async (command) => {
      const { file, args, env, cwd } = await direct(command);
      const { exitCode, signal, failed } = await attach(file, args, {
        environment: { ...environment, ...env },
        cwd,
        running: (child) => forwardStop(child, stop),
      });
      return { exitCode, signal, missing: failed === 'ENOENT' };
    },
    output: async (planned) => {
      const command = await direct(planned);
      const result = await ask(command.args, command);
      if (result.exitCode === 0) return result.stdout;
      const missing = result.failed === 'ENOENT';
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
 * Ends a bake politely: the plugin cancels the build, and docker, where it is in between, passes the
 * signal on; only a child that does not follow is killed. At a terminal the child has had the signal
 * already, and takes a second one calmly.
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
