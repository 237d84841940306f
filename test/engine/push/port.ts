/** Where piers push to: an AWS with repositories and tokens, and a registry that wants the token's password. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type AuthRegistry, startAuthRegistry } from '../../support/auth-registry.ts';
import { type AwsServer, startAws } from '../../support/aws-server.ts';
import { passwordOf, tokenBackend } from '../../support/ecr-tokens.ts';
import { type FakeEcr, fakeEcr } from '../../support/fake-ecr.ts';
import { registryTruth, type Truth } from './truth.ts';

/** All of it. */
export interface Port {
  readonly aws: AwsServer;
  readonly ecr: FakeEcr;
  readonly registry: AuthRegistry;
  /** What is in the registry, read without anything in between. */
  readonly truth: Truth;
  readonly close: () => Promise<void>;
}

/** Opens one. New repositories are hidden from so many questions. */
export async function openPort({ hidden = 0 } = {}): Promise<Port> {
  const folder = await mkdtemp(path.join(tmpdir(), 'port-'));
  const ecr = fakeEcr({ hidden });
  const aws = await startAws((request, raw) =>
    // The registry knows the first password only.
    request.operation === 'GetAuthorizationToken'
      ? tokenBackend()(request, raw)
      : ecr.backend(request, raw),
  );
  const registry = await startAuthRegistry(folder, 'canary-password-1-dGhlIHRva2Vu');
  return {
    aws,
    ecr,
    registry,
    truth: registryTruth(registry.host, passwordOf(1)),
    close: async () => {
      await aws.stop();
      await registry.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
