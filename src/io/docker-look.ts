/** The look at docker before a bake: begun as early as can be, as its answers take as long as a plan. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { DockerFacts } from '../plan/docker-facts.ts';
import type { Answer } from './child.ts';
import { lastLine, readBuilder, readImages } from './docker-answers.ts';
import { dockerHome } from './docker-home.ts';
import { pluginChoice } from './docker-plugin.ts';
import type { Memory } from './memory.ts';

/** A look that has begun. */
export interface Look {
  /**
   * What was found, with the images among `images` that the local store has, and with `store` what store
   * that is. Never throws.
   */
  readonly facts: (
    images: readonly string[],
    more?: { readonly store?: boolean | undefined },
  ) => Promise<DockerFacts>;
  /**
   * The file of the buildx plugin, where docker would start that one and do nothing else: docker looks
   * through all its plugins first, which takes longer than planning a small tree. Never throws.
   */
  readonly plugin: () => Promise<string | undefined>;
}

/** What a look needs. */
export interface LookIo {
  /** Runs `docker` with these words. */
  readonly ask: (args: readonly string[]) => Promise<Answer>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly memory: Memory;
}

/** What is kept from one look to the next, as `docker` in the memory. */
interface Kept {
  /** The plugin's version, as long as nothing by which docker chooses its plugin has changed. */
  readonly plugin?: {
    readonly state: string;
    readonly version: string;
    readonly file: string;
    /** Whether it may be started in docker's place. */
    readonly alone: boolean;
  };
  /** The images that were asked about last: probably those of the next time. */
  readonly images: readonly string[];
}

/** Versions of client, plugin (and its file) and daemon, a line each; empty where there is none. */
const MACHINE = [
  '{{.ClientInfo.Version}}',
  '{{range .ClientInfo.Plugins}}{{if eq .Name "buildx"}}{{.Version}} {{.Path}}{{end}}{{end}}',
  '{{.ServerVersion}}',
].join('\n');

/** What buildx goes by as well: the status has the driver's type where images are in containerd's store. */
const CONTAINERD = /"driver-type","io\.containerd\.snapshotter/;

/** The builder of every docker context, as long as nobody has chosen another one. */
const DEFAULT_BUILDER = { name: 'default', driver: 'docker' };

/** Begins one; buildx is asked for its builder only where one was named or chosen. */
export function startLook(io: LookIo, builder: string | undefined): Look {
  const kept = recall(io.memory);
  const asked = kept.images;
  const early = asked.length > 0 ? askImages(io, asked) : undefined;
  const machine = askMachine(io, kept, early);
  const inspect =
    builder === undefined && !hasChosenBuilder(io.environment)
      ? undefined
      : io.ask(['buildx', 'inspect', ...(builder ? [builder] : [])]);
  return {
    facts: async (images, { store = false } = {}) => {
      const isAsked = images.every((image) => asked.includes(image));
      const [{ plugin, ...found }, inspected, local, status] = await Promise.all([
        machine,
        inspect,
        images.length === 0 ? undefined : isAsked ? early : askImages(io, images),
        store ? io.ask(['info', '--format', '{{json .DriverStatus}}']) : undefined,
      ]);
      const known = JSON.stringify(plugin) === JSON.stringify(kept.plugin);
      if (!known || !isAsked) {
        // Nobody waits for it.
        void io.memory.keep('docker', { plugin, images: isAsked ? asked : images } as Kept);
      }
      return {
        ...found,
        builder: inspected ? readBuilder(inspected) : DEFAULT_BUILDER,
        images: readImages(local?.stdout ?? '', images),
        ...(status?.exitCode === 0 ? { containerdStore: CONTAINERD.test(status.stdout) } : {}),
      };
    },
    plugin: async () => {
      const { plugin } = await machine;
      return plugin?.alone ? plugin.file : undefined;
    },
  };
}

function recall(memory: Memory): Kept {
  return (memory.recall('docker') as Kept | undefined) ?? { images: [] };
}

function askImages({ ask }: LookIo, images: readonly string[]): Promise<Answer> {
  return ask(['image', 'inspect', '--format', '{{.Id}} {{json .RepoTags}}', ...images]);
}

/**
 * `docker info` knows it all, but starts each plugin to do so. Where docker would still take the plugin
 * whose version is known, it is enough that the daemon answers at all; where it does not, `docker info`
 * says why.
 */
async function askMachine(
  { ask, environment }: LookIo,
  kept: Kept,
  early: Promise<Answer> | undefined,
): Promise<Pick<DockerFacts, 'client' | 'server' | 'buildx'> & Pick<Kept, 'plugin'>> {
  // Before docker is asked: what changes meanwhile is then seen the next time.
  const { state, candidates, wrapped } = pluginChoice(environment);
  if (kept.plugin?.state === state) {
    const { plugin } = kept;
    const answer = await (early ?? ask(['version', '--format', '{{.Server.Version}}']));
    const found = { client: 'unknown', buildx: plugin.version, plugin };
    if (answer.exitCode === 0 || /No such image/.test(answer.stderr))
      return { ...found, server: {} };
    // One that hangs is not waited for twice.
    if (answer.timedOut) return { ...found, server: { unreachable: lastLine(answer) } };
  }
  const info = await ask(['info', '--format', MACHINE]);
  const [client, buildx = '', server] = info.stdout.split('\n');
  const [version = '', file = ''] = buildx.split(' ');
  return {
    client: info.failed === 'ENOENT' ? undefined : client || 'unknown',
    server: server ? { version: server } : { unreachable: lastLine(info) },
    buildx: version || undefined,
    // A plugin from a folder that we do not know may change without our seeing it.
    ...(version && candidates.includes(file)
      ? { plugin: { state, version, file, alone: !wrapped } }
      : {}),
  };
}

/**
 * Whether somebody may have chosen a builder with `docker buildx use`: buildx notes its name in the file
 * `current`, or below `defaults`. Only then is buildx asked, as its answer takes longer than our plan.
 */
function hasChosenBuilder(environment: Readonly<Record<string, string | undefined>>): boolean {
  const folder = environment.BUILDX_CONFIG || path.join(dockerHome(environment), 'buildx');
  const [current, defaults] = [path.join(folder, 'current'), path.join(folder, 'defaults')];
  if (existsSync(defaults) && readdirSync(defaults).length > 0) return true;
  if (!existsSync(current)) return false;
  return !/"Name":"(?:default)?"/.test(readFileSync(current, 'utf8'));
}
