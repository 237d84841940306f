/** Pushes that are signed: a pier, a registry with a password, AWS by moto, the real Cosign and a key of its own. */
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { type AuthRegistry, startAuthRegistry } from '../../support/auth-registry.ts';
import { type Ended, openPier, type Pier } from '../push/pier.ts';

/** Looked for in all that is printed, written or passed on. */
export const KEY_PASSWORD = 'canary-key-password-c2lnbmVk';
/** What moto gives. */
export const REGISTRY_PASSWORD = '123456789012-auth-token';

/** One. */
export interface Quay {
  readonly pier: Pier;
  readonly registry: AuthRegistry;
  /** The environment of a run that signs with the key and without a log. */
  readonly env: Readonly<Record<string, string>>;
  /** Another key, of the same password. */
  readonly other: string;
  /** The arguments of each call of Cosign so far. */
  readonly calls: () => Promise<readonly string[]>;
  /** Shell text that is run before the real Cosign, with its arguments; empty: nothing. */
  readonly before: (text: string) => Promise<void>;
  /** Types a line into a shell, as somebody who only has a login for the registry. */
  readonly type: (line: string) => Promise<Ended>;
  /** Files of the project and the home that hold a text. */
  readonly holding: (text: string) => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

/** Makes one; its AWS is at an address. */
export async function openQuay(aws: string): Promise<Quay> {
  const pier = await openPier(aws);
  const { folder } = pier;
  const home = path.dirname(folder);
  const registry = await startAuthRegistry(path.join(home, 'registry'), REGISTRY_PASSWORD);
  const program = process.env.BAKETREE_COSIGN ?? '';
  const bin = path.join(home, 'bin');
  const log = path.join(home, 'cosign-calls');
  const first = path.join(home, 'before');
  await mkdir(bin);
  await Promise.all([writeFile(log, ''), writeFile(first, '')]);
  // The real one, with its calls written down.
  const script = `#!/bin/sh\nprintf '%s\\n' "$*" >> '${log}'\n. '${first}'\nexec '${program}' "$@"\n`;
  await writeFile(path.join(bin, 'cosign'), script);
  await chmod(path.join(bin, 'cosign'), 0o755);
  const env = {
    REGISTRY: registry.host,
    AWS_REGION: 'eu-west-1',
    PATH: `${bin}:${process.env.PATH ?? ''}`,
    COSIGN_KEY: 'keys/cosign.key',
    COSIGN_PASSWORD: KEY_PASSWORD,
    COSIGN_SIGNING_CONFIG: 'keys/no-log.json',
  };
  const cosign = (...args: readonly string[]) =>
    execa(program, args, {
      cwd: folder,
      env: { PATH: env.PATH, HOME: home, COSIGN_PASSWORD: KEY_PASSWORD },
      extendEnv: false,
    });
  await mkdir(path.join(folder, 'keys'));
  for (const name of ['cosign', 'other']) {
    await cosign('generate-key-pair', '--output-key-prefix', `keys/${name}`);
  }
  const none = ['fulcio', 'oidc', 'rekor', 'tsa'].map((service) => `--no-default-${service}`);
  await cosign('signing-config', 'create', ...none, '--out', 'keys/no-log.json');
  const verifier = path.join(home, 'verifier');
  await mkdir(verifier);
  const auth = Buffer.from(`AWS:${REGISTRY_PASSWORD}`).toString('base64');
  const config = JSON.stringify({ auths: { [registry.host]: { auth } } });
  return {
    pier,
    registry,
    env,
    other: 'keys/other.key',
    calls: async () => (await readFile(log, 'utf8')).split('\n').slice(0, -1),
    before: (text) => writeFile(first, text),
    type: async (line) => {
      await writeFile(path.join(verifier, 'config.json'), config);
      const { exitCode, stdout, stderr } = await execa('sh', ['-c', line], {
        cwd: folder,
        env: {
          PATH: `${path.dirname(program)}:${process.env.PATH ?? ''}`,
          HOME: verifier,
          DOCKER_CONFIG: verifier,
        },
        extendEnv: false,
        reject: false,
      });
      return { code: exitCode ?? null, stdout, stderr };
    },
    holding: async (text) => {
      const found: string[] = [];
      for (const name of await readdir(home, { recursive: true })) {
        // The verifier's login is ours.
        if (name.startsWith('registry') || name.startsWith('verifier')) continue;
        const content = await readFile(path.join(home, name), 'latin1').catch(() => '');
        if (content.includes(text)) found.push(name);
      }
      return found;
    },
    close: async () => {
      await registry.stop();
      await pier.close();
    },
  };
}
