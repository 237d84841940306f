import type { Problem } from '../../src/errors.ts';
import type { Engine } from './probe.ts';

/** What was found out before anything is changed. */
export interface Found {
  readonly engine: Engine | 'hangs' | undefined;
  /** The engine in question is the one of our state folder, or will be. */
  readonly ours: boolean;
  readonly buildx: { readonly version: string; readonly driver: string } | undefined;
  readonly standIns: 'auto' | 'always' | 'never';
  /** Why nothing can be set up on this machine; undefined where it can. */
  readonly obstacle: Problem | undefined;
  /** What leads docker elsewhere: `DOCKER_HOST`, or a context that is not the default one. */
  readonly detour: { readonly what: string; readonly hint: string } | undefined;
}

/** A part of the work; each is several steps. */
export type Part = 'engine' | 'buildx' | 'stand-ins';

/** What will be done, in this order, and what is said first. */
export interface Plan {
  readonly parts: readonly Part[];
  readonly says: readonly string[];
  readonly problems: readonly Problem[];
}

/** Decides from what was found. Pure. */
export function decide(found: Found): Plan {
  const { engine, obstacle } = found;
  if (engine === 'hangs') return { parts: [], says: [], problems: [hanging(found)] };
  if (engine === undefined) {
    if (found.detour) return { parts: [], says: [], problems: [astray(found.detour)] };
    if (obstacle) return { parts: [], says: [], problems: [obstacle] };
    return { parts: ['engine', 'buildx', 'stand-ins'], says: [], problems: [] };
  }
  // With ours, every step is looked at; what there is gets told at the end.
  if (found.ours) return { parts: ['engine', 'buildx', 'stand-ins'], says: [], problems: [] };
  const says = [tellEngine(engine, found)];
  if (!found.buildx && obstacle) return { parts: [], says, problems: [withoutBuildx(obstacle)] };
  const buildx: Part[] = found.buildx ? [] : ['buildx'];
  if (found.standIns === 'never') return { parts: buildx, says, problems: [] };
  const driver = found.buildx?.driver ?? 'docker';
  if (driver === 'docker') return { parts: [...buildx, 'stand-ins'], says, problems: [] };
  const blind = `a builder of the driver "${driver}" does not see local images: no stand-ins for it`;
  return { parts: buildx, says: [...says, blind], problems: [] };
}

/** One line about the engine that answers. */
export function tellEngine(engine: Engine, found: Pick<Found, 'ours' | 'buildx'>): string {
  const { buildx } = found;
  return [
    `docker answers: engine ${engine.version}${found.ours ? ' (set up by this command)' : ''}`,
    `image store ${engine.store}`,
    buildx ? `driver ${buildx.driver}, buildx ${buildx.version}` : 'no buildx',
  ].join(', ');
}

function hanging(found: Found): Problem {
  const summary = 'docker does not answer within 10 s, although something listens where it should';
  return found.ours
    ? { code: 'engine-failed', summary, hint: ['npm run engine -- --stop', 'npm run engine'] }
    : {
        code: 'docker-unreachable',
        summary,
        expected: '"docker info" answers',
        hint: 'docker info',
      };
}

function astray(detour: { readonly what: string; readonly hint: string }): Problem {
  return {
    code: 'docker-unreachable',
    summary: `${detour.what} does not answer, and docker would not ask an engine that is set up here`,
    hint: [detour.hint, 'npm run engine'],
  };
}

function withoutBuildx(obstacle: Problem): Problem {
  return {
    code: 'buildx-missing',
    summary: `docker answers but has no buildx; ${obstacle.summary}`,
    expected: 'buildx 0.29 or newer in ~/.docker/cli-plugins, named "docker-buildx"',
    hint: 'docker buildx version',
  };
}
