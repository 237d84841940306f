import { describe, expect, test } from 'vitest';
import {
  type Signing,
  signArguments,
  type Verification,
  verification,
} from '../../../src/plan/sign/commands.ts';
import type { Signer, TokenSource } from '../../../src/plan/sign/signer.ts';

const IMAGE = `example.com/bread@sha256:${'5'.repeat(64)}`;
const key = (name: string, locked = true): Signer => ({ kind: 'key', key: name, locked });
const keyless = (by: TokenSource): Signer => ({ kind: 'keyless', by });
const NO_LOG = { file: 'no-log.json', logs: false };

describe('what signs', () => {
  const line = (signing: Signing, options?: { readonly asks: boolean }) =>
    signArguments(signing, 'IMAGE', options).join(' ');

  test.for<readonly [Signing, string]>([
    [{ signer: key('cosign.key') }, 'sign --yes --key cosign.key IMAGE'],
    [{ signer: keyless('github') }, 'sign --yes IMAGE'],
    [
      { signer: key('cosign.key'), config: NO_LOG },
      'sign --yes --key cosign.key --signing-config no-log.json IMAGE',
    ],
    [
      {
        signer: keyless('token'),
        config: { file: 'own.json', logs: true },
        trustedRoot: 'root.json',
      },
      'sign --yes --signing-config own.json --trusted-root root.json IMAGE',
    ],
  ])('%o', ([signing, expected]) => expect(line(signing)).toBe(expected));

  test("Cosign's question about the public log is left to the person", () => {
    expect(line({ signer: keyless('person') }, { asks: true })).toBe('sign IMAGE');
  });
});

describe('what verifies', () => {
  const lines = (
    signing: Signing,
    environment: Readonly<Record<string, string>> = {},
  ): Verification => verification(signing, [IMAGE], environment);

  test('a key of which the public part is in a file', () => {
    const signing = { signer: key('my keys/a.key'), publicKey: 'my keys/a.pub' };
    expect(lines(signing).lines).toEqual([`cosign verify --key 'my keys/a.pub' ${IMAGE}`]);
  });

  test('a key of which it is nowhere, or in a variable', () => {
    for (const name of ['a.key', 'env://KEY']) {
      expect(lines({ signer: key(name) }).lines).toEqual([
        `cosign public-key --key ${name} --outfile image-signing.pub`,
        `cosign verify --key image-signing.pub ${IMAGE}`,
      ]);
    }
  });

  test('a key that Cosign asks for its public part itself', () => {
    expect(lines({ signer: key('awskms:///alias/images', false) }).lines).toEqual([
      `cosign verify --key awskms:///alias/images ${IMAGE}`,
    ]);
  });

  test('without a log; with a trusted root; with signatures elsewhere', () => {
    const signer = key('awskms:///alias/images', false);
    const [verify = ''] = lines(
      { signer, config: NO_LOG, trustedRoot: 'root.json' },
      { COSIGN_REPOSITORY: 'example.com/signatures' },
    ).lines;
    expect(verify).toBe(
      `COSIGN_REPOSITORY=example.com/signatures cosign verify --key awskms:///alias/images --trusted-root root.json --insecure-ignore-tlog=true ${IMAGE}`,
    );
  });

  const WORKFLOW = 'oven/bread/.github/workflows/bake.yml@refs/heads/main';

  test('an identity of GitHub Actions', () => {
    expect(lines({ signer: keyless('github') }, { GITHUB_WORKFLOW_REF: WORKFLOW })).toEqual({
      notes: ['in a reusable workflow the identity is that of the reused file, with its ref'],
      lines: [
        `cosign verify --certificate-identity https://github.com/${WORKFLOW} --certificate-oidc-issuer https://token.actions.githubusercontent.com ${IMAGE}`,
      ],
    });
  });

  test.for([
    [{}, 'github'],
    [{ GITHUB_WORKFLOW_REF: WORKFLOW, GITHUB_SERVER_URL: 'https://git.example' }, 'github'],
    [{}, 'person'],
    [{ GITHUB_WORKFLOW_REF: WORKFLOW }, 'token'],
  ] as const)('an identity that is not known: %o, %s', ([environment, by]) => {
    const { notes, lines: typed } = lines({ signer: keyless(by) }, environment);
    expect(notes).toHaveLength(2);
    expect(typed).toEqual([
      `cosign verify --certificate-identity-regexp '^WHO$' --certificate-oidc-issuer-regexp '^ISSUER$' ${IMAGE}`,
    ]);
  });
});
