/** Runs a planned bake and reads what it made. */
import path from 'node:path';
import { BaketreeError, type Problem } from '../errors.ts';
import type { Clock } from '../io/clock.ts';
import type { BakeEnd, Docker } from '../io/docker.ts';
import type { Temporary } from '../io/temporary.ts';
import { type BakeOptions, onlyPrints } from '../plan/bake-options.ts';
import type { BakePlan } from '../plan/bake-plan.ts';
import type { Command } from '../plan/command.ts';
import { builds } from '../plan/looks.ts';
import { type BakedTarget, readMetadata } from '../plan/metadata.ts';
import type { Notice } from '../plan/notice.ts';
import { dockerMissing } from '../plan/preflight.ts';

/** What a finished bake made, and how long it took. */
export interface Baked {
  readonly targets: readonly BakedTarget[];
  readonly seconds: number;
}

/**
 * Runs it; bake's own output goes to the screen. The metadata go where the options say, otherwise into a
 * private folder. Throws `bake-failed` when bake does not end well. A bake that
 * did has made its images, so metadata that cannot be read are no failure; but it is said.
 */
export async function runBake(
  plan: BakePlan,
  options: BakeOptions,
  io: {
    readonly docker: Docker;
    readonly temporary: Temporary;
    readonly clock: Clock;
    readonly say: (notice: Notice) => void;
  },
): Promise<Baked> {
  const wanted = options['metadata-file'];
  const metadataFile = typeof wanted === 'string' ? wanted : undefined;
  const folder = await io.temporary.folder();
  try {
    const started = io.clock.now();
    const ended = await io.docker.bake(withMetadata(plan.command, metadataFile, folder));
    if (ended.exitCode !== 0) throw new BaketreeError([failure(ended, plan.ifItFails)]);
    const seconds = (io.clock.now() - started) / 1000;
    const built = plan.targets.filter((target) => target.requested && builds(target, options));
    // Bake writes none where it prints; and what only looks makes nothing, whatever it writes there.
    if (onlyPrints(options) || built.length === 0) return { targets: [], seconds };
    const file = path.resolve(plan.command.cwd, metadataFile ?? `${folder}/metadata.json`);
    const requested = built.map(({ name }) => name);
    try {
      return { targets: readMetadata(await io.temporary.read(file), requested), seconds };
    } catch (error) {
      const why = (error as Error).message;
      const line = `the bake is done, but what it says of its images cannot be read: ${why}`;
      io.say({ level: 'warning', line });
      return { targets: [], seconds };
    }
  } finally {
    await io.temporary.remove(folder);
  }
}

/** Our own metadata file holds digests only: with the provenance in it buildx would ask once a target. */
function withMetadata(command: Command, wanted: string | undefined, folder: string): Command {
  if (wanted !== undefined) return command;
  return {
    ...command,
    args: [...command.args, `--metadata-file=${folder}/metadata.json`],
    env: { BUILDX_METADATA_PROVENANCE: 'disabled', ...command.env },
  };
}

function failure({ exitCode, signal, missing }: BakeEnd, hint: BakePlan['ifItFails']): Problem {
  if (missing) return dockerMissing();
  const how = signal ? `was ended by ${signal}` : `ended with exit code ${exitCode}`;
  const summary = `docker buildx bake ${how}; its own output is above`;
  return { code: 'bake-failed', summary, ...(hint.length > 0 && !signal ? { hint } : {}) };
}
