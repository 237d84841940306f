/** The second bake of a push, planned before anything is started. */
import { type Problem, throwIfAny } from '../errors.ts';
import type { Config, Tree } from '../model/tree.ts';
import type { BakePlan } from '../plan/bake-plan.ts';
import { pushPhase, pushVariables } from '../plan/push/phases.ts';
import { type PushTag, pushTags, unpushed } from '../plan/push/tags.ts';
import type { BakeIo } from './bake.ts';
import { type BakeRequest, type BakeSubject, planBake } from './plan-bake.ts';
import {
  type Destination,
  hasRepositories,
  knownHost,
  openDestination,
  type RepositoriesIo,
} from './push-registry.ts';

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

/** What is pushed, and where. */
export interface PlannedPush {
  readonly model: Tree;
  readonly first: PlannedFirst;
  readonly plan: BakePlan;
  readonly request: BakeRequest;
  readonly tags: readonly PushTag[];
  /** Absent where the tree declares no registry: docker's own logins serve, and nothing is created. */
  readonly destination?: Destination;
}

/** Plans the pushes among some bakes. Asks AWS who is asking, unless nothing is to be run. Throws all problems. */
export async function planPushes(
  bakes: readonly PlannedFirst[],
  {
    config,
    line,
    dryRun,
  }: { readonly config: Config; readonly line: string; readonly dryRun: boolean },
  io: BakeIo & RepositoriesIo,
): Promise<readonly PlannedPush[]> {
  const planned: PlannedPush[] = [];
  const problems: Problem[] = [];
  for (const first of bakes.filter(({ pushes }) => pushes)) {
    const { subject, plan: built, request } = first;
    const model = config.trees.find(({ name }) => name === subject.plan.name);
    if (!model) continue;
    const given = { config, request, line };
    const declaring = hasRepositories(model) ? model : undefined;
    const destination =
      declaring && !dryRun ? await openDestination(declaring, given, io) : undefined;
    const host =
      destination?.host ?? (declaring ? await knownHost(declaring, given, io) : undefined);
    const phase = { host, targets: built.targets };
    const second = pushPhase(request, pushVariables(model.ecr), phase);
    const { plan, problems: found, unread } = await planBake(subject, second, io);
    problems.push(...found, ...unread);
    for (const notice of plan.notices) {
      if (!built.notices.some((said) => said.line === notice.line)) io.say(notice);
    }
    for (const name of unpushed(plan.targets, second.options)) {
      const text = `"${name}" is built, and not pushed: it has no tags`;
      io.say({ level: 'warning', line: text });
    }
    const tags = pushTags(plan.targets);
    const own = destination ? { destination } : {};
    planned.push({ model, first, plan, request: second, tags, ...own });
  }
  throwIfAny(problems);
  return planned;
}
