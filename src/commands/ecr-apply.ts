/** Makes the calls of a plan, one after the other, and looks at what came of them. */
import { BaketreeError, type Problem } from '../errors.ts';
import type { Ecr } from '../io/ecr.ts';
import { planRepository, type RepositoryPlan } from '../plan/ecr/changes.ts';
import type { DeclaredRegistry } from '../plan/ecr/declared.ts';
import type { Call, Found } from '../plan/ecr/facts.ts';
import type { Wanted } from '../plan/ecr/repositories.ts';
import type { EcrIo } from './ecr.ts';
import { fixedProblems, planAll } from './ecr-look.ts';

/** What an apply goes by. */
export interface ApplyContext {
  readonly declared: DeclaredRegistry;
  readonly registry: Ecr;
  readonly io: Pick<EcrIo, 'pause' | 'say'>;
  /** The command that continues. */
  readonly again: string;
}

/** What was done; `problems` are of repositories that are not as they should be after all. */
export interface Applied {
  readonly made: readonly Call[];
  readonly problems: readonly Problem[];
}

/**
 * Obeys the plans. Where somebody else created a repository in the meantime, it is planned anew. A
 * failure ends the work; the problem then says what was done and what was not.
 */
export async function applyPlans(
  plans: readonly RepositoryPlan[],
  context: ApplyContext,
): Promise<Applied> {
  const made: Call[] = [];
  const note = (call: Call) => {
    made.push(call);
    context.io.say({ level: 'info', line: callLine(call) });
  };
  try {
    for (const plan of plans) await applyOne(plan, context, note);
  } catch (error) {
    if (!(error instanceof BaketreeError)) throw error;
    const progress = { plans, made, again: context.again };
    throw new BaketreeError(withProgress(error.problems, progress), { cause: error });
  }
  const after = await planAll(context.declared, context.registry);
  const unsettled = after
    .filter(({ calls }) => calls.length > 0)
    .map((plan) => unsettledProblem(plan, context.again));
  return { made, problems: [...unsettled, ...fixedProblems(after)] };
}

async function applyOne(
  plan: RepositoryPlan,
  context: ApplyContext,
  note: (call: Call) => void,
): Promise<void> {
  const { registry, io } = context;
  for (const call of plan.calls) {
    // Only what this run created may take its time to be seen.
    const end = await makeVisible(call, context, plan.action === 'create');
    if (end === 'done') note(call);
    if (call.operation !== 'CreateRepository') continue;
    const found = await untilThere(call.repository, context);
    if (end !== 'exists') continue;
    // Somebody else was quicker, perhaps with other settings.
    const why = 'created by somebody else, or by a request whose answer was lost';
    io.say({ level: 'info', line: `${plan.name} was there already: ${why}` });
    const wanted = context.declared.wanted.find(({ name }) => name === plan.name) as Wanted;
    for (const other of planRepository(wanted, found).calls) {
      if ((await registry.make(other)) !== 'done') throw gone(plan.name, context);
      note(other);
    }
    return;
  }
}

/** How long a repository that was just created may take to be seen everywhere, in milliseconds. */
const WAITS = [100, 200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000, 10_000];

/** Makes a call; for a repository that was just created it is repeated until it is seen. */
async function makeVisible(
  call: Call,
  context: ApplyContext,
  patient: boolean,
): Promise<'done' | 'exists'> {
  const { registry, io } = context;
  for (const wait of [...WAITS, undefined]) {
    const end = await registry.make(call);
    if (end !== 'missing') return end;
    if (wait === undefined || !patient) break;
    await io.pause(wait);
  }
  throw gone(call.repository, context);
}

async function untilThere(name: string, context: ApplyContext): Promise<Found> {
  const { registry, io } = context;
  for (const wait of [...WAITS, undefined]) {
    const found = await registry.read(name);
    if (found) return found;
    if (wait === undefined) break;
    await io.pause(wait);
  }
  throw gone(name, context);
}

function gone(name: string, { again }: ApplyContext): BaketreeError {
  const summary = `repository "${name}" is not to be seen: gone, or created too short a time ago`;
  return new BaketreeError([{ code: 'repository-unsettled', summary, hint: again }]);
}

function unsettledProblem({ name, differences }: RepositoryPlan, hint: string): Problem {
  return {
    code: 'repository-unsettled',
    summary: `repository "${name}" is not as planned after all calls`,
    details: differences.map(({ what, is, wanted }) => `${what} is ${is}, the tree says ${wanted}`),
    hint,
  };
}

function withProgress(
  problems: readonly Problem[],
  {
    plans,
    made,
    again,
  }: {
    readonly plans: readonly RepositoryPlan[];
    readonly made: readonly Call[];
    readonly again: string;
  },
): readonly Problem[] {
  const done = new Set(made.map(callLine));
  const left = plans
    .flatMap(({ calls }) => calls)
    .map(callLine)
    .filter((line) => !done.has(line));
  return problems.map((problem, index) => {
    if (index > 0) return problem;
    const details = [
      ...(problem.details ?? []),
      made.length > 0 ? `done: ${[...done].join(', ')}` : 'nothing was changed',
      `not done, as far as is known: ${left.join(', ')}`,
    ];
    const hint = [
      ...[problem.hint ?? []].flat(),
      'what was done stays, and the rest is done by:',
      `  ${again}`,
    ];
    return { ...problem, details, hint };
  });
}

/** A call in a few words. */
export function callLine({ operation, repository }: Call): string {
  return `${operation} ${repository}`;
}
