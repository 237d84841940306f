/** Interrupts while a bake compiles: nothing of ours stays behind, and the next bake works. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { constants } from 'node:os';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { type ColonyProject, LONG, makeColonyProject } from '../../support/colony-project.ts';
import { testThat } from '../../support/needs.ts';

let project: ColonyProject;

const BASE = 'docker/colony/base.Dockerfile';

beforeAll(async () => {
  project = await makeColonyProject('interrupts');
  // Steps of their own: BuildKit lets a bake that runs at the same time share a step that another one
  // builds without the cache, and would build it anew for both (seen with engine 28.5.2).
  await project.edit(BASE, '#!/bin/sh\n', `#!/bin/sh\n# ${project.prefix}\n`);
});

afterAll(() => project.remove());

interface Running {
  readonly child: ChildProcess;
  readonly said: () => string;
  /** The exit code as a shell would tell it: npm ends itself by the signal that it had. */
  readonly ended: Promise<number>;
}

/** Starts a bake without the cache, in a process group of its own, and waits until it compiles. */
async function startBake(command: readonly [string, ...string[]]): Promise<Running> {
  const [file, ...args] = command;
  const child = spawn(file, args, {
    cwd: project.folder,
    env: { ...project.environment },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout?.on('data', (piece: Buffer) => {
    said += piece.toString();
  });
  const ended = new Promise<number>((resolve) => {
    child.on('exit', (code, signal) =>
      resolve(code ?? 128 + constants.signals[signal ?? 'SIGKILL']),
    );
  });
  await new Promise<void>((resolve, reject) => {
    child.stderr?.on('data', (piece: Buffer) => {
      said += piece.toString();
      if (/ Compiling \S+ v/.test(said)) resolve();
    });
    child.on('exit', () => reject(new Error(`ended before it compiled:\n${said}`)));
  });
  return { child, said: () => said, ended };
}

/** The processes that have this project's names in their environment, ours and docker's alike. */
async function ownProcesses(): Promise<readonly string[]> {
  const found: string[] = [];
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    const read = (file: string) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
    if (!(await read('environ')).includes(`ECR_REPOSITORY=${project.prefix}`)) continue;
    found.push(`${pid} ${(await read('cmdline')).replaceAll('\0', ' ').trim()}`);
  }
  return found;
}

async function expectNothingLeft(): Promise<void> {
  for (const end = Date.now() + 5000; (await ownProcesses()).length > 0 && Date.now() < end; ) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(await ownProcesses()).toEqual([]);
  expect(await readdir(project.temporary)).toEqual([]);
}

const cli = [process.execPath, 'dist/cli.js', 'bake', 'all'] as const;
const noCache = ['--no-cache', '--progress=plain'] as const;

describe('colony, interrupted', () => {
  for (const { title, command, signal, group } of [
    { title: 'SIGINT to it alone', command: [...cli, ...noCache], signal: 'SIGINT', group: false },
    {
      title: 'SIGTERM to it alone',
      command: [...cli, ...noCache],
      signal: 'SIGTERM',
      group: false,
    },
    { title: 'Ctrl-C at a terminal', command: [...cli, ...noCache], signal: 'SIGINT', group: true },
    {
      title: 'Ctrl-C at a terminal, through npm',
      command: ['npm', 'run', 'bake', 'all', '--', ...noCache],
      signal: 'SIGINT',
      group: true,
    },
  ] as const) {
    testThat(
      'needs-engine',
      `${title} ends it with 130, and leaves neither a process nor a folder`,
      async () => {
        const { child, said, ended } = await startBake(command);
        expect((await ownProcesses()).some((line) => line.includes('buildx bake'))).toBe(true);
        expect(await readdir(project.temporary)).toHaveLength(1);
        process.kill((group ? -1 : 1) * (child.pid ?? Number.NaN), signal);
        expect(await ended, said()).toBe(130);
        await expectNothingLeft();
        expect(said()).toContain('[ERROR] interrupted');
      },
      LONG,
    );
  }

  testThat(
    'needs-engine',
    'the next bake works',
    async () => {
      expect((await project.cli(['bake', 'planner'])).exitCode).toBe(0);
      expect((await project.cli(['generate', '--discard', BASE])).exitCode).toBe(0);
      const { exitCode, stderr } = await project.cli(['bake', 'all']);
      expect(exitCode, stderr).toBe(0);
      await expectNothingLeft();
    },
    LONG,
  );
});
