/** The second bake of a push, planned before anything is started. */
import { BaketreeError, eachOnce, type Problem } from '../errors.ts';
import type { Config, Tree } from '../model/tree.ts';
import type { BakePlan } from '../plan/bake-plan.ts';
import { cacheRefs } from '../plan/caches.ts';
import type { Command } from '../plan/command.ts';
import { hasRepositories } from '../plan/ecr/declared.ts';
import { checkPush } from '../plan/push/check-push.ts';
import { isPushable } from '../plan/push/outputs.ts';
import { pushPhase, pushVariables, unpushedPhase } from '../plan/push/phases.ts';
import { type PushTag, placeOf, pushTags, unpushed } from '../plan/push/tags.ts';
import { waveCommands } from '../plan/waves.ts';
import { placed } from './place.ts';
import { type BakeRequest, planBake } from './plan-bake.ts';
import { type PlannedFirst, planFirst } from './plan-first.ts';
import {
  type Destination,
  knownHost,
  openDestination,
  type RepositoriesIo,
} from './push-registry.ts';

/** What is pushed, and where. */
export interface PlannedPush {
  readonly model: Tree;
  readonly first: PlannedFirst;
  readonly plan: BakePlan;
  readonly request: BakeRequest;
  readonly tags: readonly PushTag[];
  /** Where build caches are written. */
  readonly caches: readonly Pick<PushTag, 'host' | 'repository'>[];
  /** Absent where the tree declares no registry: docker's own logins serve, and nothing is created. */
  readonly destination?: Destination;
}

/** What goes into the planning of pushes. */
export interface PushAsked {
  readonly config: Config;
  /** The line that was typed. */
  readonly line: string;
  /** What to do of AWS and docker; `destinations` is absent where nothing is to be run: nobody is asked then. */
  readonly io: Parameters<typeof planBake>[2] & Pick<RepositoriesIo, 'say'>;
  readonly destinations?: RepositoriesIo;
}

/**
 * Plans the pushes among some bakes, with the problems found on the way. Where things are to be run, AWS
 * is asked for the account: throws what is wrong with that.
 */
export async function planPushes(
  bakes: readonly PlannedFirst[],
  asked: PushAsked,
): Promise<{ readonly pushes: readonly PlannedPush[]; readonly problems: readonly Problem[] }> {
  const pushes: PlannedPush[] = [];
  const problems: Problem[] = [];
  for (const first of bakes.filter((each) => each.pushes)) {
    const model = asked.config.trees.find(({ name }) => name === first.subject.plan.name);
    if (!model) continue;
    try {
      const planned = await planPush(first, model, asked);
      pushes.push(planned.push);
      problems.push(...planned.problems);
    } catch (error) {
      if (!(error instanceof BaketreeError)) throw error;
      problems.push(...error.problems);
    }
  }
  return { pushes, problems: eachOnce(problems) };
}

async function planPush(
  planned: PlannedFirst,
  model: Tree,
  { config, line, io, destinations }: PushAsked,
): Promise<{ readonly push: PlannedPush; readonly problems: readonly Problem[] }> {
  const { subject, request } = planned;
  const variables = pushVariables(model.ecr);
  const given = { config, request: unpushedPhase(request, variables), line };
  const tree = hasRepositories(model) ? model : undefined;
  const destination =
    tree && destinations ? await openDestination(tree, given, destinations) : undefined;
  const host = destination?.host ?? (tree ? await knownHost(tree, given, io) : undefined);
  // Build caches are in the registry, too, whose name is known only now.
  const first =
    variables.cache !== undefined && host !== undefined
      ? (await planFirst(subject, { config, request, host }, io)).bake
      : planned;
  const second = pushPhase(request, variables, { host, targets: first.plan.targets });
  const { plan, environment, problems, unread } = await planBake(subject, second, io);
  const checked = { targets: plan.targets, plan: subject.plan, environment, line: subject.line };
  const found = checkPush(checked, isPushable);
  const nowhere = await Promise.all(found.map((problem) => placed(problem, io.disk)));
  for (const notice of plan.notices) {
    if (!planned.plan.notices.some((said) => said.line === notice.line)) io.say(notice);
  }
  for (const name of unpushed(plan.targets, second.options)) {
    io.say({ level: 'warning', line: `"${name}" is built, and not pushed: it has no tags` });
  }
  const own = destination ? { destination } : {};
  const caches = cacheRefs(plan.targets, ['cache-to']).flatMap((ref) => placeOf(ref) ?? []);
  const tags = pushTags(plan.targets);
  const push = { model, first, plan, request: second, tags, caches, ...own };
  return { push, problems: [...problems, ...unread, ...nowhere] };
}

/** The push of a planned bake; undefined where it is none. */
export function pushOf(
  { subject }: PlannedFirst,
  pushes: readonly PlannedPush[],
): PlannedPush | undefined {
  return pushes.find(({ first }) => first.subject === subject);
}

/** The commands of a bake, and of its push where there is one. */
export function commandsOf(
  first: PlannedFirst,
  pushes: readonly PlannedPush[],
  driver: string | undefined,
): readonly Command[] {
  const second = pushOf(first, pushes);
  const plans = second ? [first.plan, second.plan] : [first.plan];
  return plans.flatMap((plan) => waveCommands(plan, driver));
}
