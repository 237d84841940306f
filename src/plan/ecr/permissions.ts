/**
 * The calls that are made to AWS, and the permissions that they need. What is not in this list cannot be
 * sent (src/io/aws-client.ts), so that docs/ecr.md can give the smallest policy.
 *
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerregistry.html
 */

/** What a call needs. */
export interface Permission {
  /** The action of IAM; undefined where none is needed. */
  readonly action?: string;
  /** Whether it can be given for single repositories. */
  readonly perRepository: boolean;
  /** Whether `plan` makes the call, too. */
  readonly reads: boolean;
  /** Whether everything works without it. */
  readonly optional?: boolean;
}

const read = (action: string): Permission => ({ action, perRepository: true, reads: true });
const write = (action: string): Permission => ({ action, perRepository: true, reads: false });

/** Every call, by its name in the API. */
export const OPERATIONS = {
  GetCallerIdentity: { perRepository: false, reads: true },
  ListAccountAliases: {
    action: 'iam:ListAccountAliases',
    perRepository: false,
    reads: true,
    optional: true,
  },
  DescribeRepositories: read('ecr:DescribeRepositories'),
  GetLifecyclePolicy: read('ecr:GetLifecyclePolicy'),
  ListTagsForResource: read('ecr:ListTagsForResource'),
  CreateRepository: write('ecr:CreateRepository'),
  PutImageScanningConfiguration: write('ecr:PutImageScanningConfiguration'),
  PutImageTagMutability: write('ecr:PutImageTagMutability'),
  PutLifecyclePolicy: write('ecr:PutLifecyclePolicy'),
  DeleteLifecyclePolicy: write('ecr:DeleteLifecyclePolicy'),
  // Also needed to create a repository with tags.
  TagResource: write('ecr:TagResource'),
  UntagResource: write('ecr:UntagResource'),
  // The password of a push, for every registry that the caller may use.
  GetAuthorizationToken: {
    action: 'ecr:GetAuthorizationToken',
    perRepository: false,
    reads: false,
  },
} as const satisfies Record<string, Permission>;

/** The name of a call. */
export type Operation = keyof typeof OPERATIONS;

/** A policy of IAM, as JSON has it. */
export interface IamPolicy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly {
    readonly Sid: string;
    readonly Effect: 'Allow';
    readonly Action: readonly string[];
    readonly Resource: string | readonly string[];
  }[];
}

/** The smallest policy with which a login works. Such a token is never for single repositories. */
export function loginPolicy(): IamPolicy {
  const Action = [OPERATIONS.GetAuthorizationToken.action];
  return {
    Version: '2012-10-17',
    Statement: [{ Sid: 'Login', Effect: 'Allow', Action, Resource: '*' }],
  };
}

/** The smallest policy with which a verb works; `repositories` are ARNs. */
export function iamPolicy(verb: 'plan' | 'apply', repositories: readonly string[]): IamPolicy {
  const all = Object.values<Permission>(OPERATIONS).filter(
    ({ reads }) => reads || verb === 'apply',
  );
  const actions = (of: readonly Permission[]) => of.flatMap(({ action }) => action ?? []).sort();
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'Repositories',
        Effect: 'Allow',
        Action: actions(all.filter(({ perRepository }) => perRepository)),
        Resource: repositories,
      },
      {
        Sid: 'AliasOfTheAccountMayBeLeftOut',
        Effect: 'Allow',
        Action: actions(all.filter(({ optional }) => optional)),
        Resource: '*',
      },
    ],
  };
}

/**
 * The smallest policy with which docker pushes to some repositories, given as ARNs; a login is part of it.
 *
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html
 */
export function pushPolicy(repositories: readonly string[]): IamPolicy {
  const Action = [
    'ecr:BatchCheckLayerAvailability',
    'ecr:BatchGetImage',
    'ecr:CompleteLayerUpload',
    'ecr:InitiateLayerUpload',
    'ecr:PutImage',
    'ecr:UploadLayerPart',
  ];
  const push = { Sid: 'Push', Effect: 'Allow', Action, Resource: repositories } as const;
  return { Version: '2012-10-17', Statement: [push, ...loginPolicy().Statement] };
}
