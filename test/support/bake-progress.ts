/** Bake's own records of a run (`--progress=rawjson`), read for tests. */

/** A step of a Dockerfile. Two targets that share a step share its record, too. */
export interface Step {
  /** As shown: `[colony planner 3/9] RUN stub-targets`, under each target that has it. */
  readonly names: readonly string[];
  readonly stage: string;
  readonly cached: boolean;
  /** What it printed, both streams together. */
  readonly log: string;
}

/** A finished or failed run. */
export interface Progress {
  readonly steps: readonly Step[];
  /** Names of all records, of steps and of what bake does beside. */
  readonly names: readonly string[];
}

interface Vertex {
  readonly digest: string;
  readonly name: string;
  readonly cached?: boolean;
}

interface ProgressLine {
  readonly vertexes?: readonly Vertex[];
  readonly logs?: readonly { readonly vertex: string; readonly data: string }[];
}

/** `[target stage 2/5] …`, or `[stage 2/5] …` where one target is built alone. */
const STEP = /^\[(?:\S+ )?(\S+) +\d+\/\d+\] /;

/** Reads a run's standard error; lines that are no JSON are somebody else's. */
export function readProgress(stderr: string): Progress {
  const names = new Map<string, Set<string>>();
  const cached = new Set<string>();
  const logs = new Map<string, Buffer[]>();
  for (const line of stderr.split('\n').filter((each) => each.startsWith('{'))) {
    const record = JSON.parse(line) as ProgressLine;
    for (const vertex of record.vertexes ?? []) {
      names.set(vertex.digest, (names.get(vertex.digest) ?? new Set()).add(vertex.name));
      if (vertex.cached) cached.add(vertex.digest);
    }
    for (const { vertex, data } of record.logs ?? []) {
      logs.set(vertex, [...(logs.get(vertex) ?? []), Buffer.from(data, 'base64')]);
    }
  }
  const steps = [...names].flatMap(([digest, known]): readonly Step[] => {
    const all = [...known];
    const stage = all.map((name) => STEP.exec(name)?.[1]).find((found) => found !== undefined);
    if (stage === undefined) return [];
    const log = Buffer.concat(logs.get(digest) ?? []).toString();
    return [{ names: all, stage, cached: cached.has(digest), log }];
  });
  return { steps, names: [...names.values()].flatMap((known) => [...known]) };
}

/**
 * The steps that ran and said something. BuildKit does not always call a step cached that it shares with
 * another build of the same moment, and such a step says nothing. Of colony's, leave-out and cook are never
 * silent, and one of them runs again when anything before it changed.
 */
export function stepsThatSpoke(steps: readonly Step[]): readonly Step[] {
  return steps.filter(({ cached, log }) => !cached && log !== '');
}

/** The crates that cargo compiled in some steps, sorted. */
export function compiledCrates(steps: readonly Step[]): readonly string[] {
  const found = steps.flatMap(({ log }) =>
    [...log.matchAll(/^\s*Compiling (\S+) v/gm)].map(([, crate]) => crate as string),
  );
  return found.sort();
}
