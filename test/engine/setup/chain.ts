import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const ROOT = join(import.meta.dirname, '..', '..', '..');

/** The command that `npm run engine` runs, without npm. */
export const ENGINE = [
  process.execPath,
  join(ROOT, 'node_modules/jiti/lib/jiti-cli.mjs'),
  join(ROOT, 'scripts/engine/main.ts'),
];

/** How to start a command: elsewhere (in a room), or with other variables. */
export interface Start {
  readonly enter: (command: readonly string[]) => readonly [string, readonly string[]];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** How a run ended: its exit code, undefined when it was killed; its whole text. */
export interface Run {
  readonly code: number | undefined;
  readonly text: string;
}

/** Runs the engine command and sends `signal` some milliseconds after a text was printed, if it ever is. */
export async function runEngine(
  start: Start,
  args: readonly string[],
  stop?: { readonly at: string; readonly after: number; readonly signal: 'KILL' | 'INT' },
): Promise<Run> {
  // The shell tells the number that the process has where it runs: it is another one outside a room.
  const command = ['sh', '-c', 'echo "pid $$"; exec "$@"', 'sh', ...ENGINE, ...args];
  const [program, all] = start.enter(command);
  const child = spawn(program, all, {
    env: start.env as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  let stopping: Promise<unknown> | undefined;
  const listen = (chunk: Buffer) => {
    text += chunk.toString();
    const pid = /^pid (\d+)$/m.exec(text)?.[1];
    if (
      stop === undefined ||
      stopping !== undefined ||
      pid === undefined ||
      !text.includes(stop.at)
    )
      return;
    stopping = sleep(stop.after).then(() => {
      const [kill, killArgs] = start.enter(['kill', `-${stop.signal}`, pid]);
      return new Promise((resolve) => spawn(kill, killArgs).once('exit', resolve));
    });
  };
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  await stopping;
  // 137: nsenter passes on that its child was killed.
  return { code: code === null || code === 137 ? undefined : code, text };
}

/**
 * Kills a run at its first step, the next one at its second, and so on to the last, each at every one
 * of the delays (ms); calls `check` after each kill. Returns the texts of the runs.
 */
export async function killAtEachStep(
  start: Start,
  args: readonly string[],
  options: { readonly delays: readonly number[]; readonly check: (text: string) => Promise<void> },
): Promise<readonly string[]> {
  const texts: string[] = [];
  let total = 1;
  for (let index = 1; index <= total; index++) {
    for (const after of options.delays) {
      const stop = { at: `[${index}/`, after, signal: 'KILL' } as const;
      const { text } = await runEngine(start, args, stop);
      texts.push(text);
      total = Number(/\[\d+\/(\d+)\]/.exec(text)?.[1] ?? total);
      await options.check(text);
    }
  }
  return texts;
}
