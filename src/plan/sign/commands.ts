/** The commands of Cosign that sign, and those that a person types to verify. */
import { shellWord } from '../command.ts';
import { isUri, type Signer } from './signer.ts';

/** How it is signed, once all is known. */
export interface Signing {
  readonly signer: Signer;
  /** COSIGN_SIGNING_CONFIG: a file that says which services Cosign uses. */
  readonly config?: SigningConfig;
  /** COSIGN_TRUSTED_ROOT: a file with the keys and certificates of those services. */
  readonly trustedRoot?: string;
  /** The file with the public key, where the signer's is known to be in one. */
  readonly publicKey?: string;
}

/** A signing config (`cosign signing-config create`), as far as it is looked at. */
export interface SigningConfig {
  readonly file: string;
  /** Whether signatures go into a transparency log. */
  readonly logs: boolean;
}

/** Whether signatures go into a log; Sigstore's public one unless a config says otherwise. */
export function isLogged({ config }: Signing): boolean {
  return config?.logs ?? true;
}

/**
 * The arguments that sign one digest. `asks` leaves Cosign's own question about the public log to the person
 * at the terminal.
 */
export function signArguments(
  { signer, config, trustedRoot }: Signing,
  pinned: string,
  { asks = false } = {},
): readonly string[] {
  return [
    'sign',
    ...(asks ? [] : ['--yes']),
    ...(signer.kind === 'key' ? ['--key', signer.key] : []),
    ...(config ? ['--signing-config', config.file] : []),
    ...(trustedRoot ? ['--trusted-root', trustedRoot] : []),
    pinned,
  ];
}

/** What the verifying person types. */
export interface Verification {
  /** What is to be known first; a line each. Empty where the commands can be typed as they stand. */
  readonly notes: readonly string[];
  /** Lines for a shell, in their order. */
  readonly lines: readonly string[];
}

/** The token's issuer in GitHub Actions, as it stands in certificates. */
const GITHUB_ISSUER = 'https://token.actions.githubusercontent.com';

/** How to verify images that were signed like this. */
export function verification(
  signing: Signing,
  pinned: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Verification {
  const { before = [], who, notes = [] } = whoSigned(signing, environment);
  // Cosign looks for signatures where this says, and beside the image otherwise.
  const elsewhere = environment.COSIGN_REPOSITORY
    ? [`COSIGN_REPOSITORY=${shellWord(environment.COSIGN_REPOSITORY)}`]
    : [];
  const trust = [
    ...(signing.trustedRoot ? ['--trusted-root', signing.trustedRoot] : []),
    ...(isLogged(signing) ? [] : ['--insecure-ignore-tlog=true']),
  ];
  const line = (image: string) => {
    const words = ['cosign', 'verify', ...who, ...trust, image];
    return [...elsewhere, ...words.map(shellWord)].join(' ');
  };
  return { notes, lines: [...before, ...pinned.map(line)] };
}

interface Who {
  readonly before?: readonly string[];
  readonly who: readonly string[];
  readonly notes?: readonly string[];
}

/** The file that a public key is written to where none is known. */
const PUBLIC_KEY = 'image-signing.pub';

function whoSigned(
  { signer, publicKey }: Signing,
  environment: Readonly<Record<string, string | undefined>>,
): Who {
  if (signer.kind === 'key') {
    if (publicKey !== undefined) return { who: ['--key', publicKey] };
    // Of what is not in a file or variable of ours, Cosign itself gets the public part.
    if (isUri(signer.key) && !signer.locked) return { who: ['--key', signer.key] };
    const write = ['cosign', 'public-key', '--key', signer.key, '--outfile', PUBLIC_KEY];
    return { before: [write.map(shellWord).join(' ')], who: ['--key', PUBLIC_KEY] };
  }
  const { GITHUB_WORKFLOW_REF: ref, GITHUB_SERVER_URL: server = 'https://github.com' } =
    environment;
  if (signer.by === 'github' && ref && server === 'https://github.com') {
    return {
      who: [
        '--certificate-identity',
        `${server}/${ref}`,
        '--certificate-oidc-issuer',
        GITHUB_ISSUER,
      ],
      notes: ['in a reusable workflow the identity is that of the reused file, with its ref'],
    };
  }
  return {
    who: ['--certificate-identity-regexp', '^WHO$', '--certificate-oidc-issuer-regexp', '^ISSUER$'],
    notes: [
      'WHO is who signed: an e-mail address, or the address of a workflow with its ref',
      'ISSUER is who vouched for that, such as https://accounts\\.google\\.com; both are regular expressions of Go',
    ],
  };
}
