import { describe, expect, test } from 'vitest';
import { type SignerFacts, signerOf } from '../../../src/plan/sign/signer.ts';

const signer = (
  environment: SignerFacts['environment'],
  more: Partial<Omit<SignerFacts, 'environment'>> = {},
) => {
  const found = signerOf({ environment, dotenv: {}, terminal: false, tokenFile: false, ...more });
  return 'code' in found ? found.summary : found;
};

describe('a key', () => {
  test.for([
    ['cosign.key', true],
    ['/run/secrets/cosign.key', true],
    ['env://COSIGN_PRIVATE_KEY', true],
    ['awskms:///alias/images', false],
    ['k8s://ci/cosign', false],
    ['pkcs11:token=images', false],
  ] as const)('%s; whether it has a password: %s', ([key, locked]) => {
    const environment = { COSIGN_KEY: key, COSIGN_PASSWORD: '', COSIGN_PRIVATE_KEY: 'x' };
    expect(signer(environment)).toEqual({ kind: 'key', key, locked });
    const { COSIGN_PASSWORD: _, ...without } = environment;
    const answer = `"${key}" has a password, and COSIGN_PASSWORD is not in the environment`;
    expect(signer(without)).toEqual(locked ? answer : { kind: 'key', key, locked });
  });

  test('of the environment counts before that of .env; an empty one is none', () => {
    const dotenv = { COSIGN_KEY: 'awskms:///alias/file' };
    expect(signer({}, { dotenv })).toMatchObject({ key: 'awskms:///alias/file' });
    const environment = { COSIGN_KEY: 'awskms:///alias/own' };
    expect(signer(environment, { dotenv })).toMatchObject({ key: 'awskms:///alias/own' });
    expect(signer({ COSIGN_KEY: '' }, { dotenv, terminal: true })).toMatchObject({
      kind: 'keyless',
    });
  });

  test.for(['pkcs11:token=images?pin-value=1234', 'hashivault://me:1234@vault/images'])(
    'with a password in it is not taken, and not shown: %j',
    (COSIGN_KEY) => {
      const said = signer({ COSIGN_KEY, COSIGN_PASSWORD: '' });
      expect(said).toBe('COSIGN_KEY has a password in it, which would be an argument of a program');
    },
  );

  test.for(['-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\nabc', 'abc\ndef'])(
    'itself is not taken, and not shown: %j',
    (COSIGN_KEY) => {
      expect(signer({ COSIGN_KEY, COSIGN_PASSWORD: 'x' })).toBe(
        'COSIGN_KEY holds a key, not the name of one',
      );
    },
  );

  test('in a variable that is not set is told', () => {
    expect(signer({ COSIGN_KEY: 'env://NONE', COSIGN_PASSWORD: '' })).toBe(
      '"env://NONE" names a variable that is not set, or empty',
    );
  });
});

describe('without a key', () => {
  const GITHUB = {
    GITHUB_ACTIONS: 'true',
    ACTIONS_ID_TOKEN_REQUEST_URL: 'https://x',
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 't',
  };

  test.for([
    ['GitHub gives one', GITHUB, {}, 'github'],
    ['a token is there', { SIGSTORE_ID_TOKEN: 'a.b.c' }, {}, 'token'],
    ['a token is there on GitHub', { ...GITHUB, SIGSTORE_ID_TOKEN: 'a.b.c' }, {}, 'token'],
    ['Cosign finds a file', {}, { tokenFile: true }, 'ambient'],
    ['Cosign finds a provider', { BUILDKITE_AGENT_ACCESS_TOKEN: 't' }, {}, 'ambient'],
    ['a person is there', {}, { terminal: true }, 'person'],
  ] as const)('an identity is had where %s', ([, environment, more, by]) => {
    expect(signer(environment, more)).toEqual({ kind: 'keyless', by });
  });

  test('GitHub without the permission is told, even at a terminal', () => {
    const { ACTIONS_ID_TOKEN_REQUEST_URL: _, ...environment } = GITHUB;
    expect(signer(environment, { terminal: true })).toBe(
      'there is no COSIGN_KEY, and GitHub gives this job no identity to sign with',
    );
  });

  test('nobody can sign where there is nobody', () => {
    expect(signer({})).toBe('there is no COSIGN_KEY, and no identity to sign with');
  });
});
