/** Preflights: what must be so before a bake starts, judged all at once from gathered facts. */
// Not the package's index, which loads all of its functions.
import coerce from 'semver/functions/coerce.js';
import gte from 'semver/functions/gte.js';
import type { Problem } from '../errors.ts';
import type { DockerFacts } from './docker-facts.ts';
import type { Asked } from './lookup.ts';
import type { Inputs } from './made-from.ts';
import type { TreePlan } from './tree-plan.ts';

/** An image that this run takes from the local store. */
export interface LocalImage {
  readonly reference: string;
  readonly title: string;
  /** The target that makes it, as one would type it. */
  readonly target: string;
  /** What it must have been made from, where that is known. */
  readonly madeFrom?: Inputs;
}

/**
 * Judges docker's facts for one tree. The texts about local images are the specification's.
 */
export function preflight(
  plan: Pick<TreePlan, 'buildx' | 'name' | 'variables'>,
  facts: DockerFacts,
  asked: Asked & {
    readonly locals: readonly LocalImage[];
    /** Whether build caches are to be written. */
    readonly exportsCaches?: boolean;
  },
): readonly Problem[] {
  const { locals } = asked;
  if (facts.client === undefined) return [dockerMissing()];
  const problems: Problem[] = [];
  if ('unreachable' in facts.server) {
    const summary = `the docker daemon does not answer: ${facts.server.unreachable}`;
    problems.push({ code: 'docker-unreachable', summary, hint: 'npm run engine' });
  }
  problems.push(...checkBuildx(plan, facts.buildx));
  // Without a daemon and a plugin nothing can be said about builders and images.
  if (problems.length > 0) return problems;
  if ('unknown' in facts.builder) {
    const summary = `the builder cannot be used: ${facts.builder.unknown}`;
    return [{ code: 'builder-unsuitable', summary, hint: 'docker buildx ls' }];
  }
  if (facts.builder.driver !== 'docker') return locals.map((local) => unseen(local, facts, asked));
  const lost = asked.exportsCaches && facts.containerdStore === false;
  return [
    ...(lost ? [storeWithoutCaches(plan, asked)] : []),
    ...locals
      .filter(({ reference }) => !facts.images.has(reference))
      .map((local) => missing(local, asked)),
  ];
}

/** There is no docker at all. */
export function dockerMissing(): Problem {
  return {
    code: 'docker-missing',
    summary: 'docker is not installed, or not on PATH',
    hint: ['npm run engine', 'or install it: https://docs.docker.com/engine/install/'],
  };
}

function checkBuildx(
  { buildx: wanted, name }: Pick<TreePlan, 'buildx' | 'name'>,
  found?: string,
): Problem[] {
  if (found === undefined) {
    const hint = ['npm run engine', 'or install it: https://docs.docker.com/build/install-buildx/'];
    return [{ code: 'buildx-missing', summary: 'docker has no buildx plugin', hint }];
  }
  const version = coerce(found);
  // A build from source states no version, or 0.0.0; it is taken at its word, as docker itself takes it.
  if (!version || version.version === '0.0.0' || gte(version, wanted)) return [];
  return [
    {
      code: 'buildx-old',
      summary: `docker buildx ${version.version} is too old for the tree "${name}"`,
      expected: `${wanted} or newer: older ones ignore attributes that the bake file has`,
      hint: ['npm run engine', 'or update it: https://docs.docker.com/build/install-buildx/'],
    },
  ];
}

/** Bake would say so, too, once it has begun: "Cache export is not supported for the docker driver". */
function storeWithoutCaches(
  { variables }: Pick<TreePlan, 'variables'>,
  { names, line }: Asked,
): Problem {
  const hint = line(names, { CACHE_MODE: 'read' });
  return {
    code: 'builder-unsuitable',
    summary: 'this engine cannot write caches: its images are not in the containerd image store',
    expected:
      'that store (https://docs.docker.com/engine/storage/containerd/), or a builder with another driver',
    ...(variables.some(({ name }) => name === 'CACHE_MODE') ? { hint } : {}),
  };
}

function missing({ reference, title, target }: LocalImage, { line }: Asked): Problem {
  return {
    code: 'image-missing',
    summary: `${title} '${reference}' not found locally!`,
    hint: [`Please build the ${title.toLowerCase()} first:`, `  ${line([target])}`],
  };
}

function unseen(
  { reference, title, target }: LocalImage,
  { builder }: DockerFacts,
  { names, line }: Asked,
): Problem {
  const { name, driver } = builder as { readonly name: string; readonly driver: string };
  return {
    code: 'builder-unsuitable',
    summary: `builder "${name}" (driver ${driver}) cannot see local images, so not '${reference}' either`,
    hint: [
      `Build the ${title.toLowerCase()} in the same run:`,
      `  ${line([target, ...names])} -- --builder ${name}`,
    ],
  };
}
