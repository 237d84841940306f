import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Context } from '../context.ts';
import { fetchPackages, unpack } from '../steps/packages.ts';
import type { Step } from '../steps.ts';
import { isMade, pack } from './image.ts';
import { hashOf, RUNTIME } from './recipe.ts';

const PASSWD = [
  'root:x:0:0:root:/root:/sbin/nologin',
  'nobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin',
  'nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin',
];
const GROUP = ['root:x:0:', 'tty:x:5:', 'staff:x:50:', 'nobody:x:65534:', 'nonroot:x:65532:'];

/** Unpacks the runtime's packages into an empty root and adds what their scripts would have. */
export function runtimeRootStep(context: Context): Step {
  const { layout } = context;
  const { suites, packages } = RUNTIME;
  return {
    name: `runtime root from ${suites[0]}: ${packages.length} packages`,
    state: async () => ((await isMade(context, RUNTIME)) ? 'done' : 'todo'),
    run: async (watch) => {
      const root = join(layout.work, 'runtime.root');
      rmSync(root, { recursive: true, force: true });
      const fetch = { suite: suites[0], packages, watch };
      const debs = await fetchPackages(context, `runtime-${hashOf(RUNTIME)}`, fetch);
      await unpack(debs, root, watch);
      finish(root);
      await pack(root, context, { recipe: RUNTIME, watch });
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function finish(root: string): void {
  for (const gone of [
    'usr/share/doc',
    'usr/share/man',
    'usr/share/lintian',
    'usr/sbin/update-ca-certificates',
  ]) {
    rmSync(join(root, gone), { recursive: true, force: true });
  }
  writeFileSync(join(root, 'etc/passwd'), `${PASSWD.join('\n')}\n`);
  writeFileSync(join(root, 'etc/group'), `${GROUP.join('\n')}\n`);
  writeFileSync(join(root, 'etc/nsswitch.conf'), 'passwd: files\ngroup: files\nhosts: files dns\n');
  mkdirSync(join(root, 'home/nonroot'), { recursive: true, mode: 0o700 });
  chownSync(join(root, 'home/nonroot'), 65532, 65532);
  chmodSync(join(root, 'tmp'), 0o1777);
  // What update-ca-certificates does: one file of all of Mozilla's certificates.
  const mozilla = join(root, 'usr/share/ca-certificates/mozilla');
  const certificates = readdirSync(mozilla).sort();
  mkdirSync(join(root, 'etc/ssl/certs'), { recursive: true });
  writeFileSync(
    join(root, 'etc/ssl/certs/ca-certificates.crt'),
    certificates.map((name) => `${readFileSync(join(mozilla, name), 'utf8').trimEnd()}\n`).join(''),
  );
}
