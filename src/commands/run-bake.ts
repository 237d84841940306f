/** Runs a planned bake and reads what it made. */
import path from 'node:path';
import { BaketreeError, type Problem } from '../errors.ts';
import type { Clock } from '../io/clock.ts';
import type { BakeEnd, Docker } from '../io/docker.ts';
import type { Temporary } from '../io/temporary.ts';
import type { BakePlan } from '../plan/bake-plan.ts';
import type { Command } from '../plan/command.ts';
import { type BakedTarget, readMetadata } from '../plan/metadata.ts';
import { dockerMissing } from '../plan/preflight.ts';

/** What a finished bake made, and how long it took. */
export interface Baked {
  readonly targets: readonly BakedTarget[];
  readonly seconds: number;
}

/**
 * Runs it; bake's own output goes to the screen. `metadataFile` is where the caller wants the metadata;
 * otherwise it goes into a private folder. Throws `bake-failed` when bake does not end well.
 */
export async function runBake(
  plan: BakePlan,
  metadataFile: string | undefined,
  io: { readonly docker: Docker; readonly temporary: Temporary; readonly clock: Clock },
): Promise<Baked> {
  const folder = await io.temporary.folder();
  try {
    const started = io.clock.now();
    const ended = await io.docker.bake(withMetadata(plan.command, metadataFile, folder));
    if (ended.exitCode !== 0) throw new BaketreeError([failure(ended)]);
    const seconds = (io.clock.now() - started) / 1000;
    const text = await io.temporary.read(
      path.resolve(plan.command.cwd, metadataFile ?? `${folder}/metadata.json`),
    );
    const requested = plan.targets.filter((target) => target.requested).map(({ name }) => name);
    return { targets: text ? readMetadata(text, requested) : [], seconds };
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

function failure({ exitCode, signal, missing }: BakeEnd): Problem {
  if (missing) return dockerMissing();
  const how = signal ? `was ended by ${signal}` : `ended with exit code ${exitCode}`;
  return { code: 'bake-failed', summary: `docker buildx bake ${how}; its own output is above` };
}
