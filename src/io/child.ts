/**
 * Child processes, by Node's own `spawn`: the package that made this nicer took longer to load than
 * planning a small tree takes.
 */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';

/** How a child ended. */
export interface ChildEnd {
  /** Undefined where it was ended by a signal, or never started. */
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  /** Why it never started, as Node's error code: `ENOENT`, `EACCES`, `E2BIG`. */
  readonly failed: string | undefined;
}

/** What a child said; texts are without the line end at their end. */
export interface Answer extends ChildEnd {
  readonly stdout: string;
  readonly stderr: string;
  /** It took longer than it was given, and was ended. */
  readonly timedOut: boolean;
}

/** Where a child runs; `environment` is all that it has. */
export interface ChildPlace {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string | undefined;
}

/** How a child is asked; `patience` is in milliseconds. */
export interface Asking extends ChildPlace {
  readonly patience: number;
  /** Ends the child; absent: only its end or our patience does. */
  readonly stop?: AbortSignal | undefined;
  /** What its output is taken for, UTF-8 if nothing is said; `latin1` gives a character for each byte. */
  readonly encoding?: 'utf8' | 'latin1';
}

/** Runs a program to its end and collects what it says. Never throws. */
export async function ask(file: string, args: readonly string[], how: Asking): Promise<Answer> {
  const said = { stdout: '', stderr: '' };
  let timedOut = false;
  const end = await run(file, args, { ...how, stdio: ['ignore', 'pipe', 'pipe'] }, (child) => {
    for (const name of ['stdout', 'stderr'] as const) {
      const encoding = name === 'stdout' ? how.encoding : undefined;
      child[name]?.setEncoding(encoding ?? 'utf8').on('data', (text: string) => {
        said[name] += text;
      });
    }
    const kill = () => {
      child.kill();
      setTimeout(() => child.kill('SIGKILL'), 5_000).unref();
    };
    const late = setTimeout(() => {
      timedOut = true;
      kill();
    }, how.patience);
    if (how.stop?.aborted) kill();
    how.stop?.addEventListener('abort', kill);
    child.once('close', () => {
      clearTimeout(late);
      how.stop?.removeEventListener('abort', kill);
    });
  });
  return { ...end, timedOut, stdout: said.stdout.replace(/\r?\n$/, ''), stderr: said.stderr };
}

/**
 * Runs a program on our own input and output, to its end. Never throws; it does not outlive us.
 * `running` gets it once it has started; `stdio` is for a program whose output is no result of ours.
 */
export async function attach(
  file: string,
  args: readonly string[],
  {
    running,
    stdio = 'inherit',
    ...place
  }: ChildPlace &
    Pick<SpawnOptions, 'stdio'> & { readonly running: (child: ChildProcess) => () => void },
): Promise<ChildEnd> {
  return run(file, args, { ...place, stdio }, (child) => {
    const release = running(child);
    const orphan = () => child.kill();
    process.once('exit', orphan);
    child.once('close', () => {
      release();
      process.off('exit', orphan);
    });
  });
}

function run(
  file: string,
  args: readonly string[],
  { environment, cwd, stdio }: ChildPlace & Pick<SpawnOptions, 'stdio'>,
  started: (child: ChildProcess) => void,
): Promise<ChildEnd> {
  return new Promise((resolve) => {
    const fail = ({ code, message }: NodeJS.ErrnoException) =>
      resolve({ exitCode: undefined, signal: undefined, failed: code ?? message });
    try {
      const child = spawn(file, args, { env: environment, stdio, ...(cwd ? { cwd } : {}) });
      child.once('error', fail);
      // Not `exit`: its output may not have been read to the end by then.
      child.once('close', (exitCode, signal) =>
        resolve({
          exitCode: exitCode ?? undefined,
          signal: signal ?? undefined,
          failed: undefined,
        }),
      );
      started(child);
    } catch (error) {
      fail(error as NodeJS.ErrnoException);
    }
  });
}
