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
  /** Whether it is made for a repository that is not there. */
  readonly creates?: boolean;
  /** Whether everything works without it. */
  readonly optional?: boolean;
}

const read = (action: string): Permission => ({ action, perRepository: true, reads: true });
const write = (action: string): Permission => ({ action, perRepository: true, reads: false });
const create = (action: string): Permission => ({ ...write(action), creates: true });

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
  CreateRepository: create('ecr:CreateRepository'),
  PutImageScanningConfiguration: write('ecr:PutImageScanningConfiguration'),
  PutImageTagMutability: write('ecr:PutImageTagMutability'),
  PutLifecyclePolicy: create('ecr:PutLifecyclePolicy'),
  DeleteLifecyclePolicy: write('ecr:DeleteLifecyclePolicy'),
  // Also needed to create a repository with tags.
  TagResource: create('ecr:TagResource'),
  UntagResource: write('ecr:UntagResource'),
  // The password of a push, for every registry that the caller may use.
  GetAuthorizationToken: {
    action: 'ecr:GetAuthorizationToken',
    perRepository: false,
    reads: false,
  },
} as const satisfies Record<string, Permission>;

/**
 * What docker asks a registry for while it pushes and while tags are read back, and the action that ECR
 * wants for it (https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html). `request` is a
 * pattern of method and path.
 */
export const REGISTRY_ACTIONS = [
  { request: /^HEAD \/v2\/.+\/blobs\/sha256:/, action: 'ecr:BatchCheckLayerAvailability' },
  { request: /^POST \/v2\/.+\/blobs\/uploads\//, action: 'ecr:InitiateLayerUpload' },
  { request: /^PATCH \/v2\/.+\/blobs\/uploads\//, action: 'ecr:UploadLayerPart' },
  { request: /^PUT \/v2\/.+\/blobs\/uploads\//, action: 'ecr:CompleteLayerUpload' },
  { request: /^PUT \/v2\/.+\/manifests\//, action: 'ecr:PutImage' },
  { request: /^(?:HEAD|GET) \/v2\/.+\/manifests\//, action: 'ecr:BatchGetImage' },
  // `imagetools inspect`, which reads tags back, also looks at an image's configuration.
  { request: /^GET \/v2\/.+\/blobs\/sha256:/, action: 'ecr:GetDownloadUrlForLayer' },
] as const;

/** The name of a call. */
export type Operation = keyof typeof OPERATIONS;

/** A policy of IAM, as JSON has it. */
export interface IamPolicy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

/** One statement of it. */
export interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
}

const policy = (...statements: readonly Statement[]): IamPolicy => ({
  Version: '2012-10-17',
  Statement: statements,
});

const allow = (
  Sid: string,
  Resource: Statement['Resource'],
  actions: readonly string[],
): Statement => ({ Sid, Effect: 'Allow', Action: [...actions].sort(), Resource });

/** Actions of the calls for which something holds. */
function actionsOf(holds: (permission: Permission) => boolean | undefined): readonly string[] {
  return Object.values<Permission>(OPERATIONS)
    .filter(holds)
    .flatMap(({ action }) => action ?? []);
}

const alias = allow(
  'AliasOfTheAccountMayBeLeftOut',
  '*',
  actionsOf(({ optional }) => optional),
);

const login = allow('Login', '*', [OPERATIONS.GetAuthorizationToken.action]);

const images = (repositories: readonly string[]) =>
  allow('Images', repositories, [...new Set(REGISTRY_ACTIONS.map(({ action }) => action))]);

/** The smallest policy with which a login works. Such a token is never for single repositories. */
export function loginPolicy(): IamPolicy {
  return policy(login);
}

/** The smallest policy with which a verb of `ecr` works; `repositories` are ARNs. */
export function iamPolicy(verb: 'plan' | 'apply', repositories: readonly string[]): IamPolicy {
  const actions = actionsOf(
    ({ perRepository, reads }) => perRepository && (reads || verb === 'apply'),
  );
  return policy(allow('Repositories', repositories, actions), alias);
}

/** The smallest policy with which `bake --push` works. Without the third statement nothing is created. */
export function pushPolicy(repositories: readonly string[]): IamPolicy {
  return policy(
    login,
    allow(
      'Repositories',
      repositories,
      actionsOf(({ perRepository, reads }) => perRepository && reads),
    ),
    allow(
      'CreateWhatIsMissing',
      repositories,
      actionsOf(({ creates }) => creates),
    ),
    images(repositories),
    alias,
  );
}

/** The smallest policy with which docker by itself pushes to repositories that are there, and reads caches. */
export function imagesPolicy(repositories: readonly string[]): IamPolicy {
  return policy(login, images(repositories));
}
