/** `ecr plan` and `ecr apply`: the repositories of a tree's registry, as they are and as they should be. */
import { BaketreeError, type Problem, throwIfAny } from '../errors.ts';
import type { Disk } from '../io/disk.ts';
import type { Ecr } from '../io/ecr.ts';
import type { Pause } from '../io/pause.ts';
import type { Config } from '../model/tree.ts';
import type { RepositoryPlan } from '../plan/ecr/changes.ts';
import type { Account, Call } from '../plan/ecr/facts.ts';
import { lifecycleHazards } from '../plan/ecr/hazards.ts';
import type { Notice } from '../plan/notice.ts';
import { applyPlans } from './ecr-apply.ts';
import { declarations, registeredTree } from './ecr-declared.ts';
import { fixedProblems, planAll } from './ecr-look.ts';
import { openRegistry } from './ecr-open.ts';
import { noTrees } from './project.ts';

/** What a person asked for. */
export interface EcrRequest {
  readonly action: 'plan' | 'apply';
  /** The tree; absent: the first that has repositories. */
  readonly words: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** `.env`, parsed. */
  readonly dotenv: Readonly<Record<string, string>>;
}

/** What it needs. */
export interface EcrIo {
  readonly disk: Disk;
  readonly connect: (region: string) => Promise<Ecr>;
  readonly pause: Pause;
  readonly say: (notice: Notice) => void;
  /** Asks a person; undefined where nobody is to be asked. */
  readonly confirm: ((question: string) => Promise<boolean>) | undefined;
}

/** A registry with its repositories as they should be; `--json` prints this as it is. */
export interface EcrResult {
  readonly tree: string;
  readonly account: string;
  readonly region: string;
  /** The host that images are pushed to. */
  readonly registry: string;
  /** Before anything was done. */
  readonly repositories: readonly (RepositoryPlan & { readonly uri: string })[];
  /** The calls that were made, in order; none for a plan. */
  readonly made: readonly Call[];
  /** What is left to say; what could be done has been. */
  readonly problems: readonly Problem[];
  /** Whether calls are planned that were not made. */
  readonly pending: boolean;
}

/** Looks at the registry of a tree, and with `apply` makes the calls that its plan has. */
export async function ecr(config: Config, request: EcrRequest, io: EcrIo): Promise<EcrResult> {
  throwIfAny(noTrees(config));
  const tree = await registeredTree(config, request.words, io);
  const declared = await declarations(tree, config, { request, io });
  const { registry, account, host } = await openRegistry(declared, request, io);
  const plans = await planAll(declared, registry);
  for (const wanted of declared.wanted) {
    lifecycleHazards(wanted, declared.deployed.get(wanted.name) ?? []).forEach(io.say);
  }
  const planned = plans.flatMap(({ calls }) => calls);
  const result = {
    tree: tree.name,
    account: account.id,
    region: account.region,
    registry: host,
    repositories: plans.map((plan) => ({ ...plan, uri: `${host}/${plan.name}` })),
  };
  if (request.action === 'plan' || planned.length === 0) {
    const pending = planned.length > 0;
    return { ...result, made: [], pending, problems: fixedProblems(plans) };
  }
  const again = `npm run ecr -- apply ${tree.name}`;
  await confirmFirst(plans, account, { confirm: io.confirm, again: `${again} --yes` });
  const { made, problems } = await applyPlans(plans, { declared, registry, io, again });
  return { ...result, made, pending: false, problems };
}

/**
 * Where none of the repositories is there, this may be the wrong account: a person is asked. Throws
 * `aws-unconfirmed` where the answer is no. `again` is the line that does not ask.
 */
export async function confirmFirst(
  plans: readonly RepositoryPlan[],
  { id, region }: Account,
  { confirm, again }: Pick<EcrIo, 'confirm'> & { readonly again: string },
): Promise<void> {
  if (!confirm || plans.some(({ action }) => action !== 'create')) return;
  const names = plans.map(({ name }) => name).join(', ');
  if (await confirm(`Create ${names} in account ${id}, ${region}?`)) return;
  throw new BaketreeError([
    {
      code: 'aws-unconfirmed',
      summary: 'nothing was written: a first write to an account is to be confirmed',
      hint: again,
    },
  ]);
}
