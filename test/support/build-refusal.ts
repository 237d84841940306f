/** What a build refused by itself: the lines that its own scripts wrote, and what was compiled by then. */
import { compiledCrates, readProgress } from './bake-progress.ts';

/** A refusal. */
export interface Refusal {
  /** The lines of `fail`, each once, without the name in front. */
  readonly said: readonly string[];
  /** Crates that were compiled from their sources in this run. */
  readonly compiled: readonly string[];
  /** Crates that were compiled for the base image, stand-ins of members among them. */
  readonly cooked: readonly string[];
  /** Everything that the steps printed. */
  readonly log: string;
}

/** Reads one from the standard error of a bake with `--progress=rawjson`. */
export function readRefusal(stderr: string): Refusal {
  const { steps } = readProgress(stderr);
  const of = (stage: string) => compiledCrates(steps.filter((step) => step.stage === stage));
  const log = steps.map((step) => step.log).join('\n');
  const said = [...log.matchAll(/^colony: (.*)$/gm)].map(([, line = '']) => line);
  return { said: [...new Set(said)], compiled: of('compile'), cooked: of('builder'), log };
}
