import { existsSync, statSync } from 'node:fs';
import type { Context } from './context.ts';
import { CHEF, CHEF_NAME, hashOf } from './images/recipe.ts';
import { readChanges, writeChanges } from './record.ts';
import { attempt } from './run.ts';
import type { Step } from './steps.ts';

/** Where Debian keeps all trusted certificates in one file. */
const DEBIAN_BUNDLE = '/etc/ssl/certs/ca-certificates.crt';

/** A bundle goes into builds as a secret, which BuildKit limits to 500 KiB. */
const LARGEST = 500 * 1024;

/** The machine's bundle: the one its owner names, else Debian's own. */
export function bundleOf(env: Readonly<Record<string, string | undefined>>): string | undefined {
  return [env.SSL_CERT_FILE, DEBIAN_BUNDLE].find((path) => path && existsSync(path));
}

/** What a container can do: fetch by itself, only with the machine's bundle, or not at all. */
export type Verdict = 'plain' | 'bundle' | 'neither';

/** timeout(1): what it ran was ended by it. */
const TIMED_OUT = 124;

/**
 * Tries what the builds will do: cargo, in a container of the stand-in, asks the crate index; first as
 * it is, then with the machine's bundle. A refused certificate fails at once; where there was no answer
 * at all, no bundle helps.
 */
export async function tryCertificates(
  { layout, docker, bundle }: Context,
  signal: AbortSignal,
): Promise<Verdict> {
  const name = `baketree-certificates-${layout.cgroup.slice(1)}`;
  const script =
    'cd "$(mktemp -d)" && cargo init -q --name probe . && timeout 20 cargo -q add libc';
  const limits = ['-e', 'CARGO_NET_RETRY=0', '-e', 'CARGO_HTTP_TIMEOUT=10'];
  const fetch = async (flags: readonly string[]) => {
    await attempt(docker.program, ['rm', '-f', name], { env: docker.env, timeout: 30 });
    const run = ['run', '--rm', '--name', name, ...limits, ...flags, CHEF_NAME, 'sh', '-c', script];
    return (await attempt(docker.program, run, { env: docker.env, timeout: 60, signal })).code;
  };
  const plain = await fetch([]);
  if (plain === 0) return 'plain';
  if (plain === TIMED_OUT || bundle === undefined || statSync(bundle).size > LARGEST)
    return 'neither';
  const inside = '/run/baketree-ca.crt';
  const names = ['SSL_CERT_FILE', 'CARGO_HTTP_CAINFO'].flatMap((key) => ['-e', `${key}=${inside}`]);
  const withBundle = await fetch(['-v', `${bundle}:${inside}:ro`, ...names]);
  return withBundle === 0 ? 'bundle' : 'neither';
}

/** Finds out whether builds need the machine's bundle, once for each bundle. */
export function certificatesStep(context: Context): Step {
  const { layout, bundle } = context;
  const key = `${bundle ?? ''} ${hashOf(CHEF)}`;
  return {
    name: 'certificates in containers',
    state: async () => {
      const { certificates } = readChanges(layout.record);
      return certificates?.key === key && certificates.verdict !== 'neither' ? 'done' : 'todo';
    },
    run: async ({ signal, line }) => {
      line('asking the crate index from a container');
      const verdict = await tryCertificates(context, signal);
      writeChanges(layout.record, {
        ...readChanges(layout.record),
        certificates: { key, verdict },
      });
    },
  };
}

/** The bundle that `.env` has to name, if any. */
export function neededBundle(context: Context): string | undefined {
  const verdict = readChanges(context.layout.record).certificates?.verdict;
  return verdict === 'bundle' ? context.bundle : undefined;
}
