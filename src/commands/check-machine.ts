/** What the machine lacks for a bake: docker, the builder, local images and what they were made from. */
import { eachOnce, type Problem } from '../errors.ts';
import type { BakePlan } from '../plan/bake-plan.ts';
import { exportsCaches } from '../plan/caches.ts';
import { typedName } from '../plan/lookup.ts';
import { checkNamedImages, namedImages } from '../plan/named-images.ts';
import type { Notice } from '../plan/notice.ts';
import { preflight } from '../plan/preflight.ts';
import type { TreePlan } from '../plan/tree-plan.ts';
import type { BakeIo } from './bake.ts';
import { checkMadeFrom } from './check-made-from.ts';
import type { BakeRequest } from './plan-bake.ts';
import { lineOf } from './typed-line.ts';

/** The builder that was asked for; buildx knows which it is otherwise. */
export function builderOf({ options, environment }: BakeRequest): string | undefined {
  const builder = options.builder ?? environment.BUILDX_BUILDER;
  return typeof builder === 'string' && builder !== '' ? builder : undefined;
}

/** What was found out of the machine, and which driver the builder has, if anybody asked. */
export interface Machine {
  readonly problems: readonly Problem[];
  readonly notices: readonly Notice[];
  readonly driver?: string;
}

/** Nothing was asked. */
export const UNASKED: Machine = { problems: [], notices: [] };

/** What the machine lacks for some plans, and what is to be said of it. */
export async function checkMachine(
  plans: readonly BakePlan[],
  given: {
    readonly request: BakeRequest;
    readonly io: Pick<BakeIo, 'docker' | 'disk' | 'records'>;
    readonly trees: readonly TreePlan[];
  },
): Promise<Machine> {
  const { docker } = given.io;
  const builder = builderOf(given.request);
  const locals = plans.flatMap((plan) => plan.locals.map(({ reference }) => reference));
  const named = plans.flatMap((plan) => namedImages(plan).map(({ reference }) => reference));
  const store = plans.some(({ targets }) => exportsCaches(targets));
  let facts = await docker.facts({ builder, images: locals, ...(store ? { store } : {}) });
  // Docker's own driver finds them where they are; for others it takes one more question.
  const driver = 'driver' in facts.builder ? facts.builder.driver : undefined;
  if (driver !== undefined && driver !== 'docker' && named.length > 0) {
    facts = await docker.facts({ builder, images: [...new Set([...locals, ...named])] });
  }
  const problems: Problem[] = [];
  const notices: Notice[] = [];
  for (const bake of plans) {
    const { tree } = bake;
    const plan = given.trees.find((each) => each.name === tree);
    if (!plan) continue;
    const names = bake.names.map((name) => typedName(name, tree, given.trees));
    const line = lineOf('bake', plan, given);
    const asked = { locals: bake.locals, names, line, exportsCaches: exportsCaches(bake.targets) };
    const found = preflight(plan, facts, asked);
    problems.push(...found);
    if (found.length === 0) problems.push(...(await checkMadeFrom(facts, asked, given.io)));
    const images = checkNamedImages(namedImages(bake), facts, asked);
    problems.push(...images.problems);
    notices.push(...images.notices);
  }
  // Two trees may lack the same thing.
  return { problems: eachOnce(problems), notices, ...(driver ? { driver } : {}) };
}
