/**
 * Whom a role at AWS has to trust so that a workflow, and nothing else at GitHub, can push with it.
 *
 * https://docs.github.com/en/actions/reference/security/oidc
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
 */
import type { GithubWorkflow } from '../../model/workflow.ts';

const ISSUER = 'token.actions.githubusercontent.com';

/** A trust policy of IAM, as JSON has it. */
export interface TrustPolicy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly {
    readonly Effect: 'Allow';
    readonly Principal: { readonly Federated: string };
    readonly Action: 'sts:AssumeRoleWithWebIdentity';
    readonly Condition: {
      readonly StringEquals: Readonly<Record<string, string>>;
      readonly StringLike: Readonly<Record<string, readonly string[]>>;
    };
  }[];
}

/**
 * The policy for one repository (`owner/name`, with numbers where its tokens have them) in one account: its
 * branch and its releases, or the environment where the workflow names one.
 */
export function trustPolicy(
  { branch, push }: Pick<GithubWorkflow, 'branch' | 'push'>,
  { account, repository }: { readonly account: string; readonly repository: string },
): TrustPolicy {
  const refs = [
    `ref:refs/heads/${branch}`,
    ...(push?.releases ? [`ref:refs/tags/${push.releases.prefix}*`] : []),
  ];
  const uses = push?.environment === undefined ? refs : [`environment:${push.environment}`];
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/${ISSUER}` },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
          StringEquals: { [`${ISSUER}:aud`]: 'sts.amazonaws.com' },
          StringLike: { [`${ISSUER}:sub`]: uses.map((use) => `repo:${repository}:${use}`) },
        },
      },
    ],
  };
}
