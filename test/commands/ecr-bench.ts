/** Runs `ecr` in this process against a server of a test's own. */
import { afterAll, beforeAll } from 'vitest';
import { type EcrRequest, type EcrResult, ecr } from '../../src/commands/ecr.ts';
import { BaketreeError, type Problem } from '../../src/errors.ts';
import type { Limits } from '../../src/io/aws-client.ts';
import { realDisk } from '../../src/io/disk.ts';
import { realEcr } from '../../src/io/ecr.ts';
import type { Registry } from '../../src/model/repository.ts';
import { target } from '../../src/model/target.ts';
import { template } from '../../src/model/template.ts';
import { defineTree } from '../../src/model/tree.ts';

/** Credentials that exist nowhere; tests look for them in every output. */
export const CANARY = {
  AWS_ACCESS_KEY_ID: 'AKIACANARYCANARY0000',
  AWS_SECRET_ACCESS_KEY: 'canary-secret-wJalrXUtnFEMI-0000',
  AWS_SESSION_TOKEN: 'canary-session-token-IQoJb3JpZ2lu-0000',
};

/** An environment in which nothing of this machine's own AWS configuration is found. */
export function awsEnvironment(url: string): Readonly<Record<string, string>> {
  return {
    ...CANARY,
    AWS_ENDPOINT_URL: url,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/nowhere/config',
    AWS_SHARED_CREDENTIALS_FILE: '/nowhere/credentials',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}

/** What came of a run. */
export interface Ran {
  readonly result: EcrResult | undefined;
  readonly problems: readonly Problem[];
  /** Notices, a line each, then codes of problems. */
  readonly said: readonly string[];
  /** How long it waited for repositories to be seen. */
  readonly waits: readonly number[];
  readonly asked: readonly string[];
}

/** What a run is given beside its repositories. */
export interface RunOptions {
  readonly action?: EcrRequest['action'];
  readonly registry?: Partial<Registry>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly limits?: Limits;
  /** What a person at a terminal says; absent: nobody is there. */
  readonly answer?: boolean;
}

/** Runs a plan or, by default, an apply. */
export async function runEcr(
  repositories: Registry['repositories'],
  { action = 'apply', registry, environment = {}, limits, answer }: RunOptions = {},
): Promise<Ran> {
  const page = target('page', { description: 'A page', template: template('page') });
  const tree = defineTree({
    name: 'shop',
    description: 'A shop',
    targets: [page],
    default: [page],
    ecr: { region: 'eu-west-1', ...registry, repositories },
  });
  const said: string[] = [];
  const waits: number[] = [];
  const asked: string[] = [];
  const { signal } = new AbortController();
  const all = { ...process.env, ...environment };
  try {
    const request = { action, words: [], environment: all, dotenv: {} };
    const result = await ecr({ trees: [tree] }, request, {
      disk: realDisk(process.cwd()),
      connect: (region) =>
        realEcr({ region, environment: all, stop: signal, ...(limits ? { limits } : {}) }),
      pause: async (milliseconds) => {
        waits.push(milliseconds);
      },
      say: ({ line }) => said.push(line),
      confirm:
        answer === undefined
          ? undefined
          : async (question) => {
              asked.push(question);
              return answer;
            },
    });
    return { result, problems: result.problems, said, waits, asked };
  } catch (error) {
    if (!(error instanceof BaketreeError)) throw error;
    return { result: undefined, problems: error.problems, said, waits, asked };
  }
}

/** The SDK reads this process's environment: it gets one of the tests' own, and back what it had. */
export function withAwsEnvironment(url: () => string): void {
  const before = new Map<string, string | undefined>();
  beforeAll(() => {
    const values: Readonly<Record<string, string | undefined>> = {
      AWS_PROFILE: undefined,
      AWS_REGION: undefined,
      ...awsEnvironment(url()),
    };
    for (const [name, value] of Object.entries(values)) {
      before.set(name, process.env[name]);
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });
  afterAll(() => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });
}
