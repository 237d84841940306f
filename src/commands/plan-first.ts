/** The bake of a tree, or of a push the first of two. */
import type { Config } from '../model/tree.ts';
import type { BakePlan } from '../plan/bake-plan.ts';
import { checkOutputs } from '../plan/push/check-push.ts';
import { heldBack } from '../plan/push/outputs.ts';
import {
  buildPhase,
  isPush,
  NOWHERE,
  plainPhase,
  pushVariables,
  withSettings,
} from '../plan/push/phases.ts';
import { type BakeRequest, type BakeSubject, type PlannedBake, planBake } from './plan-bake.ts';

/** A planned bake; where its images are pushed it is the first of two, with local tags. */
export interface PlannedFirst {
  readonly subject: BakeSubject;
  readonly plan: BakePlan;
  /** As it was asked for. */
  readonly request: BakeRequest;
  /** As it is baked first. */
  readonly built: BakeRequest;
  readonly pushes: boolean;
}

/** Plans it, with the problems found on the way. `host` is the registry's, where that is known already. */
export async function planFirst(
  subject: BakeSubject,
  {
    config,
    request,
    host,
  }: { readonly config: Config; readonly request: BakeRequest; readonly host?: string },
  io: Parameters<typeof planBake>[2],
): Promise<{ readonly bake: PlannedFirst } & Pick<PlannedBake, 'problems' | 'unread'>> {
  const variables = pushVariables(config.trees.find(({ name }) => name === subject.plan.name)?.ecr);
  const pushes = isPush(request, variables);
  let built = pushes ? buildPhase(request, variables, host) : plainPhase(request, variables);
  let planned = await planBake(subject, built, io);
  const held = pushes ? heldBack(planned.plan.targets) : [];
  if (held.length > 0) {
    built = withSettings(built, held);
    planned = await planBake(subject, built, io);
  }
  const { unread } = planned;
  const problems = [...planned.problems, ...(pushes ? checkOutputs(request.options) : [])];
  // What is said of a registry without a name is said again when it has one.
  const notices = planned.plan.notices.filter(({ line }) => !pushes || !line.includes(NOWHERE));
  const plan = { ...planned.plan, notices };
  return { bake: { subject, request, built, plan, pushes }, problems, unread };
}
