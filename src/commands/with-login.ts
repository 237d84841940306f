/** A run with a login: docker gets a private configuration in which our helper answers for the registry. */
import path from 'node:path';
import { BaketreeError, type Problem } from '../errors.ts';
import type { Clock } from '../io/clock.ts';
import { type DockerFolders, SOCKET } from '../io/docker-folder.ts';
import { dockerHome } from '../io/docker-home.ts';
import type { AnsweredToken } from '../io/ecr-token.ts';
import { HELPER } from '../io/helper-program.ts';
import type { Pause } from '../io/pause.ts';
import { type DeskAnswer, openDesk } from '../io/token-desk.ts';
import { readJson } from '../parse/json-text.ts';
import { withoutHost } from '../plan/ecr/docker-auth.ts';
import {
  type DockerConfig,
  isDockerConfig,
  NO_CONFIG,
  withHelper,
} from '../plan/ecr/docker-config.ts';
import { hostOfServer } from '../plan/ecr/ecr-host.ts';
import type { Notice } from '../plan/notice.ts';
import { keepTokens } from './tokens.ts';

/** For which registries, and whose docker it is. */
export interface LoginRequest {
  /** Hosts, as tags begin with them; what stands behind a slash does not count. */
  readonly hosts: readonly string[];
  /** The environment that docker will have; relative paths in it are from `cwd`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** The folder with the helper's program, and the node that runs it. */
  readonly helper: { readonly folder: string; readonly node: string };
}

/** What it takes. */
export interface LoginIo {
  /** Asks AWS for a host's token. Throws problems. */
  readonly ask: (host: string) => Promise<AnsweredToken>;
  readonly folders: DockerFolders;
  readonly clock: Clock;
  readonly patience: Pause;
  readonly say: (notice: Notice) => void;
}

/** A login that lasts as long as the run. */
export interface LoggedIn {
  /** What docker's environment gets beside the request's. */
  readonly env: Readonly<Record<string, string>>;
  /**
   * Gets the tokens of all hosts, or of some, now, so that what is wrong is told before anything is built.
   * Throws problems of AWS.
   */
  readonly ready: (hosts?: readonly string[]) => Promise<void>;
  /** Why helpers got no token, each once: docker tells little of it. */
  readonly failures: () => readonly Problem[];
}

/**
 * Runs something with a login. Everything private is gone when this ends, however it ends. Throws
 * `docker-config-invalid` where the user's own configuration cannot be read, and `disk-failed`.
 */
export async function withLogin<T>(
  request: LoginRequest,
  io: LoginIo,
  run: (login: LoggedIn) => Promise<T>,
): Promise<T> {
  const { environment, cwd, helper } = request;
  const hosts = [...new Set(request.hosts.map(hostOfServer))];
  const user = userFolder(environment, cwd);
  const config = await privateConfig(user, hosts, io);
  const folder = await orProblem(user, () => io.folders.make(user, config));
  const logins = withoutHost(environment.DOCKER_AUTH_CONFIG, hosts);
  if (logins.DOCKER_AUTH_CONFIG !== undefined) {
    const line = `the login in DOCKER_AUTH_CONFIG for ${hosts.join(', ')} is not used: a new one is asked for`;
    io.say({ level: 'info', line });
  }
  try {
    const tokens = keepTokens({ ...io, pause: io.patience });
    const failures = new Map<string, Problem>();
    const answer = async (host: string): Promise<DeskAnswer> => {
      if (!hosts.includes(host)) return 'not ours';
      try {
        const { user: name, password } = await tokens(host);
        return { user: name, password };
      } catch (error) {
        if (!(error instanceof BaketreeError)) throw error;
        for (const problem of error.problems) failures.set(JSON.stringify(problem), problem);
        return { failed: error.message };
      }
    };
    const socket = path.join(folder, SOCKET);
    const desk = await openDesk(socket, answer);
    try {
      return await run({
        env: {
          ...logins,
          DOCKER_CONFIG: folder,
          // New builders, too, are the user's own.
          BUILDX_CONFIG: path.resolve(cwd, environment.BUILDX_CONFIG || path.join(user, 'buildx')),
          PATH: [helper.folder, environment.PATH ?? ''].join(path.delimiter),
          BAKETREE_NODE: helper.node,
          BAKETREE_DESK: socket,
        },
        ready: async (only = hosts) => {
          await Promise.all(only.map(tokens));
        },
        failures: () => [...failures.values()],
      });
    } finally {
      await desk.close();
    }
  } finally {
    await io.folders.remove(folder);
  }
}

/** Where docker looks for its configuration. */
export function userFolder(environment: LoginRequest['environment'], cwd: string): string {
  return path.resolve(cwd, dockerHome(environment));
}

async function privateConfig(
  user: string,
  hosts: readonly string[],
  { folders }: LoginIo,
): Promise<string> {
  const text = (await orProblem(user, () => folders.config(user))) || NO_CONFIG;
  const file = path.join(user, 'config.json');
  return hosts.reduce((now, host) => withHelper(dockerConfig(now, file), host, HELPER), text);
}

/** Reads a `config.json`. Throws `docker-config-invalid` with the line. */
export function dockerConfig(text: string, file: string): DockerConfig {
  const json = readJson(text);
  const invalid = (summary: string, line?: number) =>
    new BaketreeError([
      {
        code: 'docker-config-invalid',
        summary,
        at: { file, ...(line === undefined ? {} : { line }) },
        expected: 'an object of JSON, as docker writes it',
      },
    ]);
  if ('why' in json) throw invalid(`docker's configuration is no JSON: ${json.why}`, json.line);
  const config = { text, json };
  if (!isDockerConfig(config)) throw invalid("docker's configuration has another shape");
  return config;
}

async function orProblem<T>(file: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const { message } = error as Error;
    const summary = `docker's configuration cannot be taken over: ${message}`;
    throw new BaketreeError([{ code: 'disk-failed', summary, at: { file } }], { cause: error });
  }
}
