/**
 * A room: mount, network and process name spaces in which this machine looks as if it never had an
 * engine. /run, /var/lib, /usr/local/bin and the home folder are its own; there is no network; and
 * whatever is started in it dies with it.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { DEFAULT_DIR } from '../../../scripts/engine/layout.ts';

/** A room, by the process that keeps it open. */
export interface Room {
  /** A command that runs the given one inside, as program and arguments. */
  readonly enter: (command: readonly string[]) => readonly [string, string[]];
  readonly home: string;
  readonly close: () => void;
}

/** Opens a room whose folders lie below `scratch`. */
export async function openRoom(scratch: string): Promise<Room> {
  const folder = (name: string) => {
    const path = join(scratch, name);
    mkdirSync(path, { recursive: true });
    return path;
  };
  const [lib, local, home] = [folder('lib'), folder('local-bin'), folder('home')];
  folder('lib/dpkg');
  const script = [
    'set -e',
    // What an engine of this machine has mounted is not part of the room.
    `grep -o ' ${DEFAULT_DIR}[^ ]*' /proc/self/mountinfo | sort -ru | xargs -r -n 1 umount -l`,
    'mount -t tmpfs tmpfs /run',
    `mount --bind /var/lib/dpkg ${lib}/dpkg`,
    `mount --rbind ${lib} /var/lib`,
    ...(process.execPath.startsWith('/usr/local/') ? [] : [`mount --bind ${local} /usr/local/bin`]),
    'echo open',
    'exec sleep infinity',
  ];
  const unshare = ['unshare', '--mount', '--net', '--pid', '--fork', '--kill-child=KILL'];
  const command = [
    '--pdeathsig',
    'KILL',
    ...unshare,
    '--mount-proc',
    'sh',
    '-c',
    script.join('\n'),
  ];
  const keeper = spawn('setpriv', command, { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise<void>((resolve, reject) => {
    keeper.stdout.once('data', () => resolve());
    keeper.once('exit', (code) => reject(new Error(`the room did not open (${code})`)));
  });
  const children = readFileSync(`/proc/${keeper.pid}/task/${keeper.pid}/children`, 'utf8');
  const inside = children.trim().split(' ')[0] ?? '';
  return {
    enter: (command) => [
      'nsenter',
      ['--target', inside, '--mount', '--net', '--pid', '--', ...command],
    ],
    home,
    close: () => void keeper.kill('SIGKILL'),
  };
}

/** Everything that an engine could have changed, as text: to be compared before and after. */
export async function snapshot(room: Room, tables: string): Promise<string> {
  const script = [
    'echo "# files"',
    `find /run /etc /var/lib /usr/local/bin /opt ${room.home} -path /var/lib/dpkg -prune -o -printf '%y %m %p %l\\n' | sort`,
    'echo "# processes"',
    "ps -eo args= | grep -vE '^(ps|grep|sort|sh|find|sleep infinity)|<defunct>$' || true",
    'echo "# network"',
    'cut -d: -f1 /proc/net/dev',
    'cat /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv6/conf/all/forwarding',
    ...['iptables', 'ip6tables'].flatMap((program) =>
      ['filter', 'nat', 'raw'].map((table) => `${tables}/${program} -t ${table} -S`),
    ),
    'echo "# mounts"',
    `grep -o ' ${DEFAULT_DIR}[^ ]*' /proc/self/mountinfo || true`,
  ];
  const [program, args] = room.enter(['sh', '-c', script.join('\n')]);
  const { stdout } = await execa(program, args);
  return stdout;
}
