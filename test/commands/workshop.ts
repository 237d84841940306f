/**
 * A project in a temporary folder with everything outside it recorded: the disk's writes, docker's
 * calls and what was said go into one list, so that their order can be looked at.
 */
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bake } from '../../src/commands/bake.ts';
import type { BakeRequest } from '../../src/commands/plan-bake.ts';
import { BaketreeError, type Problem } from '../../src/errors.ts';
import { defineTree, target, template } from '../../src/index.ts';
import { type Disk, realDisk } from '../../src/io/disk.ts';
import type { BakeEnd, Docker } from '../../src/io/docker.ts';
import type { ImageFile } from '../../src/io/records.ts';
import type { Tree } from '../../src/model/tree.ts';
import type { Command } from '../../src/plan/command.ts';
import type { DockerFacts } from '../../src/plan/docker-facts.ts';
import { bakery } from '../cli/bakery/trees/bakery.ts';

const newspaper = target('newspaper', {
  description: 'The paper',
  template: template('newspaper'),
  tags: ['newspaper:today'],
});

/** A second tree, with one target. */
export const kiosk = defineTree({
  name: 'kiosk',
  description: 'Next door',
  targets: [newspaper],
  default: [newspaper],
});

/** Docker's facts on a machine that has everything. */
export const HEALTHY: DockerFacts = {
  client: '28.2.2',
  server: { version: '28.5.2' },
  buildx: 'v0.29.1',
  builder: { name: 'default', driver: 'docker' },
  images: new Map([['bakery-sourdough:latest', 'sha256:5']]),
};

/** What the outside answers; each may be changed by a test before it acts. */
export interface Answers {
  facts: DockerFacts;
  /** How bakes end, one after the other; the last goes on. */
  ends: readonly BakeEnd[];
  /** What `bake --print` prints, or why it does not. */
  printed: string | Error;
  /** What `bake --list` prints, or why it does not. */
  listed: string | Error;
  /** Undefined: bake wrote none. Of several files, one each, in the order of the bakes. */
  metadata: string | undefined | readonly string[];
  /** What images say they were made from. */
  record: ImageFile;
}

