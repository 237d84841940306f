/**
 * A small healthy project in a folder of its own, which a test breaks in one place, and the built command
 * line run in it. What it prints comes back as one text: a screen.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The built command line. */
export const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

const HEALTHY = fileURLToPath(new URL('bakery', import.meta.url));

/** How a process ended, and what it said. */
export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Beside the project itself. */
export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** The working folder, from the project's own; absent: the project's own. */
  readonly cwd?: string;
  /** Whose process it is; absent: ours. */
  readonly uid?: number;
  readonly gid?: number;
  /** Gets the running process, for tests that send it signals. */
  readonly running?: (child: ChildProcess) => void;
}

/** A copy of the bakery. Files are named from its own folder. */
export interface Bakery {
  readonly folder: string;
  /** What its processes have for a home: around the project, with `bin` for PATH. */
  readonly home: string;
  readonly read: (file: string) => Promise<string>;
  readonly write: (file: string, text: string) => Promise<void>;
  readonly remove: (file: string) => Promise<void>;
  /** Replaces a text that must be there. */
  readonly change: (file: string, from: string, to: string) => Promise<void>;
  /** Runs `baketree …` and gives its screen, with `<project>` for its folder and `<home>` around it. */
  readonly baketree: (line: string | readonly string[], options?: RunOptions) => Promise<string>;
  readonly run: (words: readonly string[], options?: RunOptions) => Promise<Ended>;
  /** Environment of every run; PATH has no docker. */
  readonly env: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
}

/** Makes a copy; with `generated`, its generated files are there and current. */
export async function openBakery({ generated = false } = {}): Promise<Bakery> {
  const home = await realpath(await mkdtemp(path.join(tmpdir(), 'bakery-')));
  const folder = path.join(home, 'bakery');
  await cp(HEALTHY, folder, { recursive: true });
  // The loader keeps what it makes of TypeScript in node_modules.
  for (const each of ['bin', 'tmp', 'bakery/node_modules']) await mkdir(path.join(home, each));
  const at = (file: string) => path.join(folder, file);
  const env = { PATH: path.join(home, 'bin'), HOME: home, TMPDIR: path.join(home, 'tmp') };
  const run = (words: readonly string[], { env: more = {}, cwd = '.', ...rest }: RunOptions = {}) =>
    start([process.execPath, CLI, ...words], { env: { ...env, ...more }, cwd: at(cwd), ...rest });
  const bakery: Bakery = {
    folder,
    home,
    env,
    run,
    read: (file) => readFile(at(file), 'utf8'),
    write: async (file, text) => {
      await mkdir(path.dirname(at(file)), { recursive: true });
      await writeFile(at(file), text);
    },
    remove: (file) => rm(at(file)),
    change: async (file, from, to) => {
      const text = await readFile(at(file), 'utf8');
      if (!text.includes(from)) throw new Error(`${file} has no ${JSON.stringify(from)}`);
      await writeFile(at(file), text.replaceAll(from, to));
    },
    baketree: async (line, options) => {
      const ended = await run(typeof line === 'string' ? line.split(' ') : line, options);
      return screenOf(ended, folder);
    },
    close: () => rm(home, { recursive: true, force: true }),
  };
  if (generated) {
    generatedFiles ??= generate(bakery);
    for (const [file, text] of await generatedFiles) await bakery.write(file, text);
  }
  return bakery;
}

/** What the healthy bakery's `generate` writes; once for all copies. */
let generatedFiles: Promise<ReadonlyMap<string, string>> | undefined;

async function generate({ run, read }: Bakery): Promise<ReadonlyMap<string, string>> {
  const { exitCode, stdout, stderr } = await run(['generate', '--json']);
  if (exitCode !== 0) throw new Error(stderr);
  const { written } = JSON.parse(stdout) as { readonly written: readonly string[] };
  return new Map(
    await Promise.all(
      written.map(async (file): Promise<[string, string]> => [file, await read(file)]),
    ),
  );
}

/** Runs a program with exactly this environment, to its end. */
export function start(
  [file = '', ...words]: readonly string[],
  {
    running,
    stdin = 'ignore',
    ...options
  }: {
    readonly env: Readonly<Record<string, string>>;
    readonly cwd: string;
    readonly uid?: number;
    readonly gid?: number;
    readonly running?: (child: ChildProcess) => void;
    readonly stdin?: 'ignore' | 'pipe';
  },
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, words, { ...options, stdio: [stdin, 'pipe', 'pipe'] });
    const said = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream]?.setEncoding('utf8').on('data', (text: string) => {
        said[stream] += text;
      });
    }
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, ...said }));
    running?.(child);
  });
}

/** What a person sees: the exit code, then both streams, where they hold anything. */
export function screenOf({ exitCode, stdout, stderr }: Ended, folder: string): string {
  const part = (name: string, text: string) => (text === '' ? '' : `--- ${name}\n${text}`);
  const screen = `exit ${exitCode}\n${part('stderr', stderr)}${part('stdout', stdout)}`;
  const shown = screen.replaceAll(folder, '<project>');
  return shown.replaceAll(path.dirname(folder), '<home>').trimEnd();
}
