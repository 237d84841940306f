/** With what images are signed: a key that somebody has, or an identity that a provider vouches for. */
import type { Problem } from '../../errors.ts';

/** Who signs. */
export type Signer =
  | {
      readonly kind: 'key';
      /** A file, a KMS URI, `env://NAME`: what `cosign sign --key` takes. Never the key itself. */
      readonly key: string;
      /** Whether Cosign wants a password for it. */
      readonly locked: boolean;
    }
  /** Without a key; `by` is where the identity's token comes from. */
  | { readonly kind: 'keyless'; readonly by: TokenSource };

/** GitHub Actions, a token in SIGSTORE_ID_TOKEN, what else Cosign finds by itself, or a person's browser. */
export type TokenSource = 'github' | 'token' | 'ambient' | 'person';

/** What decides it. */
export interface SignerFacts {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** `.env`, parsed. */
  readonly dotenv: Readonly<Record<string, string>>;
  /** Whether a person is at a terminal, who can go through a browser. */
  readonly terminal: boolean;
  /** Whether there is a token in the file that Cosign looks into ({@link TOKEN_FILE}). */
  readonly tokenFile: boolean;
}

/** Cosign's provider "filesystem" (pkg/providers/filesystem of sigstore/cosign). */
export const TOKEN_FILE = '/var/run/sigstore/cosign/oidc-token';

/** Our own names, in the environment or in `.env`; Cosign itself knows none of them. */
export const SIGN_VARIABLES = [
  'COSIGN_KEY',
  'COSIGN_SIGNING_CONFIG',
  'COSIGN_TRUSTED_ROOT',
] as const;

/** Variables by which Cosign's other providers are found (`cosign env`). */
const AMBIENT = [
  ...['BUILDKITE_AGENT_ACCESS_TOKEN', 'SPIFFE_ENDPOINT_SOCKET', 'GOOGLE_SERVICE_ACCOUNT_NAME'],
];

/** A value from the environment, or else from `.env`; empty is none. */
export function given(
  name: (typeof SIGN_VARIABLES)[number],
  { environment, dotenv }: Pick<SignerFacts, 'environment' | 'dotenv'>,
): string | undefined {
  return (environment[name] ?? dotenv[name]) || undefined;
}

/** Who signs; or why nobody can. */
export function signerOf(facts: SignerFacts): Signer | Problem {
  const key = given('COSIGN_KEY', facts);
  return key === undefined ? keyless(facts) : byKey(key, facts);
}

function byKey(key: string, { environment }: SignerFacts): Signer | Problem {
  // It would be an argument of a program, which everybody on the machine can read.
  if (/-----BEGIN|[\r\n]/.test(key)) {
    return {
      code: 'sign-key',
      summary: 'COSIGN_KEY holds a key, not the name of one',
      expected: 'a file, a KMS URI, or a variable that holds the key',
      hint: 'COSIGN_KEY=env://COSIGN_PRIVATE_KEY',
    };
  }
  if (/[?&;]pin-value=|:\/\/[^/@]*:[^/@]*@/.test(key)) {
    return {
      code: 'sign-key',
      summary: 'COSIGN_KEY has a password in it, which would be an argument of a program',
      expected: 'the name of a key alone; a PIN is in COSIGN_PKCS11_PIN',
      hint: 'read -rs COSIGN_PKCS11_PIN && export COSIGN_PKCS11_PIN',
    };
  }
  const named = /^env:\/\/(.*)$/.exec(key)?.[1];
  if (named !== undefined && !environment[named]) {
    return { code: 'sign-key', summary: `"${key}" names a variable that is not set, or empty` };
  }
  const locked = named !== undefined || !isUri(key);
  if (locked && environment.COSIGN_PASSWORD === undefined) {
    return {
      code: 'sign-key',
      summary: `"${key}" has a password, and COSIGN_PASSWORD is not in the environment`,
      expected: 'the password, or an empty text for a key without one',
      hint: 'read -rs COSIGN_PASSWORD && export COSIGN_PASSWORD',
    };
  }
  return { kind: 'key', key, locked };
}

/** Whether a key is no file: `awskms:///…`, `k8s://…`, `pkcs11:…`. */
export function isUri(key: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/|^pkcs11:/i.test(key);
}

function keyless({ environment, terminal, tokenFile }: SignerFacts): Signer | Problem {
  const by = (source: TokenSource): Signer => ({ kind: 'keyless', by: source });
  if (environment.SIGSTORE_ID_TOKEN) return by('token');
  if (environment.ACTIONS_ID_TOKEN_REQUEST_URL && environment.ACTIONS_ID_TOKEN_REQUEST_TOKEN) {
    return by('github');
  }
  if (tokenFile || AMBIENT.some((name) => environment[name])) return by('ambient');
  if (environment.GITHUB_ACTIONS === 'true') {
    return {
      code: 'sign-identity',
      summary: 'there is no COSIGN_KEY, and GitHub gives this job no identity to sign with',
      expected: 'in the job, beside what else it may do',
      hint: ['permissions:', '  id-token: write'],
    };
  }
  if (terminal) return by('person');
  return {
    code: 'sign-identity',
    summary: 'there is no COSIGN_KEY, and no identity to sign with',
    expected:
      'a key; an identity of the CI system; SIGSTORE_ID_TOKEN; or a person at a terminal, for a browser',
    hint: ['a key of your own:', '  cosign generate-key-pair', '  export COSIGN_KEY=cosign.key'],
  };
}
