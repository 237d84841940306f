import { expect, test } from 'vitest';
import { checkMounts, parseDockerfile } from '../../src/parse/dockerfile.ts';

function factsOf(run: string) {
  return parseDockerfile('f.Dockerfile', `FROM rust AS chef\nFROM rust\n${run}\n`);
}

// As BuildKit 0.26 reads them.
test.each<[string, Readonly<Record<string, unknown>>]>([
  ['target=/x', { type: 'bind', target: '/x', readonly: true }],
  [
    'type=bind,from=chef,source=/a,dst=/b,rw',
    { type: 'bind', from: 'chef', source: '/a', target: '/b', readonly: false },
  ],
  [
    'Type=CACHE,Destination=/x,ID=i,sharing=Locked',
    { type: 'cache', target: '/x', id: 'i', sharing: 'Locked', readonly: false },
  ],
  [
    'type=cache,target=/x,mode=0755,uid=1,gid=2,ro=false',
    { type: 'cache', target: '/x', mode: '0755', uid: '1', gid: '2', readonly: false },
  ],
  ['type=cache,target=/x,readonly', { type: 'cache', target: '/x', readonly: true }],
  ['type=tmpfs,target=/x,size=10m', { type: 'tmpfs', target: '/x', size: '10m', readonly: false }],
  [
    'type=secret,id=ca,required,env=CA',
    { type: 'secret', id: 'ca', env: 'CA', required: true, readonly: true },
  ],
  [
    'type=secret,id=ca,required=false',
    { type: 'secret', id: 'ca', required: false, readonly: true },
  ],
  ['type=ssh', { type: 'ssh', readonly: true }],
  ['type=$T,target=/x', { type: 'depends', target: '/x', readonly: true }],
  ['type=cahce,target=/x', { type: 'unknown', target: '/x', readonly: true }],
  [
    'type=bind,\\"source=a,b\\",target=/x',
    { type: 'bind', source: 'a,b', target: '/x', readonly: true },
  ],
])('--mount=%s', (value, want) => {
  const [mount] = factsOf(`RUN --mount=${value} true`).mounts;
  const { options: _, unknown, line, stage, onbuild, ...rest } = mount ?? {};
  expect(rest).toEqual({ required: false, ...want });
  expect([unknown, line, stage, onbuild]).toEqual([[], 3, 1, false]);
});

test('each mount of a RUN is on its own line, with its options as written', () => {
  const { mounts } = factsOf(
    'RUN --mount=type=cache,target=/x,tgt=1 \\\n # why\n --mount=type=ssh \\\n --mount=type=bind,\\\ntarget=/y true',
  );
  expect(mounts.map(({ type, line }) => [type, line])).toEqual([
    ['cache', 3],
    ['ssh', 5],
    ['bind', 6],
  ]);
  expect(mounts[0]?.options).toEqual([
    { key: 'type', value: 'cache' },
    { key: 'target', value: '/x' },
    { key: 'tgt', value: '1' },
  ]);
  expect(mounts[0]?.unknown).toEqual(['tgt']);
});

test('secrets and ssh are told by the id that a build has to give', () => {
  const { secrets, ssh } = factsOf(
    'RUN --mount=type=secret,id=ca,required --mount=type=secret,target=/run/token --mount=type=secret,source=key,target=/k --mount=type=ssh --mount=type=ssh,id=git true',
  );
  expect(secrets.map(({ id, required }) => [id, required])).toEqual([
    ['ca', true],
    ['token', false],
    ['key', false],
  ]);
  expect(ssh.map(({ id }) => id)).toEqual(['default', 'git']);
});

test.each<[string, readonly string[]]>([
  ['type=cache,target=/x,id=i,sharing=locked', []],
  ['type=cache,target=/x,id=i,sharing=$S', []],
  [
    'type=cache,target=/usr/local/cargo',
    [
      'cache mount on "/usr/local/cargo" has no id and no sharing',
      '--mount=type=cache,target=/usr/local/cargo,id=usr-local-cargo,sharing=locked',
    ],
  ],
  [
    'type=cache,id=,target=/x,sharing=shared',
    ['cache mount on "/x" has no id', '--mount=type=cache,target=/x,sharing=shared,id=x'],
  ],
  [
    'type=cache,target=/x,id=i',
    ['cache mount on "/x" has no sharing', '--mount=type=cache,target=/x,id=i,sharing=locked'],
  ],
  ['type=cache,id=i,sharing=locked', ['cache mount has no target', 'target=/absolute/path']],
  ['from=chef', ['bind mount has no target', 'target=/absolute/path']],
  ['type=secret', ['secret mount has no id', 'id=name']],
  [
    'type=bind,"target=/a b",dts=1',
    ['mount option "dts" is unknown to BuildKit', '--mount=\'type=bind,"target=/a b",dst=1\''],
  ],
  [
    'type=cache,target=/x,id=i,shring=locked',
    [
      'mount option "shring" is unknown to BuildKit',
      '--mount=type=cache,target=/x,id=i,sharing=locked',
    ],
  ],
  [
    'type=cache,target=/x,shring=private',
    [
      'cache mount on "/x" has no id',
      '--mount=type=cache,target=/x,sharing=private,id=x',
      'mount option "shring" is unknown to BuildKit',
      '--mount=type=cache,target=/x,sharing=private',
    ],
  ],
  [
    'type=cahce,target=/x',
    ['mount option "type" has value "cahce"', 'bind, cache, tmpfs, secret, ssh'],
  ],
  [
    'target=/x,sharing=locked',
    ['bind mount has option "sharing", which only cache may have', '--mount=target=/x'],
  ],
  [
    'type=cache,target=/x,id=i,sharing=lock',
    ['mount option "sharing" has value "lock"', 'shared, private, locked'],
  ],
  [
    'required,type=secret,id=a',
    [
      'mount option "required" stands before "type", which BuildKit needs to know first',
      '--mount=type=secret,required,id=a',
    ],
  ],
  ['type=secret,id=a,mode=9', ['mount option "mode" has value "9"', 'octal digits, such as 0444']],
  ['type=secret,id=a,required=yes', ['mount option "required" has value "yes"', 'true or false']],
  ['type=secret,id=a,source=b', ['secret mount has both "id" and "source"', 'one of them']],
  ['type=ssh,source=b', ['ssh mount has option "source"', 'option "id"']],
  [
    'target=/x,',
    [
      'mount option "" is unknown to BuildKit',
      'type, from, source, src, target, dst, destination, readonly, ro, readwrite, rw, required, size, id, sharing, mode, uid, gid, env',
    ],
  ],
  ['target', ['mount option "target" has no value', 'target=value']],
])('checkMounts: %s', (value, want) => {
  const problems = checkMounts(
    factsOf(`RUN --mount=${value.replaceAll('"', '\\"').replaceAll(' ', '\\ ')} true`),
  );
  const told = problems.flatMap(({ summary, expected, hint }) => [summary, expected ?? hint]);
  expect(told).toEqual(
    value === 'target' ? ['bind mount has no target', 'target=/absolute/path', ...want] : want,
  );
  expect(problems.every(({ code, at }) => code === 'mount-incomplete' && at?.line === 3)).toBe(
    true,
  );
});

test('a hint is itself a mount that passes', () => {
  const [problem] = checkMounts(factsOf('RUN --mount=type=cache,target=/x\\ y true'));
  expect(checkMounts(factsOf(`RUN ${String(problem?.hint)} true`))).toEqual([]);
});
