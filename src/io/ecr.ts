/** Amazon ECR: reads repositories, and makes the calls of a plan. It decides nothing. */
import type {
  CreateRepositoryCommandInput,
  EncryptionType,
  ImageTagMutability,
  Repository,
} from '@aws-sdk/client-ecr';
import { BaketreeError } from '../errors.ts';
import type { Account, Call, CallEnd, Found } from '../plan/ecr/facts.ts';
import type { MutabilitySetting } from '../plan/ecr/repositories.ts';
import {
  type AwsSettings,
  accountOf,
  type EcrConnection,
  ecrClient,
  ownEndpoint,
  send,
} from './aws-client.ts';

/** What the commands need of ECR. All of it throws problems of AWS. */
export interface Ecr {
  /** Whose credentials these are, and where they are used. */
  readonly account: () => Promise<Account>;
  /** Where requests go, if not to AWS. */
  readonly endpoint: () => Promise<string | undefined>;
  /** A repository by its name; undefined where there is none. */
  readonly read: (name: string) => Promise<Found | undefined>;
  /** Makes one call. A repository that is there, or is not there, is no failure. */
  readonly make: (call: Call) => Promise<CallEnd>;
}

/** The real one. The SDK is loaded by it, and by nothing else. */
export async function realEcr(settings: AwsSettings): Promise<Ecr> {
  const connection = await ecrClient(settings);
  return {
    account: () => accountOf(connection),
    endpoint: () => ownEndpoint(connection),
    read: (name) => read(connection, name),
    make: (call) => make(connection, call),
  };
}

const MISSING = 'RepositoryNotFoundException';

async function read(connection: EcrConnection, name: string): Promise<Found | undefined> {
  const { DescribeRepositoriesCommand, GetLifecyclePolicyCommand, ListTagsForResourceCommand } =
    await import('@aws-sdk/client-ecr');
  const { client } = connection;
  const described = await send('DescribeRepositories', connection, {
    run: (options) =>
      client.send(new DescribeRepositoriesCommand({ repositoryNames: [name] }), options),
    expected: [MISSING],
  });
  if ('exception' in described) return undefined;
  const repository = described.repositories?.find((each) => each.repositoryName === name);
  const arn = repository?.repositoryArn;
  if (!repository || !arn) throw new BaketreeError([unread(name)]);
  const [policy, tagged] = await Promise.all([
    send('GetLifecyclePolicy', connection, {
      run: (options) =>
        client.send(new GetLifecyclePolicyCommand({ repositoryName: name }), options),
      expected: [MISSING, 'LifecyclePolicyNotFoundException'],
    }),
    send('ListTagsForResource', connection, {
      run: (options) => client.send(new ListTagsForResourceCommand({ resourceArn: arn }), options),
      expected: [MISSING],
    }),
  ]);
  // Gone between two questions.
  if ('exception' in tagged) return undefined;
  const tags = (tagged.tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value] as const);
  return {
    ...settingsOf(repository),
    name,
    arn,
    tags: Object.fromEntries(tags),
    lifecycle: 'exception' in policy ? undefined : policy.lifecyclePolicyText,
  };
}

function unread(name: string) {
  const summary = `AWS failed at DescribeRepositories: its answer has no "${name}"`;
  return { code: 'aws-failed', summary } as const;
}

function settingsOf(
  repository: Repository,
): Pick<Found, 'scanOnPush' | 'encryption' | 'mutability'> {
  const { imageTagMutability: word = 'MUTABLE', encryptionConfiguration } = repository;
  const key = encryptionConfiguration?.kmsKey;
  const filters = repository.imageTagMutabilityExclusionFilters ?? [];
  return {
    scanOnPush: repository.imageScanningConfiguration?.scanOnPush ?? false,
    encryption: {
      type: encryptionConfiguration?.encryptionType ?? 'AES256',
      ...(key ? { key } : {}),
    },
    mutability: {
      tags: word.startsWith('IMMUTABLE') ? 'immutable' : 'mutable',
      except: filters.map(({ filter = '' }) => filter).sort(),
    },
  };
}

async function make(connection: EcrConnection, call: Call): Promise<CallEnd> {
  const sdk = await import('@aws-sdk/client-ecr');
  const { client } = connection;
  const repositoryName = call.repository;
  const command = (options: { readonly abortSignal: AbortSignal }): Promise<object> => {
    switch (call.operation) {
      case 'CreateRepository':
        return client.send(new sdk.CreateRepositoryCommand(creation(call)), options);
      case 'PutImageScanningConfiguration': {
        const { scanOnPush } = call;
        const input = { repositoryName, imageScanningConfiguration: { scanOnPush } };
        return client.send(new sdk.PutImageScanningConfigurationCommand(input), options);
      }
      case 'PutImageTagMutability': {
        const input = { repositoryName, ...mutabilityOf(call.mutability) };
        return client.send(new sdk.PutImageTagMutabilityCommand(input), options);
      }
      case 'PutLifecyclePolicy': {
        const input = { repositoryName, lifecyclePolicyText: call.policy };
        return client.send(new sdk.PutLifecyclePolicyCommand(input), options);
      }
      case 'DeleteLifecyclePolicy':
        return client.send(new sdk.DeleteLifecyclePolicyCommand({ repositoryName }), options);
      case 'TagResource': {
        const input = { resourceArn: call.arn, tags: tagsOf(call.tags) };
        return client.send(new sdk.TagResourceCommand(input), options);
      }
      case 'UntagResource': {
        const input = { resourceArn: call.arn, tagKeys: [...call.keys] };
        return client.send(new sdk.UntagResourceCommand(input), options);
      }
    }
  };
  const ended = await send(call.operation, connection, {
    run: command,
    expected: [MISSING, 'RepositoryAlreadyExistsException', 'LifecyclePolicyNotFoundException'],
  });
  if (!('exception' in ended)) return 'done';
  if (ended.exception === 'RepositoryAlreadyExistsException') return 'exists';
  // A policy that is to go and is gone.
  return ended.exception === MISSING ? 'missing' : 'done';
}

function creation(
  call: Extract<Call, { readonly operation: 'CreateRepository' }>,
): CreateRepositoryCommandInput {
  const { encryption } = call;
  return {
    repositoryName: call.repository,
    imageScanningConfiguration: { scanOnPush: call.scanOnPush },
    encryptionConfiguration: {
      encryptionType: encryption.type as EncryptionType,
      ...(encryption.key === undefined ? {} : { kmsKey: encryption.key }),
    },
    ...mutabilityOf(call.mutability),
    tags: tagsOf(call.tags),
  };
}

function mutabilityOf({ tags, except }: MutabilitySetting) {
  const word = tags.toUpperCase();
  if (except.length === 0) return { imageTagMutability: word as ImageTagMutability };
  return {
    imageTagMutability: `${word}_WITH_EXCLUSION` as ImageTagMutability,
    imageTagMutabilityExclusionFilters: except.map((filter) => ({
      filterType: 'WILDCARD' as const,
      filter,
    })),
  };
}

function tagsOf(tags: Readonly<Record<string, string>>) {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
