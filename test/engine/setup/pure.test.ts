import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { renderAptConf } from '../../../scripts/engine/apt.ts';
import { dockerdConfig } from '../../../scripts/engine/daemon.ts';
import { aptOptions } from '../../../scripts/engine/images/chef.ts';
import { imageFiles } from '../../../scripts/engine/images/layout.ts';
import { CHEF, hashOf, RUNTIME } from '../../../scripts/engine/images/recipe.ts';
import { layoutOf } from '../../../scripts/engine/layout.ts';
import { obstacleOf } from '../../../scripts/engine/machine.ts';
import { subnetOf } from '../../../scripts/engine/network.ts';
import { parseInfo } from '../../../scripts/engine/probe.ts';
import { isOurs } from '../../../scripts/engine/processes.ts';
import { merge } from '../../../scripts/engine/record.ts';
import { mountsBelow } from '../../../scripts/engine/undo.ts';

describe('a state folder', () => {
  test('the default one has the default socket and leaves the packet filter to the engine', () => {
    const layout = layoutOf({});
    expect(layout.socket).toBe('/var/run/docker.sock');
    expect(JSON.parse(dockerdConfig(layout))).not.toHaveProperty('iptables');
  });

  test('any other one shares nothing: socket, bridge, subnet, control group', () => {
    const [one, two] = [layoutOf({ dir: '/tmp/one' }), layoutOf({ dir: '/tmp/two' })];
    for (const key of ['socket', 'bridge', 'cgroup', 'cache'] as const) {
      expect(one[key]).not.toBe(two[key]);
    }
    expect(one.bridge.length).toBeLessThan(16);
    expect(subnetOf(one.bridge)).not.toEqual(subnetOf(two.bridge));
    expect(JSON.parse(dockerdConfig(one))).toMatchObject({ iptables: false, bridge: one.bridge });
  });
});

describe('the record', () => {
  const none = { links: [], folders: [], envFiles: [], newFiles: [], images: [] };
  const before = { absent: ['/run/docker'], settings: {}, chains: false, bridge: false };

  test('a second run adds links, and never hides what was there before the first', () => {
    const first = merge(none, { links: ['/a'], before });
    const later = { ...before, absent: [], bridge: true };
    expect(merge(first, { links: ['/b', '/a'], before: later })).toEqual({
      ...none,
      links: ['/a', '/b'],
      before,
    });
  });
});

describe('whose process', () => {
  const process = { pid: 2, program: '/usr/bin/node', args: [], cgroups: '0::/user\n' };

  test('ours by program or by control group, and by nothing that merely looks like it', () => {
    const ours = (more: Partial<typeof process>) =>
      isOurs({ ...process, ...more }, '/var/lib/e', '/baketree-1');
    expect(ours({ program: '/var/lib/e/engine/usr/sbin/dockerd' })).toBe(true);
    expect(ours({ cgroups: '4:pids:/baketree-1/abc\n' })).toBe(true);
    expect(ours({})).toBe(false);
    expect(ours({ program: '/var/lib/engine/dockerd' })).toBe(false);
    expect(ours({ cgroups: '4:pids:/baketree-12/abc\n' })).toBe(false);
  });
});

test('mounts of the folder, the deepest first', () => {
  const line = (path: string) => `31 22 0:26 / ${path} rw shared:1 - tmpfs tmpfs rw`;
  const info = ['/', '/tmp/e', '/tmp/e/data', '/tmp/e/data/docker/x', '/tmp/e2/data'].map(line);
  expect(mountsBelow(info.join('\n'), '/tmp/e')).toEqual(['/tmp/e/data/docker/x', '/tmp/e/data']);
});

