/** A project whose images are pushed: a hull, a ship on top of it and a boat, of a few bytes each. */
import { type ChildProcess, spawn } from 'node:child_process';
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { CLI } from '../../cli/bakery.ts';
import { awsEnvironment } from '../../commands/ecr-bench.ts';
import { filesOf } from './pier-files.ts';

/** How a process ended, and what it said. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running one. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** A project in a folder of its own. */
export interface Pier {
  readonly folder: string;
  /** A word of its own; names of images and repositories begin with it. */
  readonly mark: string;
  /** TMPDIR of the processes. */
  readonly temporary: string;
  /** The user's docker configuration. */
  readonly user: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Writes a file of the project. */
  readonly write: (file: string, text: string) => Promise<void>;
  /** Replaces a text of a file that must be there, once. */
  readonly change: (file: string, from: string, to: string) => Promise<void>;
  /** Starts `baketree …` in a process group of its own. */
  readonly start: (line: string, env?: Readonly<Record<string, string>>) => Running;
  /** The same, to its end. */
  readonly run: (line: string, env?: Readonly<Record<string, string>>) => Promise<Ended>;
  /** Runs docker as this user; throws where it fails. */
  readonly docker: (...args: readonly string[]) => Promise<string>;
  /** The processes that belong to it, as lines. */
  readonly processes: () => Promise<readonly string[]>;
  /** The images of its own that the engine has. */
  readonly images: () => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

/** Makes one; its AWS is at an address. `ecr` is what the tree says beside region, host and repositories. */
export async function openPier(aws: string, { ecr = '' } = {}): Promise<Pier> {
  const home = await realpath(await mkdtemp(path.join(tmpdir(), 'pier-')));
  const mark = path.basename(home).toLowerCase();
  const [user, temporary, folder] = ['user', 'tmp', 'pier'].map((name) =>
    path.join(home, name),
  ) as [string, string, string];
  for (const each of [
    path.join(user, 'cli-plugins'),
    temporary,
    path.join(folder, 'node_modules'),
  ]) {
    await mkdir(each, { recursive: true });
  }
  const own = path.join(
    process.env.DOCKER_CONFIG ?? path.join(homedir(), '.docker'),
    'cli-plugins',
  );
  const plugin = await realpath(path.join(own, 'docker-buildx')).catch(() => undefined);
  if (plugin) await symlink(plugin, path.join(user, 'cli-plugins/docker-buildx'));
  const write = async (file: string, text: string) => {
    const at = path.join(folder, file);
    await mkdir(path.dirname(at), { recursive: true });
    await writeFile(at, text);
  };
  for (const [file, text] of Object.entries(filesOf(mark, ecr))) await write(file, text);
  const environment = {
    PATH: process.env.PATH ?? '',
    HOME: home,
    TMPDIR: temporary,
    DOCKER_CONFIG: user,
    PIER_MARK: mark,
    ...(process.env.DOCKER_HOST ? { DOCKER_HOST: process.env.DOCKER_HOST } : {}),
    ...awsEnvironment(aws),
  };
  const start: Pier['start'] = (line, env = {}) => {
    const child = spawn(process.execPath, [CLI, ...line.split(' ')], {
      cwd: folder,
      env: { ...environment, ...env },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (piece: string) => {
        said[name] += piece;
      });
    }
    const ended = new Promise<Ended>((resolve) => {
      child.on('close', (code) => resolve({ code, ...said }));
    });
    return { child, ended };
  };
  const images = async () => {
    const args = ['image', 'ls', '--format', '{{.Repository}}:{{.Tag}}'];
    // It fails where somebody else removes an image while it looks at all of them.
    const look = (left: number): Promise<string> =>
      execa('docker', args).then(
        (listed) => listed.stdout,
        (error) => (left > 0 ? look(left - 1) : Promise.reject(error)),
      );
    const stdout = await look(5);
    return stdout.split('\n').filter((name) => name.includes(`${mark}-`));
  };
  return {
    folder,
    mark,
    temporary,
    user,
    environment,
    write,
    change: async (file, from, to) => {
      const text = await readFile(path.join(folder, file), 'utf8');
      if (!text.includes(from)) throw new Error(`${file} has no ${JSON.stringify(from)}`);
      await write(
        file,
        text.replace(from, () => to),
      );
    },
    start,
    run: (line, env) => start(line, env).ended,
    docker: async (...args) =>
      (await execa('docker', args, { env: environment, extendEnv: false })).stdout,
    processes: async () => {
      const found: string[] = [];
      for (const pid of await readdir('/proc')) {
        if (!/^\d+$/.test(pid)) continue;
        const read = (name: string) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '');
        if (!(await read('environ')).includes(`PIER_MARK=${mark}`)) continue;
        found.push((await read('cmdline')).replaceAll('\0', ' ').trim());
      }
      return found;
    },
    images,
    close: async () => {
      const own = await images();
      if (own.length > 0) await execa('docker', ['image', 'rm', ...own], { reject: false });
      await rm(home, { recursive: true, force: true });
    },
  };
}
