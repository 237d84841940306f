/**
 * Signing by digest. Whether Cosign is there and a key or an identity can be had is known before anything
 * is built; whatever becomes of an image is said, however it ends.
 */
import { BaketreeError, type Problem, throwIfAny } from '../errors.ts';
import type { Cosign } from '../io/cosign.ts';
import type { Notice } from '../plan/notice.ts';
import {
  type Signing,
  type SigningConfig,
  signArguments,
  type Verification,
  verification,
} from '../plan/sign/commands.ts';
import { endLines, type SignEnd, unsigned } from '../plan/sign/ends.ts';
import { given, type Signer, type SignerFacts, signerOf, TOKEN_FILE } from '../plan/sign/signer.ts';
import { oldCosign } from '../plan/sign/versions.ts';
import type { LoggedIn } from './with-login.ts';

/** What signing takes of the machine. */
export interface SignIo {
  readonly cosign: Cosign;
  readonly environment: SignerFacts['environment'];
  readonly dotenv: SignerFacts['dotenv'];
  /** Whether a person is at a terminal. */
  readonly terminal: boolean;
  /** Whether the person has said yes to whatever Cosign asks. */
  readonly yes: boolean;
  readonly say: (notice: Notice) => void;
  /** Whether somebody has interrupted us. */
  readonly interrupted: () => boolean;
}

/** Images that are signed, and how that is verified. */
export interface Signed extends Verification {
  /** `host/repository@sha256:…` */
  readonly signed: readonly string[];
}

/** Looks at all that signing needs. Throws all that is wrong. */
export async function openSigning(io: SignIo): Promise<Signing> {
  const { cosign } = io;
  const [version, tokenFile] = await Promise.all([cosign.version(), cosign.exists(TOKEN_FILE)]);
  const problems: Problem[] = [];
  if (!('version' in version)) problems.push(missing(version));
  const config = await readConfig(io);
  const named = { config: config !== undefined };
  const old = 'version' in version ? oldCosign(version.version, named) : undefined;
  if (old) problems.push(old);
  const signer = signerOf({ ...io, tokenFile });
  if ('code' in signer) problems.push(signer);
  if (config && 'code' in config) problems.push(config);
  const trustedRoot = given('COSIGN_TRUSTED_ROOT', io);
  if (trustedRoot !== undefined && !(await cosign.exists(trustedRoot))) {
    problems.push(noFile('COSIGN_TRUSTED_ROOT', trustedRoot));
  }
  throwIfAny(problems);
  const publicKey = await publicKeyOf(signer as Signer, cosign);
  return {
    signer: signer as Signer,
    ...(config ? { config: config as SigningConfig } : {}),
    ...(trustedRoot === undefined ? {} : { trustedRoot }),
    ...(publicKey === undefined ? {} : { publicKey }),
  };
}

/** Signs images, one after the other. Throws `sign-failed` with what became of each. */
export async function signAll(
  signing: Signing,
  pinned: readonly string[],
  { login, io }: { readonly login: Pick<LoggedIn, 'env' | 'failures'>; readonly io: SignIo },
): Promise<Signed> {
  const images = [...new Set(pinned)];
  const person = signing.signer.kind === 'keyless' && signing.signer.by === 'person';
  const ends: SignEnd[] = [];
  for (const image of images) {
    if (io.interrupted()) {
      ends.push({ pinned: image, failed: 'interrupted before' });
      continue;
    }
    io.say({ level: 'info', line: `signing ${image}` });
    const args = signArguments(signing, image, { asks: person && !io.yes });
    const end = await io.cosign.sign(args, { env: login.env, asks: person });
    ends.push({ pinned: image, ...('failed' in end ? { failed: end.failed } : {}) });
  }
  if (io.interrupted()) {
    for (const line of endLines(ends)) io.say({ level: 'warning', line });
  }
  const problem = unsigned(ends);
  if (problem) throw new BaketreeError([...login.failures(), problem]);
  return { signed: images, ...verification(signing, images, io.environment) };
}

function missing(found: { readonly absent: true } | { readonly failed: string }): Problem {
  const why = 'failed' in found ? `: ${found.failed}` : '';
  return {
    code: 'cosign-missing',
    summary: why ? `cosign cannot be used${why}` : 'there is no cosign, or it is not on PATH',
    hint: 'https://docs.sigstore.dev/cosign/system_config/installation/',
  };
}

function noFile(name: string, file: string): Problem {
  return { code: 'sign-key', summary: `${name} names a file that cannot be read`, at: { file } };
}

/** The signing config, if one is named. */
async function readConfig(io: SignIo): Promise<SigningConfig | Problem | undefined> {
  const file = given('COSIGN_SIGNING_CONFIG', io);
  if (file === undefined) return undefined;
  const text = await io.cosign.read(file);
  if (text === undefined) return noFile('COSIGN_SIGNING_CONFIG', file);
  try {
    const { rekorTlogUrls } = JSON.parse(text) as { readonly rekorTlogUrls?: readonly unknown[] };
    return { file, logs: (rekorTlogUrls ?? []).length > 0 };
  } catch {
    const summary = 'COSIGN_SIGNING_CONFIG names a file that is no JSON';
    return { code: 'sign-key', summary, at: { file } };
  }
}

/** The file beside a key that has its public part. Throws `sign-key` where the key cannot be had. */
async function publicKeyOf(signer: Signer, cosign: Cosign): Promise<string | undefined> {
  if (signer.kind !== 'key') return undefined;
  const { key, locked } = signer;
  const found = await cosign.publicKey(key);
  if ('failed' in found) {
    const summary = `the key "${key}" cannot be used: ${found.failed}`;
    const expected = locked ? 'a key of Cosign, and its password in COSIGN_PASSWORD' : undefined;
    throw new BaketreeError([{ code: 'sign-key', summary, ...(expected ? { expected } : {}) }]);
  }
  const beside = `${key.replace(/\.key$/, '')}.pub`;
  // One of another key would have everything look forged.
  return (await cosign.read(beside))?.trim() === found.stdout.trim() ? beside : undefined;
}
