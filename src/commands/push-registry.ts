/** Where the images of a push go: the registry that a tree declares, and the repositories in it. */
import { BaketreeError, type Problem } from '../errors.ts';
import type { Disk } from '../io/disk.ts';
import type { Pause } from '../io/pause.ts';
import { asVariable } from '../model/expression.ts';
import type { Config } from '../model/tree.ts';
import type { DeclaredRegistry, RegistryTree } from '../plan/ecr/declared.ts';
import { hostOfServer, placeOfHost } from '../plan/ecr/ecr-host.ts';
import { registryHost } from '../plan/ecr/registry-host.ts';
import type { PushTag } from '../plan/push/tags.ts';
import { confirmFirst, type EcrIo } from './ecr.ts';
import { applyPlans } from './ecr-apply.ts';
import { declarations } from './ecr-declared.ts';
import { planAll } from './ecr-look.ts';
import { type OpenIo, type OpenRegistry, openRegistry } from './ecr-open.ts';
import type { BakeRequest } from './plan-bake.ts';

/** What it takes to see to repositories. */
export interface RepositoriesIo extends OpenIo, Pick<EcrIo, 'confirm'> {
  readonly disk: Disk;
  readonly pause: Pause;
}

/** Where a tree's images go. */
export interface Destination extends OpenRegistry {
  readonly tree: string;
  readonly declared: DeclaredRegistry;
}

/** Opens a tree's registry. Throws all that is wrong with the declaration or the credentials. */
export async function openDestination(
  tree: RegistryTree,
  { config, request }: { readonly config: Config; readonly request: BakeRequest },
  io: RepositoriesIo,
): Promise<Destination> {
  // What the environment is worth noticing for, the plan of the bake has said.
  const declared = await declarations(tree, config, { request, io: { ...io, say: () => {} } });
  const opened = await openRegistry(declared, request, io);
  if (!placeOfHost(hostOfServer(opened.host))) {
    const line = `${opened.host} is no host of Amazon ECR, and gets its password all the same: it is named as the registry`;
    io.say({ level: 'warning', line });
  }
  return { ...opened, tree: tree.name, declared };
}

/** The host as far as it is known without asking AWS. Throws `push-without-registry`. */
export async function knownHost(
  tree: RegistryTree,
  {
    config,
    request,
    line,
  }: { readonly config: Config; readonly request: BakeRequest; readonly line: string },
  io: { readonly disk: Disk },
): Promise<string> {
  const given = { request, io: { ...io, say: () => {} } };
  const { host, account, region } = await declarations(tree, config, given);
  if (host !== '') return host;
  if (account !== '' && region !== '') {
    return registryHost({ account, region, fips: false, dualStack: false });
  }
  const variable = asVariable(tree.ecr.account);
  throw new BaketreeError([
    {
      code: 'push-without-registry',
      summary: `the registry of "${tree.name}" is that of the account, which only AWS can say`,
      ...(variable ? { hint: `${variable.name}=123456789012 ${line}` } : {}),
    },
  ]);
}

/**
 * Creates the repositories of a push that are not there, as they are declared. How those that are there
 * differ is said, and left to `ecr apply`. Throws problems of AWS, and `aws-unconfirmed`.
 */
export async function createRepositories(
  { declared, registry, account, host, tree }: Destination,
  tags: readonly Pick<PushTag, 'host' | 'repository'>[],
  { line, io }: { readonly line: string; readonly io: RepositoriesIo },
): Promise<void> {
  const needed = [
    ...new Set(tags.filter((tag) => tag.host === hostOfServer(host)).map((tag) => tag.repository)),
  ];
  const wanted = declared.wanted.filter(({ name }) => needed.includes(name));
  for (const name of needed.filter((each) => !wanted.some((own) => own.name === each))) {
    const text = `${hostOfServer(host)}/${name} is pushed to, but "${tree}" declares no such repository: it has to be there`;
    io.say({ level: 'warning', line: text });
  }
  const plans = await planAll({ ...declared, wanted }, registry);
  const missing = plans.filter(({ action }) => action === 'create');
  for (const { name, differences } of plans.filter((plan) => !missing.includes(plan))) {
    for (const { what, is, wanted: should } of differences) {
      const text = `the ${what} of "${name}" is ${is}, the tree says ${should}: npm run ecr -- plan ${tree}`;
      io.say({ level: 'warning', line: text });
    }
  }
  if (missing.length === 0) return;
  // One that is there already shows that the account is the right one.
  await confirmFirst(plans, account, { confirm: io.confirm, again: `${line} --yes` });
  const own = wanted.filter(({ name }) => missing.some((plan) => plan.name === name));
  const context = { declared: { ...declared, wanted: own }, registry, io, again: line };
  const { problems } = await applyPlans(missing, context);
  // Encryption that is other than declared keeps nobody from pushing.
  const hard = problems.filter(({ code }) => code !== 'repository-fixed');
  if (hard.length > 0) throw new BaketreeError(hard as readonly Problem[]);
}
