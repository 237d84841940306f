/** A container registry that wants a password, of a test's own and on loopback. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { toolPath } from './engine-tools.ts';
import { freePort } from './local-registry.ts';

/**
 * The passwords that it can want, as bcrypt hashes, the only ones that it knows. Made by crypt(3), with a
 * salt of no importance: `perl -e 'print crypt("…", "\$2y\$05\$baketreeLoginTests1234")'`.
 */
const HASHES = {
  /** What moto gives, always. */
  '123456789012-auth-token': 'ugT1dJSJP0kQpj8d33I8LeffLEmLvouu',
  'canary-password-1-dGhlIHRva2Vu': 'uGpSWdce4v.DBFCZECWt9/rZmf3HYarS',
  'canary-password-2-dGhlIHRva2Vu': 'uXkaLLVQS8lLZKyurvlfXvaKzazfz7ue',
  'other-word': 'u/CEIQ0v/o2JkKo.18q5mEkwRp8throi',
} as const;

/** A password that it can want. */
export type Password = keyof typeof HASHES;

/** A running one; the user is AWS. */
export interface AuthRegistry {
  /** `127.0.0.1:<port>`; plain http. */
  readonly host: string;
  /** Where it stores. */
  readonly folder: string;
  /** Every request so far that it let in, as `PUT /v2/…`. */
  readonly requests: () => readonly string[];
  /** The repositories that something was pushed to. */
  readonly repositories: () => Promise<readonly string[]>;
  readonly stop: () => Promise<void>;
}

/**
 * Starts one in a folder of its own, and waits for it to refuse whoever has no password. A read-only one
 * gives what another has stored there, and takes nothing.
 */
export async function startAuthRegistry(
  folder: string,
  password: Password,
  { readOnly = false } = {},
): Promise<AuthRegistry> {
  const host = `127.0.0.1:${await freePort()}`;
  const at = (name: string) => path.join(folder, name);
  await mkdir(folder, { recursive: true });
  await writeFile(at('htpasswd'), `AWS:$2y$05$baketreeLoginTests123${HASHES[password]}\n`);
  // YAML, of which JSON is a part.
  const settings = {
    version: '0.1',
    log: { level: 'warn', accesslog: { disabled: false } },
    storage: {
      filesystem: { rootdirectory: at('registry') },
      maintenance: { readonly: { enabled: readOnly } },
    },
    http: { addr: host, secret: 'of no use to anybody' },
    auth: { htpasswd: { realm: 'tests', path: at('htpasswd') } },
  };
  await writeFile(at('registry.json'), JSON.stringify(settings));
  const program = toolPath('docker-registry');
  const child = execa(program, ['serve', at('registry.json')], { reject: false, all: true });
  let said = '';
  child.all.on('data', (piece: Buffer) => {
    said += piece.toString();
  });
  for (const end = Date.now() + 20_000; ; await sleep(50)) {
    if ((await fetch(`http://${host}/v2/`).catch(() => undefined))?.status === 401) break;
    if (child.exitCode !== null || Date.now() > end) {
      child.kill();
      throw new Error(`the registry does not answer at ${host}:\n${(await child).all}`);
    }
  }
  const authorization = `Basic ${Buffer.from(`AWS:${password}`).toString('base64')}`;
  return {
    host,
    folder: at('registry'),
    requests: () =>
      [...said.matchAll(/"([A-Z]+ \S+) HTTP\/[\d.]+" (?!401)\d{3} /g)].map(([, line = '']) => line),
    repositories: async () => {
      const answer = await fetch(`http://${host}/v2/_catalog`, { headers: { authorization } });
      const { repositories } = (await answer.json()) as { readonly repositories: string[] };
      return repositories.sort();
    },
    stop: async () => {
      child.kill();
      await child;
    },
  };
}
