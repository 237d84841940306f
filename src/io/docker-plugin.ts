/**
 * Which buildx docker would start, without starting it: docker asks a plugin for its version by running
 * it, at every call, and `docker info` takes most of its time for that.
 */
import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import { hashOf } from '../model/hash.ts';
import { dockerHome } from './docker-home.ts';

/** Where docker looks for plugins on every system that has a `/usr`. */
const SYSTEM = ['/usr/local/lib', '/usr/local/libexec', '/usr/lib', '/usr/libexec'].map(
  (folder) => `${folder}/docker/cli-plugins`,
);

/** What the choice rests on. */
export interface PluginChoice {
  /**
   * A hash of the state of everything that it rests on: docker's own program and configuration, and the
   * plugin in each folder where docker looks for one (cli-plugins/manager of docker/cli). Installing,
   * removing or replacing any of them changes it.
   */
  readonly state: string;
  /** The files that docker may take. */
  readonly candidates: readonly string[];
  /** Whether `docker` is a script: it may change the environment of whatever it starts. */
  readonly wrapped: boolean;
}

/** Looks at the files; nothing is run. Never throws. */
export function pluginChoice(
  environment: Readonly<Record<string, string | undefined>>,
): PluginChoice {
  const folder = dockerHome(environment);
  const config = textOf(path.join(folder, 'config.json'));
  const candidates = [path.join(folder, 'cli-plugins'), ...extraFolders(config), ...SYSTEM].map(
    (each) => path.join(each, 'docker-buildx'),
  );
  const clients = (environment.PATH ?? '')
    .split(path.delimiter)
    .map((each) => path.join(each, 'docker'));
  const state = JSON.stringify([config, ...[...clients, ...candidates].flatMap(stateOf)]);
  // The configuration may hold passwords, which are not to lie about in a cache.
  const hash = hashOf(state);
  return { state: hash, candidates, wrapped: clients.some(isScript) };
}

function isScript(file: string): boolean {
  try {
    const [opened, start] = [openSync(file, 'r'), Buffer.alloc(2)];
    readSync(opened, start);
    closeSync(opened);
    return start.toString() === '#!';
  } catch {
    return false;
  }
}

function extraFolders(config: string): readonly string[] {
  try {
    const { cliPluginsExtraDirs: folders } = JSON.parse(config) as Record<string, unknown>;
    return Array.isArray(folders) ? folders.filter((each) => typeof each === 'string') : [];
  } catch {
    return [];
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Links followed. The change time is there, too, as an installer may set the other one back. */
function stateOf(file: string): readonly (string | number)[] {
  try {
    const { dev, ino, size, mtimeMs, ctimeMs } = statSync(file);
    return [file, dev, ino, size, mtimeMs, ctimeMs];
  } catch {
    return [];
  }
}
