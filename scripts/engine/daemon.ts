import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BaketreeError } from '../../src/errors.ts';
import type { Layout } from './layout.ts';
import { processes } from './processes.ts';

/** A background program: what to start, and the socket that shows that it is there. */
export interface Daemon {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly config: string;
  readonly socket: string;
  readonly pidFile: string;
  readonly log: string;
}

/** True when something accepts connections at the unix socket. */
export function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const link = connect(socket);
    const end = (answer: boolean) => {
      link.destroy();
      resolve(answer);
    };
    link.setTimeout(2000, () => end(false));
    link.once('connect', () => end(true));
    link.once('error', () => end(false));
  });
}

/**
 * The process that is this daemon: our program file with our configuration file. A number in a file
 * would not do: it is stale after a crash, and another process may have got it since.
 */
export function pidOf(daemon: Daemon): number | undefined {
  return processes().find(
    ({ program, args }) => program === daemon.program && args.includes(daemon.config),
  )?.pid;
}

/**
 * Starts a daemon in a session of its own, so that it outlives us and our terminal, and waits for its
 * socket. One that runs already is waited for.
 * @throws BaketreeError `engine-failed` when it ends or does not answer in time.
 */
export async function startDaemon(
  daemon: Daemon,
  layout: Layout,
  options: {
    readonly line: (text: string) => void;
    readonly seconds: number;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  for (const folder of [layout.run, layout.logs]) mkdirSync(folder, { recursive: true });
  if (pidOf(daemon) === undefined) {
    for (const stale of [daemon.socket, daemon.pidFile]) rmSync(stale, { force: true });
    const log = openSync(daemon.log, 'a');
    const child = spawn(daemon.program, [...daemon.args], {
      detached: true,
      stdio: ['ignore', log, log],
      cwd: '/',
      env: { ...process.env, PATH: `${layout.bin}:${process.env.PATH ?? ''}`, TMPDIR: '' },
    });
    closeSync(log);
    child.on('error', () => undefined);
    child.unref();
  }
  for (let tried = 0; tried < options.seconds * 10; tried++) {
    options.signal.throwIfAborted();
    if (await answers(daemon.socket)) return;
    if (tried > 5 && pidOf(daemon) === undefined) break;
    options.line(`waiting for ${daemon.socket}`);
    await sleep(100);
  }
  throw new BaketreeError([
    {
      code: 'engine-failed',
      summary: `"${daemon.name}" does not answer at "${daemon.socket}"`,
      hint: `tail -n 50 ${daemon.log}`,
    },
  ]);
}

/** The container runtime under the engine. It has no pid file of its own; nothing reads this one. */
export function containerdOf(layout: Layout): Daemon {
  const config = join(layout.run, 'containerd.toml');
  return {
    name: 'containerd',
    program: join(layout.engine, 'usr/bin/containerd'),
    args: ['--config', config],
    config,
    socket: layout.containerdSocket,
    pidFile: join(layout.run, 'containerd.pid'),
    log: join(layout.logs, 'containerd.log'),
  };
}

/** The engine. A stale pid file would keep it from starting: it looks at the number only. */
export function dockerdOf(layout: Layout): Daemon {
  const pidFile = join(layout.run, 'dockerd.pid');
  const config = join(layout.run, 'dockerd.json');
  return {
    name: 'dockerd',
    program: join(layout.engine, 'usr/sbin/dockerd'),
    args: ['--config-file', config, '--pidfile', pidFile],
    config,
    socket: layout.socket,
    pidFile,
    log: join(layout.logs, 'dockerd.log'),
  };
}

/**
 * dockerd's configuration. Its image store is containerd's: only that one pushes attestations and
 * registry caches. An engine apart must leave the machine's packet filter alone (two engines overwrite
 * each other's chains), so its network is made by us.
 */
export function dockerdConfig(layout: Layout): string {
  const apart = { bridge: layout.bridge, iptables: false, ip6tables: false, 'ip-masq': false };
  const config = {
    hosts: [`unix://${layout.socket}`],
    'data-root': join(layout.data, 'docker'),
    'exec-root': join(layout.run, 'docker'),
    containerd: layout.containerdSocket,
    features: { 'containerd-snapshotter': true },
    'cgroup-parent': layout.cgroup,
    'ip-forward-no-drop': true,
    ...(layout.apart ? apart : {}),
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}

/** containerd's configuration: everything in our folders, nothing for Kubernetes. */
export function containerdConfig(layout: Layout): string {
  return [
    'version = 3',
    `root = '${join(layout.data, 'containerd')}'`,
    `state = '${join(layout.run, 'containerd')}'`,
    "disabled_plugins = ['io.containerd.grpc.v1.cri', 'io.containerd.cri.v1.images', 'io.containerd.cri.v1.runtime', 'io.containerd.nri.v1.nri']",
    '[grpc]',
    `address = '${layout.containerdSocket}'`,
    '[ttrpc]',
    `address = '${layout.containerdSocket}.ttrpc'`,
    "[plugins.'io.containerd.internal.v1.opt']",
    `path = '${join(layout.data, 'containerd-opt')}'`,
    '',
  ].join('\n');
}
