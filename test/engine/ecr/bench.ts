/** A project that pushes, a user with a docker configuration, and the process that logs in for them. */
import { type ChildProcess, spawn } from 'node:child_process';
import {
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  realpath,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { awsEnvironment } from '../../commands/ecr-bench.ts';

/** How a process ended, and all that it said. */
export interface Pushed {
  readonly code: number | null;
  readonly said: string;
}

/** A folder with all that a test of pushes needs. */
export interface PushBench {
  readonly folder: string;
  /** The user's docker configuration. */
  readonly user: string;
  /** TMPDIR of the processes. */
  readonly temporary: string;
  /** A word of its own, which its processes have in their environment, and its images in their names. */
  readonly mark: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Writes a bake file with targets, each with its tags (without the mark's own images). */
  readonly targets: (tags: Readonly<Record<string, readonly string[]>>) => Promise<void>;
  /** Starts push.ts, in a process group of its own. */
  readonly start: (
    hosts: readonly string[],
    more?: Readonly<Record<string, string>>,
  ) => { readonly child: ChildProcess; readonly ended: Promise<Pushed> };
  /** The processes that belong to it, as lines. */
  readonly processes: () => Promise<readonly string[]>;
  /** The user's folder, every file and link with its content, mode and time. */
  readonly userState: () => Promise<string>;
  readonly close: () => Promise<void>;
}

/** Makes one; its AWS is at an address. The user's only buildx is in the user's own folder. */
export async function openPushBench(aws: string): Promise<PushBench> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'push-')));
  const [user, temporary, project] = ['user', 'tmp', 'project'].map((name) =>
    path.join(folder, name),
  ) as [string, string, string];
  const mark = path.basename(folder).toLowerCase();
  for (const each of [temporary, project, path.join(user, 'cli-plugins')]) {
    await mkdir(each, { recursive: true });
  }
  const config = process.env.DOCKER_CONFIG ?? path.join(homedir(), '.docker');
  const own = path.join(config, 'cli-plugins/docker-buildx');
  const plugin = await realpath(own).catch(() => undefined);
  if (plugin) await symlink(plugin, path.join(user, 'cli-plugins/docker-buildx'));
  const driver = path.join(folder, 'push.mjs');
  await bundle(driver);
  const environment = {
    PATH: process.env.PATH ?? '',
    HOME: folder,
    TMPDIR: temporary,
    DOCKER_CONFIG: user,
    PUSH_MARK: mark,
    PUSH_HELPER: path.resolve('dist/bin'),
    ...(process.env.DOCKER_HOST ? { DOCKER_HOST: process.env.DOCKER_HOST } : {}),
    ...awsEnvironment(aws),
  };
  const images = new Set<string>();
  return {
    folder,
    user,
    temporary,
    mark,
    environment,
    targets: async (all) => {
      const blocks: string[] = [];
      for (const [name, tags] of Object.entries(all)) {
        for (const tag of tags) images.add(tag);
        // Not written in the bake file: buildx would leave a folder of its own when it is killed.
        const text = `FROM scratch\nCOPY docker-bake.hcl /${name}-${mark}\n`;
        await writeFile(path.join(project, `${name}.Dockerfile`), text);
        const lines = [
          `target "${name}" {`,
          `  dockerfile = "${name}.Dockerfile"`,
          `  tags = ${JSON.stringify(tags)}`,
          '  attest = [{ type = "provenance", disabled = "true" }]',
          '}',
        ];
        blocks.push(`${lines.join('\n')}\n`);
      }
      const group = `group "default" { targets = ${JSON.stringify(Object.keys(all))} }\n`;
      await writeFile(path.join(project, 'docker-bake.hcl'), group + blocks.join(''));
    },
    start: (hosts, more = {}) => {
      const child = spawn(process.execPath, [driver, ...hosts], {
        cwd: project,
        env: { ...environment, ...more },
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let said = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (piece: string) => {
          said += piece;
        });
      }
      const ended = new Promise<Pushed>((resolve) => {
        child.on('close', (code) => resolve({ code, said }));
      });
      return { child, ended };
    },
    processes: async () => {
      const found: string[] = [];
      for (const pid of await readdir('/proc')) {
        if (!/^\d+$/.test(pid)) continue;
        const read = (name: string) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '');
        if (!(await read('environ')).includes(`PUSH_MARK=${mark}`)) continue;
        found.push((await read('cmdline')).replaceAll('\0', ' ').trim());
      }
      return found;
    },
    userState: () => stateOf(user),
    close: async () => {
      const names = [...images];
      if (names.length > 0) await execa('docker', ['image', 'rm', ...names], { reject: false });
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** As the command line is: the source of push.ts and what it needs, in one file. */
async function bundle(outfile: string): Promise<void> {
  const { build } = await import('esbuild');
  await build({
    entryPoints: [new URL('push.ts', import.meta.url).pathname],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    logLevel: 'error',
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  });
}

/** What buildx notes of builds and builders is the user's own, and changes with each. */
async function stateOf(folder: string): Promise<string> {
  const names = (await readdir(folder, { recursive: true })).sort();
  const lines = names
    .filter((name) => !name.startsWith('buildx'))
    .map(async (name) => {
      const file = path.join(folder, name);
      const { mode, mtimeMs, ino } = await lstat(file);
      const text = await readlink(file).catch(() => readFile(file, 'latin1').catch(() => ''));
      return JSON.stringify([name, mode, mtimeMs, ino, text]);
    });
  return (await Promise.all(lines)).join('\n');
}
