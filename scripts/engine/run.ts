import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { execa, execaSync } from 'execa';
import { BaketreeError } from '../../src/errors.ts';

/** How one outside program is run. */
export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** The file its output is appended to. */
  readonly log?: string;
  /** Called with each line of its output: the progress of a long step. */
  readonly onLine?: (line: string) => void;
  /** Seconds after which it is killed; without it, it gets an hour. */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
  /** For what has to change our own mounts: not in name spaces of its own, as everything else is. */
  readonly outside?: boolean;
}

/** What came of it: `code` is undefined when it could not be started or was killed. */
export interface RunResult {
  readonly code: number | undefined;
  readonly stdout: string;
  /** Both streams as they came: for logs and errors. A warning on stderr must not be read as an answer. */
  readonly output: string;
  readonly timedOut: boolean;
}

/** Seconds that a step without a limit of its own gets. */
const LONGEST = 3600;

const CONTAIN = [
  ...['setpriv', '--pdeathsig', 'KILL'],
  ...['unshare', '--mount', '--pid', '--fork', '--kill-child=KILL', '--mount-proc'],
];
let canContain: boolean | undefined;

/**
 * What stands before a command so that it and all it starts die when we die, even by kill -9: name
 * spaces of its own for mounts and processes. util-linux: setpriv(1), unshare(1). Where we may not make
 * those (not root, or not Linux), nothing does; then we only ask short questions anyway.
 */
function containment(): readonly string[] {
  canContain ??=
    execaSync('setpriv', [...CONTAIN.slice(1), 'true'], { reject: false }).exitCode === 0;
  return canContain ? CONTAIN : [];
}

/** Runs a program and returns what came of it; never throws for a failing program. */
export async function attempt(
  file: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  options.signal?.throwIfAborted();
  const [program = file, ...all] = [...(options.outside ? [] : containment()), file, ...args];
  // A group of its own, so that what it has started can be ended with it.
  const child = execa(program, all, {
    all: true,
    reject: false,
    stdin: 'ignore',
    detached: true,
    cleanup: false,
    maxBuffer: 1_000_000_000,
    ...(options.env ? { env: options.env } : {}),
    ...(options.cwd ? { cwd: options.cwd } : {}),
  });
  let timedOut = false;
  const endGroup = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // The whole group has ended by itself.
    }
  };
  const timer = setTimeout(
    () => {
      timedOut = true;
      endGroup();
    },
    (options.timeout ?? LONGEST) * 1000,
  );
  options.signal?.addEventListener('abort', endGroup, { once: true });
  if (options.log) {
    mkdirSync(dirname(options.log), { recursive: true });
    child.all.pipe(createWriteStream(options.log, { flags: 'a' }));
  }
  if (options.onLine) {
    const { onLine } = options;
    child.all.on('data', (chunk: Buffer) => {
      for (const line of chunk.toString().split(/[\r\n]+/)) if (line.trim()) onLine(line.trim());
    });
  }
  const result = await child;
  clearTimeout(timer);
  options.signal?.removeEventListener('abort', endGroup);
  options.signal?.throwIfAborted();
  return {
    code: result.exitCode,
    stdout: result.stdout,
    output: result.all ?? '',
    timedOut,
  };
}

/**
 * Runs a program that has to succeed and returns its standard output.
 * @throws BaketreeError `engine-failed` with the last lines of its output.
 */
export async function must(
  file: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const result = await attempt(file, args, options);
  if (result.code === 0) return result.stdout;
  const tail = result.output.trim().split('\n').slice(-6).join('\n');
  const how = result.timedOut
    ? `did not end within ${options.timeout ?? LONGEST} s`
    : `failed (${result.code ?? 'not started'})`;
  throw new BaketreeError([
    {
      code: 'engine-failed',
      summary: `"${[file, ...args].slice(0, 4).join(' ')}" ${how}${tail ? `:\n${tail}` : ''}`,
      hint: options.log ? `tail -n 50 ${options.log}` : 'npm run engine',
    },
  ]);
}
