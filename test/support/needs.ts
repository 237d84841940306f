/**
 * Tests that need something of the machine. Where it is missing they are skipped by name and with the
 * reason, which the reporter prints at the end. `BAKETREE_MUST_RUN=needs-engine,needs-moto` makes such
 * skips failures: CI sets it.
 */
import { existsSync } from 'node:fs';
import { execaSync } from 'execa';
import { test } from 'vitest';
import { machineValues } from './colony-project.ts';
import { findTool } from './engine-tools.ts';

/** What a machine may lack. */
export type Need =
  | 'needs-engine'
  | 'needs-registry'
  | 'needs-buildkit'
  | 'needs-moto'
  | 'needs-actionlint'
  | 'needs-cosign'
  | 'needs-busybox'
  | 'needs-other-nodes'
  | 'needs-no-rustup';

const missing: Record<Need, () => string | undefined> = {
  'needs-engine': () => {
    const info = execaSync('docker', ['info', '--format', '{{.ServerVersion}}'], {
      reject: false,
      timeout: 20_000,
    });
    return info.exitCode === 0 ? undefined : 'no docker daemon answers: npm run engine';
  },
  'needs-registry': () => {
    // An image that nobody has locally: only a registry can know it.
    const look = execaSync(
      'docker',
      ['buildx', 'imagetools', 'inspect', 'gcr.io/distroless/cc-debian12'],
      { reject: false, timeout: 20_000 },
    );
    return look.exitCode === 0 ? undefined : 'no container registry can be reached';
  },
  'needs-buildkit': () => {
    if (!process.env.BAKETREE_BUILDKIT) {
      return 'BAKETREE_BUILDKIT names no folder with BuildKit: scripts/newer-buildkit.sh';
    }
    if (process.getuid?.() !== 0) return 'only root can run buildkitd as these tests do';
    const lacking = ['runc', 'docker-registry'].find((name) => findTool(name) === undefined);
    return lacking ? `there is no ${lacking}: npm run engine` : whyMissing('needs-engine');
  },
  'needs-moto': () => {
    const program = process.env.BAKETREE_MOTO;
    if (!program) return "BAKETREE_MOTO does not name moto's server: scripts/moto.sh prints it";
    return existsSync(program) ? undefined : `${program} is not there: scripts/moto.sh`;
  },
  'needs-actionlint': () => {
    const program = process.env.BAKETREE_ACTIONLINT;
    if (!program)
      return 'BAKETREE_ACTIONLINT does not name actionlint: scripts/actionlint.sh prints it';
    return existsSync(program) ? undefined : `${program} is not there: scripts/actionlint.sh`;
  },
  'needs-cosign': () => {
    const program = process.env.BAKETREE_COSIGN;
    if (!program) return 'BAKETREE_COSIGN does not name Cosign: scripts/cosign.sh prints it';
    return existsSync(program) ? undefined : `${program} is not there: scripts/cosign.sh`;
  },
  'needs-busybox': () => {
    const program = process.env.BAKETREE_BUSYBOX;
    if (!program) return 'BAKETREE_BUSYBOX does not name busybox: scripts/busybox.sh prints it';
    return existsSync(program)
      ? whyMissing('needs-engine')
      : `${program} is not there: scripts/busybox.sh`;
  },
  'needs-other-nodes': () => {
    const folder = process.env.BAKETREE_NODES;
    if (!folder) return 'BAKETREE_NODES names no folder with other Nodes: scripts/other-nodes.sh';
    return existsSync(folder) ? undefined : `${folder} is not there: scripts/other-nodes.sh`;
  },
  'needs-no-rustup': () => {
    // Published images have it; those that a machine makes for itself need not.
    const { CHEF_IMAGE } = machineValues();
    const run = [
      'run',
      '--rm',
      '--network',
      'none',
      CHEF_IMAGE ?? '',
      'sh',
      '-c',
      'command -v rustup',
    ];
    const look = CHEF_IMAGE
      ? execaSync('docker', run, { reject: false, timeout: 20_000 })
      : undefined;
    return look?.exitCode === 1 || look?.exitCode === 127
      ? undefined
      : 'rustup is in the image that builds, and fetches what a toolchain file asks for';
  },
};

const known = new Map<Need, string | undefined>();

function whyMissing(need: Need): string | undefined {
  if (!known.has(need)) known.set(need, missing[need]());
  return known.get(need);
}

/** Whether the machine has it: for hooks, which a skipped test runs all the same. */
export const has = (need: Need): boolean => whyMissing(need) === undefined;

/** `test`, for a machine that has what it needs. */
export function testThat(
  need: Need,
  name: string,
  run: () => Promise<void>,
  timeout?: number,
): void {
  test(
    `${name} (${need})`,
    async (context) => {
      const why = whyMissing(need);
      if (why !== undefined) {
        const must = (process.env.BAKETREE_MUST_RUN ?? '').split(',');
        if (must.includes(need)) throw new Error(`${need} must not be skipped here: ${why}`);
        context.skip(`${need}: ${why}`);
      }
      await run();
    },
    timeout,
  );
}