describe('the machine', () => {
  const sources = [{ uri: 'http://m.example/debian', suite: 'bookworm', components: ['main'] }];
  const machine = {
    system: 'Debian GNU/Linux 12 (bookworm)',
    debian: true,
    codename: 'bookworm',
    root: true,
    amd64: true,
    sources,
  };

  test('Debian as root with its sources: no obstacle', () => {
    expect(obstacleOf(machine, 'docker does not answer, and setting it up here')).toBeUndefined();
  });

  test('everything that is missing is named at once', () => {
    const other = { ...machine, system: 'Fedora 42', debian: false, root: false, sources: [] };
    expect(obstacleOf(other, 'docker does not answer, and setting it up here')).toEqual({
      code: 'engine-unsupported',
      summary:
        'docker does not answer, and setting it up here takes Debian (this is "Fedora 42"), root',
      expected: 'docker 28 or newer with buildx 0.29 or newer: installed, started, and answering',
      hint: ['docker info', 'docker buildx version'],
    });
  });

  test('only root is missing: the line to type', () => {
    const hint = obstacleOf({ ...machine, root: false }, 'x')?.hint;
    expect(hint).toContain('sudo npm run engine');
  });

  test('Debian without a source of its own release', () => {
    expect(obstacleOf({ ...machine, sources: [] }, 'x')?.summary).toContain(
      'a source of "bookworm" main',
    );
  });
});

describe('apt', () => {
  const acquire = [
    'Acquire::http::Proxy "http://proxy.example:3128";',
    'Acquire::Check-Date "false";',
    'Acquire::IndexTargets::deb::Packages "";',
    'Acquire::GzipIndexes "true";',
  ];

  test('a private configuration keeps proxies and checks, and names no folder of the system but its status', () => {
    const text = renderAptConf({ folder: '/e/apt/forky', suite: 'forky', acquire, status: true });
    expect(text).toContain('Acquire::http::Proxy "http://proxy.example:3128";');
    expect(text).not.toContain('IndexTargets');
    const paths = [...text.matchAll(/"(\/[^"]*)"/g)].map((match) => match[1]);
    expect(paths.filter((path) => !path?.startsWith('/e/apt/forky'))).toEqual(
      expect.arrayContaining(['/dev/null', '/var/lib/dpkg/status']),
    );
    expect(new Set(paths.filter((path) => !path?.startsWith('/e/apt/forky'))).size).toBe(2);
  });

  test('images get the proxies and checks only', () => {
    expect(aptOptions(acquire)).toEqual(acquire.slice(0, 2));
  });
});

describe('docker info', () => {
  test('an engine, after a warning', () => {
    const info = {
      ServerVersion: '28.5.2',
      Driver: 'overlayfs',
      DriverStatus: [['driver-type', 'io.containerd.snapshotter.v1']],
    };
    expect(parseInfo(`WARNING: old\n${JSON.stringify(info)}\n`)).toEqual({
      version: '28.5.2',
      store: 'containerd',
    });
    expect(parseInfo(JSON.stringify({ ServerVersion: '27.0', Driver: 'overlay2' }))?.store).toBe(
      'overlay2',
    );
  });

  test('a client that found nobody', () => {
    expect(parseInfo('{"ServerErrors":["Cannot connect"]}')).toBeUndefined();
    expect(parseInfo('')).toBeUndefined();
  });
});

describe('stand-ins', () => {
  test('a changed recipe has another hash', () => {
    expect(hashOf(CHEF)).not.toBe(hashOf(RUNTIME));
    expect(hashOf({ ...CHEF, packages: [...CHEF.packages, 'cmake'] })).not.toBe(hashOf(CHEF));
  });

  test('every descriptor in the folder fits the file that it names', () => {
    const files = imageFiles('a/b:1', { sha256: 'c'.repeat(64), size: 7 }, { Cmd: ['x'] });
    const blobs = files.filter(({ path }) => path.startsWith('blobs/'));
    expect(blobs).toHaveLength(2);
    for (const { path, text } of blobs) {
      const sha256 = createHash('sha256').update(text).digest('hex');
      expect(path).toBe(`blobs/sha256/${sha256}`);
      const others = files.map((file) => file.text).join('\n');
      expect(others).toContain(`{"digest":"sha256:${sha256}","size":${text.length}`.slice(1));
    }
  });
});
