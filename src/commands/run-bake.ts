/** Runs a planned bake and reads what it made. */
import path from 'node:path';
import { BaketreeError, type Problem } from '../errors.ts';
import type { Clock } from '../io/clock.ts';
import type { BakeEnd, Docker } from '../io/docker.ts';
import type { Temporary } from '../io/temporary.ts';
import { type BakeOptions, onlyPrints } from '../plan/bake-options.ts';
import type { BakePlan } from '../plan/bake-plan.ts';
import { unwrittenCaches } from '../plan/caches.ts';
import type { Command } from '../plan/command.ts';
import { builds } from '../plan/looks.ts';
import { type BakedTarget, joinMetadata, readMetadata, writtenCaches } from '../plan/metadata.ts';
import type { Notice } from '../plan/notice.ts';
import { dockerMissing } from '../plan/preflight.ts';

/** What a finished bake made, and how long it took. */
export interface Baked {
  readonly targets: readonly BakedTarget[];
  readonly seconds: number;
}

/** What runs beside the plan: its commands, one after the other, and the options that were given. */
export interface Running {
  readonly commands: readonly Command[];
  readonly options: BakeOptions;
}

/** Everything outside that a run touches. */
export interface RunIo {
  readonly docker: Docker;
  readonly temporary: Temporary;
  readonly clock: Clock;
  readonly say: (notice: Notice) => void;
}

/**
 * Runs it; bake's own output goes to the screen. The metadata go where the options say, otherwise into a
 * private folder. Throws `bake-failed` when bake does not end well: what is left does not run then. A bake
 * that did has made its images, so metadata that cannot be read are no failure; but it is said. Throws
 * `disk-failed` where metadata of several waves, which are put together, cannot be written.
 */
export async function runBake(
  plan: BakePlan,
  { commands, options }: Running,
  io: RunIo,
): Promise<Baked> {
  const option = options['metadata-file'];
  const wanted = typeof option === 'string' ? path.resolve(plan.command.cwd, option) : undefined;
  const inWaves = commands.length > 1;
  const folder = await io.temporary.folder();
  try {
    const started = io.clock.now();
    const files: string[] = [];
    for (const [index, command] of commands.entries()) {
      const own = `${folder}/metadata${inWaves ? `-${index + 1}` : ''}.json`;
      const asIs = wanted !== undefined && !inWaves;
      files.push(asIs ? wanted : own);
      if (inWaves) io.say(waveNotice(plan, index));
      const ended = await io.docker.bake(asIs ? command : withMetadata(command, own, wanted));
      if (ended.exitCode !== 0) throw new BaketreeError([failure(ended, plan, inWaves && index)]);
    }
    const seconds = (io.clock.now() - started) / 1000;
    const all = plan.targets.filter((target) => builds(target, options));
    const built = all.filter(({ requested }) => requested);
    // Bake writes none where it prints; and what only looks makes nothing, whatever it writes there.
    if (onlyPrints(options) || built.length === 0) return { targets: [], seconds };
    const requested = built.map(({ name }) => name);
    try {
      const texts = await Promise.all(files.map((file) => io.temporary.read(file)));
      const text = inWaves ? joinMetadata(texts, plan.waves) : texts.join('');
      if (inWaves && wanted !== undefined) await writeMetadata(wanted, text, io.temporary);
      const targets = readMetadata(text, requested);
      unwrittenCaches(all, writtenCaches(text)).forEach(io.say);
      return { targets, seconds };
    } catch (error) {
      if (error instanceof BaketreeError) throw error;
      const why = (error as Error).message;
      const line = `the bake is done, but what it says of its images cannot be read: ${why}`;
      io.say({ level: 'warning', line });
      return { targets: [], seconds };
    }
  } finally {
    await io.temporary.remove(folder);
  }
}

/**
 * Our own metadata file holds digests only: with the provenance in it buildx would ask once a target.
 * Those of waves have all that somebody wants.
 */
function withMetadata(command: Command, file: string, wanted: string | undefined): Command {
  const args = command.args.filter((word) => !word.startsWith('--metadata-file='));
  return {
    ...command,
    args: [...args, `--metadata-file=${file}`],
    env:
      wanted === undefined
        ? { BUILDX_METADATA_PROVENANCE: 'disabled', ...command.env }
        : command.env,
  };
}

async function writeMetadata(file: string, text: string, temporary: Temporary): Promise<void> {
  try {
    await temporary.write(file, text);
  } catch (error) {
    const summary = `the bake is done, but its metadata cannot be written: ${(error as Error).message}`;
    throw new BaketreeError([{ code: 'disk-failed', summary, at: { file } }], { cause: error });
  }
}

function waveNotice({ waves }: BakePlan, index: number): Notice {
  const { names = [], size = 0 } = waves[index] ?? {};
  const others = size - names.length;
  const needed = others > 0 ? `, and ${others} that they need` : '';
  const line = `wave ${index + 1} of ${waves.length}: ${shortList(names)}${needed}`;
  return { level: 'info', line };
}

/** `wave` is the number of the one that failed, from 0; false where there are none. */
function failure(
  { exitCode, signal, missing }: BakeEnd,
  { ifItFails: hint, waves }: BakePlan,
  wave: number | false,
): Problem {
  if (missing) return dockerMissing();
  const how = signal ? `was ended by ${signal}` : `ended with exit code ${exitCode}`;
  const summary = `docker buildx bake ${how}; its own output is above`;
  const left = wave === false ? [] : waves.slice(wave).flatMap(({ names }) => names);
  return {
    code: 'bake-failed',
    summary,
    ...(wave === false
      ? {}
      : { details: [`it was wave ${wave + 1} of ${waves.length}; not baked: ${shortList(left)}`] }),
    ...(hint.length > 0 && !signal ? { hint } : {}),
  };
}

/** Some names, or the first of many. */
function shortList(names: readonly string[]): string {
  if (names.length <= 10) return names.join(', ');
  return `${names.slice(0, 9).join(', ')} and ${names.length - 9} more`;
}
