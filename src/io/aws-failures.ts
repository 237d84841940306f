/**
 * Failures of the AWS SDK as problems. What the SDK throws is of many kinds: exceptions of a service,
 * plain errors with a system's code, errors of a parser where a proxy answered. One function looks at all.
 */
import type { ProblemCode } from '../errors/codes.ts';
import type { Problem } from '../errors.ts';

/** What is known besides the error. */
export interface FailureContext {
  /** What was asked, such as `DescribeRepositories`. */
  readonly operation: string;
  readonly region: string;
  /** The profile that the configuration names. */
  readonly profile: string | undefined;
  /** A proxy in the environment, which the SDK does not use. */
  readonly proxy: boolean;
  /** Texts that no message may hold: keys and tokens. */
  readonly secrets: readonly string[];
}

/** An error as far as the SDK's kinds have these in common. */
interface Thrown {
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
  readonly cause?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

const NO_NETWORK = [
  ...['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'],
  ...['EHOSTUNREACH', 'ENETUNREACH', 'EPROTO'],
];

const THROTTLED = /^(?:Throttl|TooManyRequests|RequestLimitExceeded|RequestThrottled|SlowDown)/;

/** The problem that an error is. Texts of AWS are one line, short, and without any secret. */
export function failureOf(error: unknown, context: FailureContext): Problem {
  const { operation, region, profile } = context;
  const thrown = asThrown(error);
  const { name = '', message = '' } = thrown;
  const code = codeOf(thrown);
  const words = redact(message, context.secrets);
  const login = profile ? ` --profile ${profile}` : '';
  const problem = (summary: string, more: Partial<Problem> = {}): Problem => ({
    code,
    summary,
    ...more,
  });
  switch (code) {
    case 'aws-sso-expired':
      return problem('the AWS single sign-on session has expired, or was never begun', {
        hint: `aws sso login${login}`,
      });
    case 'aws-credentials-missing':
      return problem('AWS is not configured, or credentials are invalid: none were found', {
        details: [whyMissing(message, profile)],
        hint: ['Please run:', `  aws configure${login}`],
      });
    case 'aws-credentials-expired':
      return problem('the AWS credentials have expired', {
        hint: [
          'get new ones; old ones in the environment go away by:',
          '  unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN',
        ],
      });
    case 'aws-credentials-invalid':
      return problem('AWS is not configured, or credentials are invalid: AWS does not know them', {
        hint: ['Please run:', `  aws configure${login}`],
      });
    case 'aws-clock':
      return problem("AWS refuses the request's time: this machine's clock is off", {
        details: skewOf(thrown),
        hint: 'date --utc',
      });
    case 'aws-region':
      return problem('no AWS region is known', { hint: 'export AWS_REGION=eu-west-1' });
    case 'aws-denied':
      return problem(`the AWS credentials may not do ${operation}`, {
        details: [words],
        expected: 'the permissions in docs/ecr.md',
      });
    case 'aws-throttled':
      return problem(`AWS takes no more requests for now: ${operation} was refused each time`, {
        details: [words],
        hint: 'wait a minute, and run the same again',
      });
    case 'aws-quota':
      return problem(`a quota of the AWS account is used up: ${operation}`, { details: [words] });
    case 'aws-unreachable':
      return problem(`AWS does not answer to ${operation} in ${region}`, {
        details: [
          words || name,
          ...(context.proxy
            ? ['HTTPS_PROXY is set, and the AWS SDK for Node does not use it']
            : []),
        ],
      });
    default: {
      const status = thrown.$metadata?.httpStatusCode;
      const what = [name, status && status >= 300 ? `HTTP ${status}` : '']
        .filter(Boolean)
        .join(', ');
      return problem(`AWS failed at ${operation}: ${what}`, words ? { details: [words] } : {});
    }
  }
}

function codeOf(thrown: Thrown): ProblemCode {
  const { name = '', message = '', code = '' } = thrown;
  if (/SSO|sso/.test(message) && /expired|not found or is invalid|is invalid/.test(message)) {
    return 'aws-sso-expired';
  }
  if (name === 'TokenProviderError') return 'aws-sso-expired';
  if (name === 'CredentialsProviderError') return 'aws-credentials-missing';
  if (/^Region is missing/.test(message)) return 'aws-region';
  // Before all others: with a clock that is off AWS gives the name of another failure.
  if (isClock(thrown)) return 'aws-clock';
  if (/^(?:ExpiredToken|RequestExpired)/.test(name)) return 'aws-credentials-expired';
  if (INVALID.test(name)) return 'aws-credentials-invalid';
  if (/^(?:AccessDenied|Unauthorized|NotAuthorized)/.test(name)) return 'aws-denied';
  if (name === 'LimitExceededException' || name === 'TooManyTagsException') return 'aws-quota';
  if (THROTTLED.test(name) || thrown.$metadata?.httpStatusCode === 429) return 'aws-throttled';
  if (NO_NETWORK.includes(code) || /^(?:TimeoutError|AbortError)$/.test(name)) {
    return 'aws-unreachable';
  }
  return /CERT|SELF_SIGNED|UNABLE_TO/.test(code) ? 'aws-unreachable' : 'aws-failed';
}

const INVALID =
  /^(?:UnrecognizedClient|InvalidClientTokenId|InvalidAccessKeyId|AuthFailure|InvalidSignature|SignatureDoesNotMatch|IncompleteSignature|MissingAuthenticationToken|InvalidToken)/;

/** AWS takes five minutes of difference; the SDK corrects its clock once by itself, where it can. */
function isClock(thrown: Thrown): boolean {
  if (/^(?:RequestInTheFuture|RequestTimeTooSkewed)/.test(thrown.name ?? '')) return true;
  if (!/^(?:InvalidSignature|SignatureDoesNotMatch|AuthFailure)/.test(thrown.name ?? ''))
    return false;
  if (/Signature (?:expired|not yet current)/.test(thrown.message ?? '')) return true;
  return Math.abs(skew(thrown) ?? 0) > 300_000;
}

/** How far this machine is ahead of the answer's own time, in milliseconds. */
function skew({ $response }: Thrown): number | undefined {
  const date = Date.parse($response?.headers?.date ?? '');
  return Number.isNaN(date) ? undefined : Date.now() - date;
}

function skewOf(thrown: Thrown): readonly string[] {
  const milliseconds = skew(thrown) ?? 0;
  const minutes = Math.round(Math.abs(milliseconds) / 60_000);
  if (minutes < 1) return [];
  return [`it is ${minutes} minutes ${milliseconds > 0 ? 'ahead of' : 'behind'} the time of AWS`];
}

/** The SDK's own words can name a command with a secret in it; only the place is told. */
function whyMissing(message: string, profile: string | undefined): string {
  if (!profile) return 'looked for in the environment, in profiles, and at the machine itself';
  const process = /Command failed|credential_process/.test(message)
    ? ', as its process failed'
    : '';
  return `the profile "${profile}" is not there, or gives none${process}`;
}

function asThrown(error: unknown): Thrown {
  if (typeof error !== 'object' || error === null) return { message: String(error) };
  const thrown = error as Thrown;
  // A failed connection is inside of another error, or one of several.
  const inner = thrown.cause ?? (thrown as { readonly errors?: readonly unknown[] }).errors?.[0];
  const { code } = typeof inner === 'object' && inner !== null ? (inner as Thrown) : {};
  if (thrown.code !== undefined || code === undefined) return thrown;
  return { name: thrown.name ?? '', message: thrown.message ?? '', code };
}

/** One line without secrets, short enough for a screen. */
export function redact(text: string, secrets: readonly string[]): string {
  let line = text.split('\n')[0] ?? '';
  for (const secret of secrets) if (secret.length > 3) line = line.replaceAll(secret, '…');
  return line.length > 400 ? `${line.slice(0, 400)}…` : line;
}
