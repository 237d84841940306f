/** `sign`: signs images that are in their registries, by the digests that a push has printed. */
import { BaketreeError, type Problem, throwIfAny } from '../errors.ts';
import { hostOfServer, placeOfHost } from '../plan/ecr/ecr-host.ts';
import type { Signing } from '../plan/sign/commands.ts';
import { type Signable, signable } from '../plan/sign/reference.ts';
import { inParallel } from './in-parallel.ts';
import type { PushIo } from './push.ts';
import { openSigning, type Signed, type SignIo, signAll } from './sign.ts';

/** What it takes beside. */
export type SignWordsIo = SignIo & Pick<PushIo, 'tags' | 'withLogin'>;

/** Signs. Throws all that is wrong before anything is signed, and `sign-failed`. */
export async function signWords(words: readonly string[], io: SignWordsIo): Promise<Signed> {
  const asked = words.map((word) => ({ word, found: signable(word) }));
  throwIfAny(
    asked.flatMap(({ word, found }) =>
      'invalid' in found ? [unfit(`"${word}" cannot be signed: ${found.invalid}`)] : [],
    ),
  );
  const images = asked.map(({ word, found }) => ({
    word,
    image: found as Exclude<typeof found, { readonly invalid: string }>,
  }));
  const hosts = hostsOf(
    images.map(({ image }) => image.host),
    io,
  );
  // A word that nobody can sign is told before a key is looked for.
  const tagged = images.some(({ image }) => 'tagged' in image);
  const signing = tagged ? undefined : await openSigning(io);
  return io.withLogin(hosts, async (login) => {
    await login.ready();
    const problems = await inParallel(images, async ({ word, image }) => {
      const reference = 'tagged' in image ? image.tagged : image.pinned;
      const led = await io.tags.find(reference, login.env);
      if ('tagged' in image) {
        const digest = 'digest' in led ? led.digest : undefined;
        return [tagRefused(word, image.tagged, digest)];
      }
      // Cosign signs what is not there, too.
      if ('absent' in led) return [unfit(`"${word}" is not in its registry`)];
      if ('unread' in led) return [unread(word, led.unread)];
      return [];
    });
    const found = problems.flat();
    if (found.length > 0) throw new BaketreeError([...login.failures(), ...found]);
    const pinned = images.map(({ image }) => (image as Signable).pinned);
    // With a tag it has ended by now.
    return signAll(signing as Signing, pinned, { login, io });
  });
}

/**
 * The hosts that our tokens are for, each with its region: those with a name of AWS, and the one that
 * REGISTRY names, as for the credential helper.
 */
function hostsOf(
  hosts: readonly string[],
  { environment, dotenv }: Pick<SignIo, 'environment' | 'dotenv'>,
): ReadonlyMap<string, string> {
  const given = (name: string) => environment[name] ?? dotenv[name];
  const own = hostOfServer(given('REGISTRY') ?? '');
  const home = given('AWS_REGION');
  const regions = hosts.map(hostOfServer).flatMap((host): [string, string][] => {
    const place = placeOfHost(host);
    if (place) return [[host, place.region]];
    return host === own && home ? [[host, home]] : [];
  });
  return new Map(regions);
}

function unfit(summary: string): Problem {
  return { code: 'sign-reference', summary, expected: EXPECTED };
}

const EXPECTED = 'host/repository@sha256:…, as a push prints it';

function unread(word: string, why: string): Problem {
  return {
    code: 'sign-failed',
    summary: `"${word}" could not be looked at, and is not signed: ${why}`,
  };
}

function tagRefused(word: string, reference: string, digest: string | undefined): Problem {
  const name = reference.slice(0, reference.lastIndexOf(':'));
  const summary = `"${word}" is a tag, which can lead to something else at any time`;
  if (digest === undefined) return { code: 'sign-reference', summary, expected: EXPECTED };
  return {
    code: 'sign-reference',
    summary,
    expected: EXPECTED,
    hint: [
      'what it leads to now, which need not be what was built:',
      `  npm run sign -- ${name}@${digest}`,
    ],
  };
}
