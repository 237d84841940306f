/**
 * An ECR of our own, in memory, for what moto does not have: creation that is seen only later, races,
 * archives, names with several dashes. It checks little; limits are the business of what is tested.
 */
import type { AwsAnswer, AwsRequest, Backend } from './aws-server.ts';
import { exception } from './aws-server.ts';

/** A repository as the API has it. */
export interface FakeRepository {
  readonly settings: Record<string, unknown>;
  readonly tags: Map<string, string>;
  policy: string | undefined;
  /** So many more questions are answered as if it were not there. */
  hidden: number;
}

/** The state, which tests may change behind everybody's back. */
export interface FakeEcr {
  readonly repositories: Map<string, FakeRepository>;
  readonly backend: Backend;
  /** Creates a repository as the API would. */
  readonly create: (input: Readonly<Record<string, unknown>>) => void;
}

/** The account of everything here. */
export const ACCOUNT = '123456789012';

/** An empty one. A new repository is hidden from so many questions. */
export function fakeEcr({ hidden = 0, region = 'eu-west-1' } = {}): FakeEcr {
  const repositories = new Map<string, FakeRepository>();
  const create = (input: Readonly<Record<string, unknown>>) => {
    const name = String(input.repositoryName);
    const { tags = [], ...given } = input;
    repositories.set(name, {
      settings: {
        imageTagMutability: 'MUTABLE',
        encryptionConfiguration: { encryptionType: 'AES256' },
        imageScanningConfiguration: { scanOnPush: false },
        ...given,
        repositoryArn: `arn:aws:ecr:${region}:${ACCOUNT}:repository/${name}`,
        registryId: ACCOUNT,
        repositoryUri: `${ACCOUNT}.dkr.ecr.${region}.amazonaws.com/${name}`,
      },
      tags: new Map(
        (tags as { Key: string; Value: string }[]).map(({ Key, Value }) => [Key, Value]),
      ),
      policy: undefined,
      hidden,
    });
  };
  const backend: Backend = async (request) => answer(request, { repositories, create });
  return { repositories, backend, create };
}

type State = Pick<FakeEcr, 'repositories' | 'create'>;

function answer({ operation, body }: AwsRequest, { repositories, create }: State): AwsAnswer {
  if (operation === 'GetCallerIdentity') return identity();
  if (operation === 'ListAccountAliases') return aliases();
  const input = JSON.parse(body) as Record<string, unknown>;
  const arn = String(input.resourceArn ?? '');
  const [listed] = (input.repositoryNames ?? []) as readonly string[];
  const name = arn ? arn.split(':repository/')[1] : String(input.repositoryName ?? listed);
  const repository = repositories.get(name ?? '');
  if (operation === 'CreateRepository') {
    if (repository) return exception('RepositoryAlreadyExistsException');
    create(input);
    return ok({ repository: repositories.get(name ?? '')?.settings });
  }
  if (!repository || repository.hidden > 0) {
    if (repository) repository.hidden -= 1;
    return exception('RepositoryNotFoundException', `The repository '${name}' does not exist`);
  }
  const { settings, tags } = repository;
  switch (operation) {
    case 'DescribeRepositories':
      return ok({ repositories: [settings] });
    case 'ListTagsForResource':
      return ok({ tags: [...tags].map(([Key, Value]) => ({ Key, Value })) });
    case 'GetLifecyclePolicy':
      if (repository.policy === undefined) return exception('LifecyclePolicyNotFoundException');
      return ok({ lifecyclePolicyText: repository.policy });
    case 'PutLifecyclePolicy':
      repository.policy = String(input.lifecyclePolicyText);
      return ok({});
    case 'DeleteLifecyclePolicy':
      repository.policy = undefined;
      return ok({});
    case 'PutImageScanningConfiguration':
    case 'PutImageTagMutability':
      delete settings.imageTagMutabilityExclusionFilters;
      Object.assign(settings, input);
      return ok({});
    case 'TagResource':
      for (const { Key, Value } of input.tags as { Key: string; Value: string }[]) {
        tags.set(Key, Value);
      }
      return ok({});
    case 'UntagResource':
      for (const key of input.tagKeys as string[]) tags.delete(key);
      return ok({});
    default:
      return exception('UnknownOperationException', operation);
  }
}

function ok(body: unknown): AwsAnswer {
  return { status: 200, body: JSON.stringify(body) };
}

function identity(): AwsAnswer {
  const result = `<Arn>arn:aws:sts::${ACCOUNT}:user/tester</Arn><Account>${ACCOUNT}</Account>`;
  return xml('GetCallerIdentity', result);
}

function aliases(): AwsAnswer {
  return xml('ListAccountAliases', '<AccountAliases><member>ours</member></AccountAliases>');
}

function xml(name: string, result: string): AwsAnswer {
  return {
    status: 200,
    headers: { 'content-type': 'text/xml' },
    body: `<${name}Response><${name}Result>${result}</${name}Result></${name}Response>`,
  };
}
