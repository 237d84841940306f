/** Problem codes of AWS. Where the credentials come from decides which of them a person can do something about. */
import type { CodeInfo } from './codes.ts';

/** Those that `ecr` can have, and nothing else. */
export const AWS_CODES = {
  'repository-none': { kind: 'input', means: 'the tree declares no repositories' },
  'repository-invalid': { kind: 'input', means: 'ECR would refuse a repository as it is declared' },
  'repository-fixed': {
    kind: 'stale',
    means: 'a repository differs in what ECR cannot change once it exists',
  },
  'repository-unsettled': {
    kind: 'tool',
    means: 'after all calls a repository is not as it should be, or not to be seen yet',
  },
  'aws-account': { kind: 'input', means: 'the credentials are for another account than expected' },
  'aws-unconfirmed': {
    kind: 'input',
    means: 'a first write to an account was not confirmed at the terminal',
  },
  'aws-region': {
    kind: 'input',
    means: 'no AWS region is known, its name cannot be one, or it is not that of the registry',
  },
  'aws-credentials-missing': { kind: 'tool', means: 'there are no AWS credentials' },
  'aws-credentials-invalid': { kind: 'tool', means: 'AWS does not know the credentials' },
  'aws-credentials-expired': { kind: 'tool', means: 'temporary AWS credentials are too old' },
  'aws-sso-expired': { kind: 'tool', means: 'the session of an AWS single sign-on has ended' },
  'aws-denied': { kind: 'tool', means: 'the credentials may not do what is needed' },
  'aws-clock': { kind: 'tool', means: "this machine's clock is too far off for AWS" },
  'aws-throttled': { kind: 'tool', means: 'AWS takes no more requests for now' },
  'aws-quota': { kind: 'tool', means: 'a quota of the AWS account is used up' },
  'aws-unreachable': { kind: 'tool', means: 'AWS does not answer' },
  'aws-failed': { kind: 'tool', means: 'AWS refused or failed in some other way' },
} as const satisfies Record<string, CodeInfo>;
