/**
 * The engine command on a machine where docker does not answer: killed at each step, run again,
 * stopped, crashed, removed; and the machine is what it was.
 *
 * It takes packages and built images from the cache of this machine's own engine, where there is one.
 * Without it, everything is fetched and built once. Debian as root only: elsewhere it is skipped.
 */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { layoutOf } from '../../../scripts/engine/layout.ts';
import { obstacleOf, readMachine } from '../../../scripts/engine/machine.ts';
import { processes } from '../../../scripts/engine/processes.ts';
import { killAtEachStep, runEngine, type Start } from './chain.ts';
import { openRoom, type Room, snapshot } from './room.ts';

const obstacle = obstacleOf(readMachine(), 'an engine of its own');
const why = obstacle && `needs-debian-root: ${obstacle.summary}`;
const minutes = (count: number) => count * 60_000;

/** Short, as unix sockets lie below it. */
const scratch = mkdtempSync('/tmp/bt-');
const cache = join(scratch, 'cache');
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

let warm = false;
beforeAll(() => {
  const own = process.env.BAKETREE_ENGINE_CACHE ?? layoutOf({}).cache;
  warm = existsSync(join(own, 'images'));
  if (why === undefined && warm) cpSync(own, cache, { recursive: true });
  // A small image is made anew, so that making one is killed, too.
  const images = join(cache, 'images');
  for (const name of existsSync(images) ? readdirSync(images) : []) {
    if (name.includes('runtime')) rmSync(join(images, name), { recursive: true });
  }
});

const CLEAN = /^(BAKETREE|DOCKER|BUILDX|FLAVOUR|CHEF|RUNTIME|CA_FILE)/;
const inherited = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !CLEAN.test(name)),
);

