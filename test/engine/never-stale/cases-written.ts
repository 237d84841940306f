/** Build scripts that write into the sources, which are others in the next build. */
import { type Edit, OLD, replace, write } from './edits.ts';
import type { Case } from './judge.ts';
import { BROKEN, constant, SOURCES } from './values.ts';

const CRATE = 'crates/generated';
const SCHEMA = `${CRATE}/schema.txt`;
const GENERATED = `${CRATE}/src/written.rs`;

const leaf = (value: string): Edit => write(SOURCES.LEAF, constant('LEAF', value), OLD);
/** What the script writes. */
const generated = (value: string): Edit =>
  write(GENERATED, `pub const GENERATED: &str = "${value}-one";`, OLD);
/** The script writes beside its crate's other sources. */
const WRITES: readonly Edit[] = [
  replace(
    `${CRATE}/build.rs`,
    'Path::new(&env::var("OUT_DIR").unwrap()).join("generated.rs")',
    '"src/written.rs"',
    OLD,
  ),
  replace(`${CRATE}/build.rs`, 'env, fs, path::Path', 'fs', OLD),
  write(`${CRATE}/src/lib.rs`, 'include!("written.rs");\n', OLD),
];
/** The crate is compiled again, and the script has no reason to run. */
const COMPILED_AGAIN = write(`${CRATE}/src/lib.rs`, '// Again.\ninclude!("written.rs");\n', OLD);

/** See the names. */
export const WRITTEN_CASES: readonly Case[] = [
  {
    name: 'a build script writes a source, and another crate changes',
    steps: [{ edits: WRITES }, { edits: [leaf('three')] }],
  },
  {
    name: 'a build script writes over a source, then its crate changes',
    steps: [
      { edits: [...WRITES, generated('one')] },
      { edits: [write(SCHEMA, 'three\n', OLD)] },
      { edits: [COMPILED_AGAIN] },
    ],
  },
  {
    name: 'a build script writes a source as it is already, which changes later',
    steps: [
      { edits: [...WRITES, generated('one')] },
      {},
      { edits: [generated('eleven')] },
      { edits: [leaf('three')] },
    ],
  },
  {
    name: 'a build script writes over a source, and another crate does not compile, then it does',
    steps: [
      { edits: [...WRITES, generated('one')] },
      { edits: [write(SCHEMA, 'three\n', OLD), write(SOURCES.WORDS, BROKEN, OLD)], fails: true },
      { edits: [write(SOURCES.WORDS, constant('WORDS', 'three'), OLD), COMPILED_AGAIN] },
    ],
  },
];
