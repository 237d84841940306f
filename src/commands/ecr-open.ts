/** Opens the registry that a tree declares: with whose credentials, where, and under which name. */
import { BaketreeError } from '../errors.ts';
import type { Ecr } from '../io/ecr.ts';
import type { DeclaredRegistry } from '../plan/ecr/declared.ts';
import { hostOfServer, placeOfHost } from '../plan/ecr/ecr-host.ts';
import type { Account } from '../plan/ecr/facts.ts';
import { registryHost } from '../plan/ecr/registry-host.ts';
import type { Notice } from '../plan/notice.ts';

/** The environment that decides where it is, and whose credentials are taken. */
export interface OpenRequest {
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** What it takes. */
export interface OpenIo {
  readonly connect: (region: string) => Promise<Ecr>;
  readonly say: (notice: Notice) => void;
}

/** A registry that can be asked. */
export interface OpenRegistry {
  readonly registry: Ecr;
  readonly account: Account;
  /** What images are pushed to: the declared name, or else the account's own. */
  readonly host: string;
}

/** Says whose credentials they are. Throws problems of AWS, and `aws-account`. */
export async function openRegistry(
  declared: DeclaredRegistry,
  { environment }: OpenRequest,
  io: OpenIo,
): Promise<OpenRegistry> {
  const registry = await io.connect(declared.region);
  await tellEndpoint(registry, environment, io);
  const account = await registry.account();
  tellAccount(account, environment, io);
  checkAccount(account, declared);
  checkPlace(account, declared);
  const host = declared.host === '' ? hostOfAccount(account) : declared.host;
  return { registry, account, host };
}

/** Throws where the registry that is named is in another account or region: repositories are made by this one. */
function checkPlace({ id, region, arn }: Account, { host }: DeclaredRegistry): void {
  const place = placeOfHost(hostOfServer(host));
  if (place && place.account !== id) {
    const summary = `the registry ${host} is that of account ${place.account}, the credentials are for ${id}`;
    throw new BaketreeError([{ code: 'aws-account', summary, details: [arn], hint: PROFILES }]);
  }
  if (place && place.region !== region) {
    const summary = `the registry ${host} is in ${place.region}, and the region is ${region}`;
    const hint = `export AWS_REGION=${place.region}`;
    throw new BaketreeError([{ code: 'aws-region', summary, hint }]);
  }
}

const PROFILES = 'aws configure list-profiles';

/** The name of an account's own registry. */
function hostOfAccount(account: Account): string {
  return registryHost({ ...account, account: account.id });
}

/** Says whose credentials are used, and in which region. */
function tellAccount(
  { id, alias, region, arn }: Account,
  environment: OpenRequest['environment'],
  { say }: Pick<OpenIo, 'say'>,
): void {
  const profile = environment.AWS_PROFILE ? `, profile ${environment.AWS_PROFILE}` : '';
  const name = alias === undefined ? '' : ` (${alias})`;
  say({ level: 'info', line: `account ${id}${name}, region ${region}${profile}, as ${arn}` });
  const other = environment.AWS_DEFAULT_REGION;
  if (other && other !== region && !environment.AWS_REGION) {
    const line = `AWS_DEFAULT_REGION is ${other}, and is not used: AWS_REGION is what counts`;
    say({ level: 'warning', line });
  }
}

/** The environment or a profile can send requests elsewhere than to AWS, with all that is in them. */
async function tellEndpoint(
  registry: Ecr,
  environment: OpenRequest['environment'],
  { say }: Pick<OpenIo, 'say'>,
): Promise<void> {
  const endpoint = await registry.endpoint();
  if (!endpoint) return;
  const names = ['AWS_ENDPOINT_URL_ECR', 'AWS_ENDPOINT_URL'];
  const from =
    names.find((name) => environment[name] === endpoint) ?? 'endpoint_url of the profile';
  // An address can have a password in it.
  const shown = endpoint.replace(/\/\/[^/@]*@/, '//');
  say({ level: 'warning', line: `${from} is set: requests go to ${shown}` });
}

/** Throws `aws-account` where another account was expected. */
function checkAccount({ id, arn }: Account, { account }: DeclaredRegistry): void {
  if (account === '' || account === id) return;
  const summary = `the credentials are for account ${id}, not for ${account}`;
  throw new BaketreeError([{ code: 'aws-account', summary, details: [arn], hint: PROFILES }]);
}
