/** Everything that a binary may be made of, changed where its time does not tell. */
import { type Edit, EQUAL, mode, OLD, remove, rename, replace, write } from './edits.ts';
import type { Case } from './judge.ts';
import { constant, SOURCES } from './values.ts';

/** A case of one step. */
const once = (name: string, ...edits: readonly Edit[]): Case => ({ name, steps: [{ edits }] });

/** Names that a shell would not take as they are. */
const ODD = ['-rf', "it's", 'a  b', '$HOME', '`id`', '*', 'é ü', '#', '~', '%s', '{}'];

/** See the names. */
export const CONTENT_CASES: readonly Case[] = [
  once('a module', write(SOURCES.WORDS, constant('WORDS', 'three'), OLD)),
  once(
    'a module moved from a folder to a file',
    rename('crates/answer/src/words/mod.rs', 'crates/answer/src/words.rs', EQUAL),
    write('crates/answer/src/words.rs', constant('WORDS', 'three'), OLD),
  ),
  once(
    'a file added as a module',
    write(SOURCES.LEAF, 'mod added;\npub use added::LEAF;\n', OLD),
    write('crates/answer/src/leaf/added.rs', constant('LEAF', 'added'), OLD),
  ),
  {
    name: 'a module is gone that is still needed',
    steps: [{ edits: [remove(SOURCES.LEAF, OLD)], fails: true }],
  },
  once('a crate that others use', write(SOURCES.SHARED, constant('SHARED', 'three'), OLD)),
  once('a crate outside the folder of crates', write(SOURCES.NEAR, constant('NEAR', 'three'), OLD)),
  once('a procedural macro', replace('crates/macros/src/lib.rs', '"one"', '"three"', OLD)),
  once('a file of include_str!', write('assets/text.txt', 'three\n', OLD)),
  once('a file of include_bytes!', write('assets/bytes.bin', 'three\n', OLD)),
  once('the input of generated code', write('crates/generated/schema.txt', 'three\n', OLD)),
  once('a build script itself', replace('crates/generated/build.rs', '{}-one', '{}-three', OLD)),
  once('a file that a build script names', write('crates/tracked/input.txt', 'three\n', OLD)),
  once('the mode of a file that a build script names', mode('crates/tracked/input.txt', 0o640)),
  once('a listed folder: a file changed', write('crates/listed/data/first.txt', 'changed\n', OLD)),
  once('a listed folder: a file added', write('crates/listed/data/added.txt', 'added\n', OLD)),
  once('a listed folder: a file gone', remove('crates/listed/data/first.txt', OLD)),
  once(
    'a listed folder: a file gone from a folder in it',
    remove('crates/listed/data/deep/third.txt', OLD),
  ),
  once('a listed folder: a folder in it gone', remove('crates/listed/data/deep', OLD)),
  once(
    'a listed folder: a file renamed',
    rename('crates/listed/data/first.txt', 'crates/listed/data/renamed.txt', OLD),
  ),
  {
    name: 'a listed folder: files whose names a shell would not take',
    steps: [
      { edits: ODD.map((name) => write(`crates/listed/data/${name}`, 'odd\n', OLD)) },
      { edits: ODD.map((name) => write(`crates/listed/data/${name}`, 'changed\n', OLD)) },
      { edits: ODD.slice(1).map((name) => remove(`crates/listed/data/${name}`, OLD)) },
    ],
  },
  once('a whole package: a file changed', write('crates/whole/data/first.txt', 'changed\n', OLD)),
  once('a whole package: a file gone', remove('crates/whole/data/first.txt', OLD)),
  once(
    'a whole package: a file renamed',
    rename('crates/whole/data/first.txt', 'crates/whole/data/renamed.txt', OLD),
  ),
  {
    name: 'a whole package: a file gone from a folder beside a folder named Cargo.toml',
    steps: [
      { edits: [write('crates/whole/data/deep/Cargo.toml/inner.txt', 'inner\n', OLD)] },
      { edits: [remove('crates/whole/data/deep/third.txt', OLD)] },
    ],
  },
  {
    name: 'a whole package: a file changed in a hidden folder',
    steps: [
      { edits: [write('crates/whole/data/.hidden/file.txt', 'one\n', OLD)] },
      { edits: [write('crates/whole/data/.hidden/file.txt', 'three\n', OLD)] },
    ],
  },
];
