/** Cosign, which signs images, and the files that it is given. */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { type Answer, ask, attach } from './child.ts';

/** How a run of Cosign ended: what it printed, or why it failed, in its own words. */
export type CosignEnd = { readonly stdout: string } | { readonly failed: string };

/** Cosign. Nothing here throws. */
export interface Cosign {
  /** Such as `v3.1.1`, or `devel`; `absent` where there is no such program. */
  readonly version: () => Promise<
    { readonly version: string } | { readonly absent: true } | { readonly failed: string }
  >;
  /** The public part of a key, in PEM: shows that the key can be had. */
  readonly publicKey: (key: string) => Promise<CosignEnd>;
  /** Runs it; `env` is what it has beside the caller's own environment. `asks`: a person answers it. */
  readonly sign: (
    args: readonly string[],
    options: { readonly env: Readonly<Record<string, string>>; readonly asks: boolean },
  ) => Promise<CosignEnd>;
  /** The text of a file, relative to the folder that Cosign runs in; undefined where it cannot be read. */
  readonly read: (file: string) => Promise<string | undefined>;
  /** Whether there is such a file. */
  readonly exists: (file: string) => Promise<boolean>;
}

/** Milliseconds. Of the two, Cosign's own patience (3 minutes) is to end first. */
const PATIENCE = { look: 60_000, sign: 200_000 };

/** The program that PATH leads to. */
export function realCosign({
  environment,
  cwd,
  stop,
}: {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Ends whatever runs. */
  readonly stop: AbortSignal;
}): Cosign {
  const look = (args: readonly string[]) =>
    ask('cosign', args, { environment, cwd, patience: PATIENCE.look, stop });
  return {
    version: async () => {
      const answer = await look(['version', '--json']);
      if (answer.failed === 'ENOENT') return { absent: true };
      const [, version] = /"gitVersion":\s*"([^"]+)"/.exec(answer.stdout) ?? [];
      return version === undefined ? { failed: whyFailed(answer) } : { version };
    },
    publicKey: async (key) => endOf(await look(['public-key', '--key', key])),
    sign: async (args, { env, asks }) => {
      const place = { environment: { ...environment, ...env }, cwd };
      if (!asks) {
        return endOf(await ask('cosign', args, { ...place, patience: PATIENCE.sign, stop }));
      }
      const end = await attach('cosign', args, {
        ...place,
        // Its output is for the person; results are ours.
        stdio: ['inherit', 2, 2],
        running: (child) => {
          const kill = () => child.kill();
          stop.addEventListener('abort', kill);
          return () => stop.removeEventListener('abort', kill);
        },
      });
      return end.exitCode === 0 ? { stdout: '' } : { failed: 'cosign said why, above' };
    },
    read: (file) => readFile(path.resolve(cwd, file), 'utf8').catch(() => undefined),
    exists: (file) =>
      stat(path.resolve(cwd, file)).then(
        () => true,
        () => false,
      ),
  };
}

function endOf(answer: Answer): CosignEnd {
  return answer.exitCode === 0 ? { stdout: answer.stdout } : { failed: whyFailed(answer) };
}

/** Its line that begins with "Error:", which it says twice, or else its last. */
function whyFailed({ stderr, timedOut, failed, signal }: Answer): string {
  if (failed !== undefined) return `cosign cannot be started (${failed})`;
  if (timedOut) return 'cosign took too long, and was ended';
  if (signal !== undefined) return `cosign was ended by ${signal}`;
  const lines = stderr.trim().split('\n');
  const error = lines.find((line) => line.includes('Error: ')) ?? lines.at(-1) ?? '';
  // What it was signing we say ourselves.
  return error.replace(/^.*?Error: (?:signing \[[^\]]*\]: )?/, '') || 'cosign gave no reason';
}
