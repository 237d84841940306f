/** The changes of the example's sources that are measured. Each run makes one that was never made before. */
import { randomBytes } from 'node:crypto';
import { appendFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { inContainer } from './cargo-alone.ts';

/** Letters and digits that nobody has had. */
export const unique = () => randomBytes(6).toString('hex');

/** Changes the sources; `container` has cargo and a network. */
type Edit = (source: string, run: number, container: string) => Promise<unknown>;

const says =
  (file: string, name: string): Edit =>
  (source) =>
    writeFile(path.join(source, file), `pub const ${name}: &str = "${unique()}";\n`);

/** Each run takes another one, so that nobody has compiled it before. */
const MEMCHR = [
  '2.7.6',
  '2.7.5',
  '2.7.4',
  '2.7.3',
  '2.7.2',
  '2.7.1',
  '2.7.0',
  '2.6.4',
  '2.6.3',
  '2.6.2',
];

const takesMemchr: Edit = async (source, run, container) => {
  const version = MEMCHR[run];
  if (version === undefined) throw new Error(`at most ${MEMCHR.length - 1} runs`);
  await inContainer(container, ['rm -rf /tmp/lock', 'mkdir /tmp/lock']);
  await execa('docker', ['cp', `${source}/.`, `${container}:/tmp/lock`]);
  const update = `cargo update --package memchr --precise ${version}`;
  await inContainer(container, ['cd /tmp/lock', update, 'cargo fetch --locked']);
  await execa('docker', ['cp', `${container}:/tmp/lock/Cargo.lock`, source]);
  // So that what an earlier bench cooked with this version is not found again.
  await appendFile(path.join(source, 'Cargo.toml'), `\n[workspace.metadata.bench-${unique()}]\n`);
};

/** A kind of change. */
export interface Edited {
  readonly name: string;
  readonly edit: Edit;
  /** Whether it takes a new base image, too. */
  readonly base: boolean;
}

const LEAF: Edited = {
  name: 'a line in a leaf binary',
  edit: says('crates/coordinator/src/motto.rs', 'MOTTO'),
  base: false,
};

const EDITS: readonly Edited[] = [
  { name: 'nothing', edit: async () => {}, base: false },
  {
    name: 'a file that cargo does not read',
    edit: (source) => writeFile(path.join(source, 'README.md'), unique()),
    base: false,
  },
  LEAF,
  {
    name: 'a line in the shared crate',
    edit: says('crates/shared/src/greeting.rs', 'GREETING'),
    base: false,
  },
  { name: "a dependency's version", edit: takesMemchr, base: true },
];

/** All of them for the profile of the example, and one for any other. */
export function editsOf(profile: string): readonly Edited[] {
  return profile === 'release' ? EDITS : [LEAF];
}