describe('an engine apart, with a network', () => {
  const dir = join(scratch, 'apart');
  const dotenv = join(scratch, '.env');
  const socket = `unix://${join(dir, 'docker.sock')}`;
  const start: Start = {
    enter: ([program = '', ...args]) => [program, args],
    env: {
      ...inherited,
      BAKETREE_ENGINE_DIR: dir,
      BAKETREE_ENGINE_CACHE: cache,
      DOCKER_CONFIG: join(scratch, 'docker'),
    },
  };
  const docker = (...args: string[]) =>
    execa(join(dir, 'bin/docker'), ['-H', socket, ...args], { reject: false });
  const args = ['--dotenv', dotenv];
  // Whatever failed, no engine stays behind.
  afterAll(async () => void (why || (await runEngine(start, ['--remove']))), minutes(2));

  /** Who still works for a killed run; daemons and what they run are meant to stay. */
  const orphans = async () => {
    const { stdout } = await execa('ps', ['-eo', 'args=']);
    const engine = /(dockerd|containerd|containerd-shim-runc-v2|docker-init|docker-proxy)( |$)/;
    return stdout
      .split('\n')
      .filter((line) => line.includes(dir) && !engine.test(line.slice(0, 120)));
  };

  test(
    'killed at each step, it goes on; a user’s .env keeps its lines',
    async (context) => {
      if (why) return context.skip(why);
      writeFileSync(dotenv, 'TOKEN=mine', { mode: 0o600 });
      expect((await docker('info')).exitCode).not.toBe(0);
      const check = () => expect.poll(orphans, { timeout: 30_000 }).toEqual([]);
      // Without a cache the steps are long enough to be killed amid their work, too.
      await killAtEachStep(start, args, { delays: warm ? [0] : [0, 5000], check });
      const last = await runEngine(start, args);
      expect(last.code, last.text).toBe(0);
      expect((await docker('info')).exitCode).toBe(0);
      expect(readFileSync(dotenv, 'utf8')).toMatch(
        /begin.*\nFLAVOUR=debian\nCHEF_IMAGE=baketree-standin\/chef:trixie\nRUNTIME_IMAGE=baketree-standin\/runtime:trixie\n(CA_FILE=.*\n)?.*end\nTOKEN=mine$/s,
      );
      const again = await runEngine(start, args);
      expect(again.text).not.toMatch(/… done/);
      expect(again.text).toContain('0 of 17 steps had to be done');
    },
    minutes(25),
  );

  test(
    'a Rust program built in the chef stand-in runs in the runtime stand-in',
    async (context) => {
      if (why) return context.skip(why);
      const folder = join(scratch, 'program');
      mkdirSync(folder, { recursive: true });
      writeFileSync(
        join(folder, 'Dockerfile'),
        [
          'FROM baketree-standin/chef:trixie AS chef',
          'RUN cargo chef --version && mkdir /x && cd /x && cargo init -q --name hello && cargo build -q',
          'FROM baketree-standin/runtime:trixie',
          'COPY --from=chef /x/target/debug/hello /hello',
          'CMD ["/hello"]',
        ].join('\n'),
      );
      const built = await docker('build', '-t', 'baketree-try:1', folder);
      expect(built.exitCode, built.stderr).toBe(0);
      expect((await docker('run', '--rm', 'baketree-try:1')).stdout).toBe('Hello, world!');
      const shell = await docker('run', '--rm', 'baketree-standin/runtime:trixie', 'sh');
      expect(shell.stderr).toContain('executable file not found');
    },
    minutes(5),
  );

  test(
    'an interrupt ends with 130 and says how to go on',
    async (context) => {
      if (why) return context.skip(why);
      await docker('image', 'rm', '-f', 'baketree-standin/runtime:trixie');
      const stop = { at: 'image baketree-standin/runtime', after: 50, signal: 'INT' } as const;
      const { code, text } = await runEngine(start, args, stop);
      expect(code, text).toBe(130);
      expect(text).toContain('interrupted; npm run engine goes on from here');
      await expect.poll(orphans, { timeout: 30_000 }).toEqual([]);
    },
    minutes(2),
  );

  test(
    'two runs at once: the second one says who is at work',
    async (context) => {
      if (why) return context.skip(why);
      await docker('image', 'rm', '-f', 'baketree-standin/chef:trixie');
      const first = runEngine(start, args);
      await new Promise((resolve) => setTimeout(resolve, 2500));
      const second = await runEngine(start, args);
      expect(second.code).toBe(4);
      expect(second.text).toMatch(
        /another run \(process \d+\) is at work in the same state folder/,
      );
      expect((await first).code).toBe(0);
    },
    minutes(3),
  );

  test(
    'after a crash with a container running, it starts again; removed, nothing is left',
    async (context) => {
      if (why) return context.skip(why);
      const run = [
        'run',
        '-d',
        '--restart',
        'always',
        'baketree-standin/chef:trixie',
        'sleep',
        '9999',
      ];
      expect((await docker(...run)).exitCode).toBe(0);
      const crash = async () => {
        const daemons = processes().filter(({ program }) =>
          /\/(dockerd|containerd)$/.test(program),
        );
        for (const { pid } of daemons.filter(({ program }) => program.startsWith(`${dir}/`))) {
          process.kill(pid, 'SIGKILL');
        }
      };
      await crash();
      const up = await runEngine(start, args);
      expect(up.code, up.text).toBe(0);
      expect((await docker('ps', '-q')).stdout).not.toBe('');
      await crash();
      const half = { at: 'ended', after: 0, signal: 'KILL' } as const;
      await runEngine(start, ['--remove'], half);
      const removed = await runEngine(start, ['--remove']);
      expect(removed.code, removed.text).toBe(0);
      expect(existsSync(dir)).toBe(false);
      expect(existsSync(join(scratch, 'docker'))).toBe(false);
      expect(readFileSync(dotenv, 'utf8')).toBe('TOKEN=mine');
      expect((await execa('ps', ['-eo', 'args='])).stdout).not.toContain(dir);
      expect(readFileSync('/proc/self/mountinfo', 'utf8')).not.toContain(dir);
      expect(readFileSync('/proc/net/dev', 'utf8')).not.toContain(layoutOf({ dir }).bridge);
      const nothing = await runEngine(start, ['--remove']);
      expect(nothing.text).toContain(`nothing to undo: no engine was set up in ${dir}`);
    },
    minutes(3),
  );
});

