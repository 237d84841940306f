/** Real bake, reading a file: `docker buildx bake --print`, which needs no engine. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Scratch } from './scratch.ts';

/** What is to be printed. */
export interface PrintRequest {
  readonly hcl: string;
  readonly names: readonly string[];
  /** Beside what a program needs anyway; nothing else of this process's environment is passed on. */
  readonly environment: Readonly<Record<string, string>>;
  readonly scratch: Scratch;
  /** A buildx to run in place of docker's own. */
  readonly buildx?: string | undefined;
}

/** The JSON that bake printed, or why it refused. */
export type Printed =
  | { readonly ok: true; readonly json: string }
  | { readonly ok: false; readonly refusal: string };

let files = 0;

/** Runs bake once, in the scratch folder. */
export async function print(request: PrintRequest): Promise<Printed> {
  const { scratch, names, buildx } = request;
  files += 1;
  const file = path.join(scratch.folder, `${files}.hcl`);
  writeFileSync(file, request.hcl);
  const [program, ...first] = buildx ? [buildx] : ['docker', 'buildx'];
  const given = [...first, 'bake', '--progress=quiet', '-f', file, '--print', ...names];
  const { PATH, HOME, DOCKER_CONFIG, TMPDIR } = process.env;
  const env = { PATH, HOME, DOCKER_CONFIG, TMPDIR, SSH_AUTH_SOCK: scratch.agent };
  return new Promise((resolve) => {
    execFile(
      program as string,
      given,
      {
        cwd: scratch.folder,
        env: { ...definedOnly(env), ...request.environment },
        maxBuffer: 2 ** 28,
      },
      (error, stdout, stderr) =>
        resolve(
          error ? { ok: false, refusal: stderr || error.message } : { ok: true, json: stdout },
        ),
    );
  });
}

function definedOnly(given: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** The version of a buildx, such as "v0.29.1"; undefined where it cannot be run. */
export async function buildxVersion(buildx?: string): Promise<string | undefined> {
  const [program, ...given] = buildx ? [buildx, 'version'] : ['docker', 'buildx', 'version'];
  return new Promise((resolve) => {
    execFile(program as string, given, (error, stdout) =>
      resolve(error ? undefined : /\bv?\d+\.\d+\.\d+\S*/.exec(stdout)?.[0]),
    );
  });
}
