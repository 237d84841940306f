/** Where the time of a bake went, from its own records (`--progress=rawjson`). */
import { median } from './measure.ts';

/** Seconds. What is not named is bake's own start and the steps that were cached. */
export interface Phases {
  /** Sources sent to the engine. */
  readonly context: number;
  /** Dependencies compiled for the base image. */
  readonly cook: number;
  /** The base image and the lock file compared with the sources, and times given to these. */
  readonly settle: number;
  /** Cargo, stripping and the link check. */
  readonly compile: number;
  /** Layers, and the images into the store. */
  readonly export: number;
}

interface Vertex {
  readonly digest: string;
  readonly name: string;
  readonly started?: string;
  readonly completed?: string;
}

interface Log {
  readonly vertex: string;
  readonly data: string;
  readonly timestamp: string;
}

/** One run's phases, and the crates that it compiled by cargo's own lines, sorted. */
export interface Recorded {
  readonly phases: Phases;
  readonly compiled: readonly string[];
}

/** Reads a run's standard error. A phase that did not run took no time. */
export function readPhases(stderr: string): Recorded {
  const vertexes = new Map<string, Vertex>();
  const logs: Log[] = [];
  for (const line of stderr.split('\n').filter((each) => each.startsWith('{'))) {
    const record = JSON.parse(line) as { vertexes?: Vertex[]; logs?: Log[] };
    for (const vertex of record.vertexes ?? []) vertexes.set(vertex.digest, vertex);
    logs.push(...(record.logs ?? []));
  }
  const took = (wanted: RegExp) =>
    [...vertexes.values()]
      .filter(({ name }) => wanted.test(name))
      .reduce((sum, { started, completed }) => sum + between(started, completed), 0);
  const step = [...vertexes.values()].find(({ name }) => /\] RUN .*\bcompile "/s.test(name));
  // A line may come in several pieces.
  let said = '';
  let settled: string | undefined;
  for (const { data, timestamp } of logs.filter(({ vertex }) => vertex === step?.digest)) {
    said += Buffer.from(data, 'base64').toString();
    if (said.includes('settle: ')) settled ??= timestamp;
  }
  const compiled = [...said.matchAll(/^\s*Compiling (\S+) v/gm)].map(
    ([, crate]) => crate as string,
  );
  return {
    compiled: compiled.sort(),
    phases: {
      context: took(/load build context/),
      cook: took(/\] RUN .*\bwith-ca cook$/s),
      settle: settled === undefined ? 0 : between(step?.started, settled),
      compile: between(settled ?? step?.started, step?.completed),
      export: took(/exporting to image|COPY --from=compile \/made/),
    },
  };
}

/** The median of each phase. */
export function medianPhases(all: readonly Phases[]): Phases {
  const of = (phase: keyof Phases) => median(all.map((each) => each[phase]));
  return {
    context: of('context'),
    cook: of('cook'),
    settle: of('settle'),
    compile: of('compile'),
    export: of('export'),
  };
}

function between(from: string | undefined, to: string | undefined): number {
  return from === undefined || to === undefined ? 0 : (Date.parse(to) - Date.parse(from)) / 1000;
}
