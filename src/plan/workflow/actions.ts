/**
 * The actions that workflows use, each pinned by its full commit: a tag can be moved to other code, a
 * commit cannot.
 *
 * Source of a pin: the commit that the action's own repository has under the tag, and at least two public
 * repositories of other people that pin the same one with the same version beside it. All of them run on
 * Node 24, the only one that GitHub's machines have for actions.
 */

/** An action at one commit. */
export interface Action {
  /** `owner/repository`. */
  readonly name: string;
  /** 40 hexadecimal digits. */
  readonly commit: string;
  /** The tag of that commit, for people and for tools that propose newer ones. */
  readonly version: string;
}

/** Every action that a workflow may use. */
export const ACTIONS = {
  checkout: {
    name: 'actions/checkout',
    commit: '3d3c42e5aac5ba805825da76410c181273ba90b1',
    version: 'v7.0.1',
  },
  node: {
    name: 'actions/setup-node',
    commit: '820762786026740c76f36085b0efc47a31fe5020',
    version: 'v7.0.0',
  },
  buildx: {
    name: 'docker/setup-buildx-action',
    commit: '37fe631027851001ddb9b187196cc803df7f5f0e',
    version: 'v4.3.0',
  },
  credentials: {
    name: 'aws-actions/configure-aws-credentials',
    commit: 'e6de054238d6b7531b4efff3b6587d9aade6a06c',
    version: 'v6.2.3',
  },
  login: {
    name: 'aws-actions/amazon-ecr-login',
    commit: '03f1aad4c6c7ffd436567f42f9384779290529bd',
    version: 'v2.1.7',
  },
} as const satisfies Record<string, Action>;
