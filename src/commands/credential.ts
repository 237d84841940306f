/**
 * Our answers to docker as a credential helper: a word says what is wanted, the registry comes on stdin,
 * and the answer, or why there is none, goes to stdout, which is all that docker shows of a helper.
 *
 * https://github.com/docker/docker-credential-helpers#development
 */
import { BaketreeError } from '../errors.ts';
import type { DeskAnswer } from '../io/token-desk.ts';
import { hostOfServer, placeOfHost } from '../plan/ecr/ecr-host.ts';
import type { RegistryPlace } from '../plan/ecr/registry-host.ts';

/** What it takes to answer. */
export interface CredentialIo {
  /** The desk of the run that docker belongs to; undefined where docker was started by somebody else. */
  readonly desk: ((host: string) => Promise<DeskAnswer>) | undefined;
  /** Asks AWS itself; throws problems. Without a place the host was named as a registry by its owner. */
  readonly ask: (
    host: string,
    place: RegistryPlace | undefined,
  ) => Promise<{ readonly user: string; readonly password: string }>;
  /** REGISTRY: a host that has no name of AWS, and is a registry of ECR all the same. */
  readonly registry: string | undefined;
  readonly version: string;
}

/** What to print, and how to end. */
export interface CredentialAnswer {
  readonly stdout: string;
  /** For a person who looks; docker does not. */
  readonly stderr?: string;
  readonly exitCode: 0 | 1;
}

/** Docker goes on without a login where a helper says exactly this (credentials/error.go). */
const NOT_FOUND = 'credentials not found in native keychain';

/** Answers one call. Never throws for what is expected to fail. */
export async function answerCredential(
  action: string | undefined,
  input: () => Promise<string>,
  io: CredentialIo,
): Promise<CredentialAnswer> {
  switch (action) {
    case 'get':
      return get(await input(), io);
    case 'list':
      // Nothing is kept, so there is nothing to list.
      return { stdout: '{}\n', exitCode: 0 };
    case 'store': {
      // `docker login` is not to fail; what it would store is asked of AWS anew each time.
      await input();
      const stderr = 'baketree keeps no passwords: nothing was stored\n';
      return { stdout: '', stderr, exitCode: 0 };
    }
    case 'erase':
      await input();
      return { stdout: '', exitCode: 0 };
    case 'version':
      return { stdout: `docker-credential-baketree ${io.version}\n`, exitCode: 0 };
    default:
      return { stdout: 'docker-credential-baketree get|list|store|erase|version\n', exitCode: 1 };
  }
}

async function get(input: string, io: CredentialIo): Promise<CredentialAnswer> {
  const server = input.trim();
  const host = hostOfServer(server);
  const failed = (why: string): CredentialAnswer => ({ stdout: `${why}\n`, exitCode: 1 });
  try {
    const given = (await io.desk?.(host)) ?? 'not ours';
    if (given !== 'not ours') {
      return 'failed' in given ? failed(`baketree: ${given.failed}`) : found(server, given);
    }
    // The user's own configuration may name us for registries that the run does not know.
    const place = placeOfHost(host);
    if (!place && (host === '' || host !== hostOfServer(io.registry ?? ''))) {
      return failed(NOT_FOUND);
    }
    return found(server, await io.ask(host, place));
  } catch (error) {
    if (error instanceof BaketreeError) return failed(`baketree: ${error.message}`);
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    return failed(`baketree: the run that docker belongs to does not answer (${code})`);
  }
}

function found(
  ServerURL: string,
  { user, password }: { readonly user: string; readonly password: string },
): CredentialAnswer {
  const answer = { ServerURL, Username: user, Secret: password };
  return { stdout: `${JSON.stringify(answer)}\n`, exitCode: 0 };
}