/** A workshop. */
export interface Workshop {
  readonly folder: string;
  readonly config: { readonly trees: readonly [Tree, ...Tree[]] };
  readonly disk: Disk;
  readonly docker: Docker;
  readonly answers: Answers;
  /** Everything that happened, a line each, oldest first; `clear` forgets it. */
  readonly effects: string[];
  /** The commands that were run, whole. */
  readonly commands: Command[];
  readonly bake: (words: readonly string[], more?: Partial<BakeRequest>) => ReturnType<typeof bake>;
  readonly request: (words: readonly string[], more?: Partial<BakeRequest>) => BakeRequest;
  readonly read: (file: string) => Promise<string>;
  readonly write: (file: string, text: string) => Promise<void>;
  readonly change: (file: string, from: string, to: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

const TEMPLATES = fileURLToPath(new URL('../cli/bakery', import.meta.url));
const SUCCESS: BakeEnd = { exitCode: 0, signal: undefined, missing: false };

/** Opens one with some trees; the bakery's templates and pantry are there, and the kiosk's. */
export async function openWorkshop(
  trees: readonly [Tree, ...Tree[]] = [bakery],
): Promise<Workshop> {
  const folder = await mkdtemp(path.join(tmpdir(), 'workshop-'));
  const at = (file: string) => path.join(folder, file);
  for (const part of ['templates', 'pantry']) {
    await cp(path.join(TEMPLATES, part), at(part), { recursive: true });
  }
  const write = async (file: string, text: string) => {
    await mkdir(path.dirname(at(file)), { recursive: true });
    await writeFile(at(file), text);
  };
  if (trees.some(({ name }) => name === kiosk.name)) {
    await write('templates/kiosk/newspaper.Dockerfile.hbs', 'FROM scratch\n');
  }

  const effects: string[] = [];
  const commands: Command[] = [];
  const answers: Answers = {
    facts: HEALTHY,
    ends: [SUCCESS],
    printed: '{}',
    listed: '[]',
    metadata: '{}',
    record: { unread: 'no such file' },
  };
  const real = realDisk(folder);
  const disk: Disk = {
    ...real,
    write: async (file, text) => {
      effects.push(`write ${file}`);
      await real.write(file, text);
    },
    remove: async (file) => {
      effects.push(`remove ${file}`);
      await real.remove(file);
    },
    sweep: async (below) => {
      effects.push(`sweep ${below}`);
      await real.sweep(below);
    },
  };
  const docker: Docker = {
    look: () => undefined,
    facts: async ({ images }) => {
      effects.push(`ask for facts and ${images.join(' ') || 'no images'}`);
      return answers.facts;
    },
    output: async (command) => {
      effects.push(`ask ${command.args.slice(0, 3).join(' ')}`);
      commands.push(command);
      const answer = command.args.includes('--print') ? answers.printed : answers.listed;
      if (answer instanceof Error) throw answer;
      return answer;
    },
    bake: async (command) => {
      effects.push(`bake ${command.args.at(-2)}`);
      commands.push(command);
      const [end = SUCCESS, ...more] = answers.ends;
      if (more.length > 0) answers.ends = more;
      return end;
    },
  };
  const request = (words: readonly string[], more: Partial<BakeRequest> = {}): BakeRequest => ({
    words,
    options: {},
    environment: {},
    dotenv: {},
    folder,
    ...more,
  });
  const config = { trees };
  let time = 0;
  return {
    folder,
    config,
    disk,
    docker,
    answers,
    effects,
    commands,
    request,
    bake: (words, more) =>
      bake(async () => config, request(words, more), {
        disk,
        docker,
        // Registries are tested with real ones (test/engine/push).
        push: async () => ({
          connect: async () => {
            throw new Error('no tree here has repositories');
          },
          pause: async () => {},
          confirm: undefined,
          tags: { find: async () => ({ absent: true }) },
          sign: async () => {
            throw new Error('nothing here is signed');
          },
          outputs: undefined,
          interrupted: () => false,
          withLogin: (_, run) => run({ env: {}, ready: async () => {}, failures: () => [] }),
        }),
        records: {
          read: async (id, file) => {
            effects.push(`read ${file} of ${id}`);
            return answers.record;
          },
        },
        temporary: {
          folder: async () => {
            effects.push('make a private folder');
            return '/private';
          },
          read: async (file) => {
            effects.push(`read ${path.relative(folder, file).replace(/^(\.\.\/)+/, '/')}`);
            const { metadata } = answers;
            if (metadata === undefined) throw new Error('there is no such file');
            if (typeof metadata === 'string') return metadata;
            return metadata[Number(/-(\d+)\.json$/.exec(file)?.[1]) - 1] ?? '';
          },
          write: async (file, text) => {
            effects.push(`write ${path.relative(folder, file)}`);
            await writeFile(file, text);
          },
          remove: async () => {
            effects.push('remove the private folder');
          },
        },
        clock: {
          now: () => {
            time += 1500;
            return time;
          },
        },
        say: ({ level, line }) => effects.push(`${level}: ${line}`),
      }),
    read: (file) => readFile(at(file), 'utf8'),
    write,
    change: async (file, from, to) => {
      const text = await readFile(at(file), 'utf8');
      if (!text.includes(from)) throw new Error(`${file} has no ${JSON.stringify(from)}`);
      await writeFile(at(file), text.replaceAll(from, to));
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

/** The problems that something ends with. Anything else than a refusal fails the test. */
export async function problemsOf(running: Promise<unknown>): Promise<readonly Problem[]> {
  try {
    await running;
  } catch (error) {
    if (error instanceof BaketreeError) return error.problems;
    throw error;
  }
  throw new Error('it was expected to be refused');
}