describe('the default engine, on a machine that never had one', () => {
  let room: Room;
  const observe = join(scratch, 'observe');
  const home = join(scratch, 'home');
  const dotenv = join(home, '.env');
  const dir = layoutOf({}).dir;

  beforeAll(async () => {
    if (why) return;
    // What looks at the room must not be what is set up in it: programs of its own, from the same packages.
    for (const kind of readdirSync(join(cache, 'debs'))) {
      for (const deb of readdirSync(join(cache, 'debs', kind)).filter((name) =>
        OBSERVERS.test(name),
      )) {
        await execa('dpkg-deb', ['-x', join(cache, 'debs', kind, deb), observe]);
      }
    }
    for (const name of ['iptables', 'ip6tables']) {
      const lib = join(observe, 'usr/lib/x86_64-linux-gnu');
      const set = `LD_LIBRARY_PATH=${lib} XTABLES_LIBDIR=${lib}/xtables`;
      const run = `exec -a ${name} ${observe}/usr/sbin/xtables-nft-multi "$@"`;
      writeFileSync(join(observe, name), `#!/bin/bash\n${set} ${run}\n`, { mode: 0o755 });
    }
    room = await openRoom(scratch);
  }, minutes(2));
  afterAll(() => room?.close());

  const startIn = (path: string): Start => ({
    enter: (command) => room.enter(command),
    env: { ...inherited, HOME: home, PATH: path, BAKETREE_ENGINE_CACHE: cache },
  });
  const PATH = '/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  const args = ['--dotenv', dotenv];
  const docker = async (...command: string[]) => {
    const [program, all] = room.enter(['docker', ...command]);
    const env = { HOME: home, PATH, BUILDX_CONFIG: join(scratch, 'buildx') };
    return execa(program, all, { reject: false, env, extendEnv: false });
  };

  test(
    'killed at each step, stopped, started and removed: the machine is what it was',
    async (context) => {
      if (why) return context.skip(why);
      const start = startIn(PATH);
      const before = await snapshot(room, observe);
      expect((await docker('info')).exitCode).not.toBe(0);

      const check = () => expect.poll(() => atWork(room), { timeout: 30_000 }).toEqual([]);
      await killAtEachStep(start, args, { delays: [0, 300], check });
      const up = await runEngine(start, args);
      expect(up.code, up.text).toBe(0);
      expect((await docker('info')).exitCode).toBe(0);
      expect((await docker('buildx', 'inspect')).stdout).toMatch(/^Driver:\s+docker$/m);
      expect(readFileSync(dotenv, 'utf8')).toContain('FLAVOUR=debian');

      const stopped = await runEngine(start, ['--stop']);
      expect(stopped.code, stopped.text).toBe(0);
      const still = await snapshot(room, observe);
      for (const part of ['processes', 'network', 'mounts']) {
        expect(ofPart(still, part)).toBe(ofPart(before, part));
      }

      const again = await runEngine(start, args);
      expect(again.text).toMatch(/dockerd at .* … done/);
      expect(again.text).toMatch(/image baketree-standin\/chef:trixie … already done/);

      const removed = await runEngine(start, ['--remove']);
      expect(removed.code, removed.text).toBe(0);
      expect(await snapshot(room, observe)).toBe(before);
    },
    minutes(10),
  );

  test(
    'a docker that accepts and never answers: told within 30 s, nothing set up',
    async (context) => {
      if (why) return context.skip(why);
      const server =
        "require('net').createServer(() => {}).listen('/run/docker.sock', () => console.log('up'))";
      const [program, all] = room.enter([process.execPath, '-e', server]);
      const silent = execa(program, all, { reject: false });
      await new Promise((resolve) => silent.stdout.once('data', resolve));
      const from = performance.now();
      const { code, text } = await runEngine(startIn(`${observe}/usr/bin:${PATH}`), args);
      expect(code).toBe(4);
      expect(text).toContain('docker-unreachable: docker does not answer within 10 s');
      expect((performance.now() - from) / 1000).toBeLessThan(30);
      await expect.poll(() => atWork(room), { timeout: 30_000 }).toHaveLength(1);
      silent.kill('SIGKILL');
      expect(existsSync(join(scratch, 'lib', dir.split('/').at(-1) ?? ''))).toBe(false);
    },
    minutes(1),
  );

  test(
    'without root: what to install, and exit 4',
    async (context) => {
      if (why) return context.skip(why);
      const [program, all] = room.enter(['rm', '-f', '/run/docker.sock']);
      await execa(program, all);
      const nobody: Start = {
        ...startIn(PATH),
        enter: (command) => room.enter(['setpriv', '--reuid=65534', '--clear-groups', ...command]),
      };
      const { code, text } = await runEngine(nobody, args);
      expect(code, text).toBe(4);
      expect(text).toContain('docker does not answer, and setting it up here takes root');
      expect(text).toContain('try: sudo npm run engine');
    },
    minutes(1),
  );
});

const OBSERVERS =
  /^(iptables|libip[46]tc2|libxtables12|libmnl0|libnfnetlink0|libnetfilter-conntrack3|libnftnl11|docker-cli)_/;

/** The lines of one part of a snapshot. */
function ofPart(text: string, name: string): string {
  return text.split('# ').find((part) => part.startsWith(name)) ?? '';
}

/** Who is at work in a room besides daemons, what they run, and the room's keeper. */
async function atWork(room: Room): Promise<string[]> {
  const [program, all] = room.enter(['ps', '-ww', '-eo', 'cgroup:200=,args=']);
  const { stdout } = await execa(program, all);
  // The keeper of the room does not bury the dead.
  const meant =
    /<defunct>$|^(sleep infinity|ps -ww|\S*\/(dockerd|containerd|containerd-shim-runc-v2) )/;
  return stdout
    .split('\n')
    .filter((line) => !line.includes('/baketree-'))
    .map((line) => line.replace(/^\S+\s+/, '').trim())
    .filter((line) => !meant.test(line));
}
