/**
 * Clients of AWS, set up against what the SDK does by default: requests without a time limit, quotas that
 * are retried as if they were rates, and calls that may take for ever. Everything that talks to AWS comes
 * through here. The SDK finds credentials, profiles and endpoints by its own rules.
 */
import type { ECRClient } from '@aws-sdk/client-ecr';
import type { STSClient } from '@aws-sdk/client-sts';
import { BaketreeError } from '../errors.ts';
import type { Account } from '../plan/ecr/facts.ts';
import type { Operation } from '../plan/ecr/permissions.ts';
import { accountAlias, iamEndpoint } from './aws-alias.ts';
import { type FailureContext, failureOf } from './aws-failures.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where and for whom. */
export interface AwsSettings {
  /** Empty: the one of the AWS configuration. */
  readonly region: string;
  /** The process's own, from which the SDK reads as well. */
  readonly environment: Environment;
  /** Ends whatever is under way. */
  readonly stop: AbortSignal;
  /** Absent: {@link LIMITS}. */
  readonly limits?: Limits;
}

/** Milliseconds: to connect, for one answer, and for a call with all its attempts. */
export interface Limits {
  readonly connect: number;
  readonly answer: number;
  readonly call: number;
}

/** A client of ECR with what its calls need. */
export interface EcrConnection {
  readonly client: ECRClient;
  readonly settings: AwsSettings;
}

/** Requests a call at most, the first one included. */
export const ATTEMPTS = 5;

/** Those of every run. */
export const LIMITS: Limits = { connect: 5_000, answer: 15_000, call: 60_000 };

/** Opens a client of ECR; nothing is asked yet. */
export async function ecrClient(settings: AwsSettings): Promise<EcrConnection> {
  const { ECRClient } = await import('@aws-sdk/client-ecr');
  const client = new ECRClient(clientOptions(settings));
  await neverRetryQuotas(client);
  return { client, settings };
}

function clientOptions({ region, limits = LIMITS }: AwsSettings) {
  return {
    ...(region === '' ? {} : { region }),
    maxAttempts: ATTEMPTS,
    requestHandler: {
      connectionTimeout: limits.connect,
      requestTimeout: limits.answer,
      // Without it the SDK only warns, and goes on waiting.
      throwOnRequestTimeout: true,
    },
  };
}

/** The SDK takes a full quota for too many requests at a time. */
async function neverRetryQuotas({ config }: ECRClient | STSClient): Promise<void> {
  const standard = await config.retryStrategy();
  if (!('refreshRetryTokenForRetry' in standard)) return;
  const careful: typeof standard = {
    acquireInitialRetryToken: (scope) => standard.acquireInitialRetryToken(scope),
    recordSuccess: (token) => standard.recordSuccess(token),
    refreshRetryTokenForRetry: async (token, info) => {
      const { name } = (info.error ?? {}) as { readonly name?: string };
      if (name === 'LimitExceededException') throw info.error;
      return standard.refreshRetryTokenForRetry(token, info);
    },
  };
  config.retryStrategy = async () => careful;
}

/**
 * Makes one call, within the limits. `expected` are names of exceptions that are answers, not failures;
 * such a one is given back. Throws the problem that any other failure is.
 */
export async function send<T>(
  operation: Operation,
  { client, settings }: { readonly client: ECRClient | STSClient; readonly settings: AwsSettings },
  {
    run,
    expected = [],
  }: {
    readonly run: (options: { readonly abortSignal: AbortSignal }) => Promise<T>;
    readonly expected?: readonly string[];
  },
): Promise<T | { readonly exception: string }> {
  const { call } = settings.limits ?? LIMITS;
  const deadline = AbortSignal.timeout(call);
  const abortSignal = AbortSignal.any([settings.stop, deadline]);
  try {
    // Finding credentials is no request, and is not ended with it.
    return await Promise.race([run({ abortSignal }), ended(abortSignal)]);
  } catch (error) {
    const { name = '' } = error as { readonly name?: string };
    if (expected.includes(name)) return { exception: name };
    const context = await failureContext(operation, client, settings);
    const problem = failureOf(deadline.aborted ? late(call) : error, context);
    throw new BaketreeError([problem], { cause: error });
  }
}

function late(milliseconds: number) {
  return { name: 'TimeoutError', message: `no answer within ${milliseconds / 1000} seconds` };
}

function ended(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = () => reject(new DOMException('ended', 'AbortError'));
    if (signal.aborted) end();
    signal.addEventListener('abort', end, { once: true });
  });
}

async function failureContext(
  operation: string,
  { config }: ECRClient | STSClient,
  { region, environment }: AwsSettings,
): Promise<FailureContext> {
  return {
    operation,
    region: region || (await config.region().catch(() => 'no region')),
    profile: environment.AWS_PROFILE || undefined,
    proxy: Boolean(environment.HTTPS_PROXY || environment.https_proxy),
    secrets: [...(await secretsOf(config)), ...NAMES.map((name) => environment[name] ?? '')],
  };
}

const NAMES = ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_ACCESS_KEY_ID'];

/** Those that the SDK has found; it is not waited for while it looks. */
async function secretsOf(config: (ECRClient | STSClient)['config']): Promise<readonly string[]> {
  const soon = new Promise<undefined>((resolve) => setImmediate(() => resolve(undefined)));
  const found = await Promise.race([config.credentials().catch(() => undefined), soon]);
  return found ? [found.secretAccessKey, found.sessionToken ?? '', found.accessKeyId] : [];
}

/**
 * The address that the environment or a profile has in place of AWS's own, as it stands there. The SDK asks
 * the same function before its first request.
 */
export async function ownEndpoint({ client }: EcrConnection): Promise<string | undefined> {
  const { serviceConfiguredEndpoint: find } = client.config as {
    readonly serviceConfiguredEndpoint?: () => Promise<string | undefined>;
  };
  return find?.();
}

/** Asks whose credentials these are: the one call that needs no permission. */
export async function accountOf({ client, settings }: EcrConnection): Promise<Account> {
  const { STSClient, GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
  // The credentials of the other client, so that they are looked for once.
  const { credentials } = client.config;
  const sts = new STSClient({ ...clientOptions(settings), credentials });
  await neverRetryQuotas(sts);
  const identity = await send(
    'GetCallerIdentity',
    { client: sts, settings },
    { run: (options) => sts.send(new GetCallerIdentityCommand({}), options) },
  );
  if ('exception' in identity || !identity.Account) throw new BaketreeError([NOBODY]);
  const region = await client.config.region();
  return {
    id: identity.Account,
    arn: identity.Arn ?? 'unknown',
    alias: await aliasOf({ client, settings }, identity.Arn ?? ''),
    region,
    fips: await client.config.useFipsEndpoint(),
    dualStack: await client.config.useDualstackEndpoint(),
  };
}

/** The partition is in the ARN of whoever is calling: `arn:aws-cn:…`. */
async function aliasOf({ client, settings }: EcrConnection, arn: string) {
  const endpoint = iamEndpoint(arn.split(':')[1] ?? '', settings.environment);
  if (!endpoint) return undefined;
  const { credentials, sha256 } = client.config;
  return accountAlias({ credentials, sha256 }, endpoint, settings.stop);
}

const NOBODY = {
  code: 'aws-failed',
  summary: 'AWS failed at GetCallerIdentity: it names no account',
} as const;
