/** Symbolic links: other content under the same name, and no time that says so. */
import { EQUAL, link, OLD, remove, write } from './edits.ts';
import type { Case } from './judge.ts';
import { BROKEN, constant, SOURCES } from './values.ts';

const [FILE, FOLDER] = ['crates/answer/src/linked.txt', 'crates/answer/src/linked'];

/** See the names. */
export const LINK_CASES: readonly Case[] = [
  {
    name: 'the file that a link leads to',
    steps: [{ edits: [write('assets/here.txt', 'changed\n', OLD)] }],
  },
  {
    name: 'a link leads to another file',
    steps: [
      { edits: [link(FILE, '../../../assets/there.txt', OLD)] },
      { edits: [link(FILE, '../../../assets/here.txt', OLD)] },
    ],
  },
  {
    name: 'a link leads to another folder',
    steps: [
      { edits: [link(FOLDER, '../../../assets/there', OLD)] },
      { edits: [link(FOLDER, '../../../assets/here', OLD)] },
    ],
  },
  {
    name: 'a link leads to a folder above it',
    steps: [
      { edits: [write('crates/answer/inner.txt', 'above\n', OLD)] },
      { edits: [link(FOLDER, '..', OLD)] },
    ],
  },
  {
    name: 'a file takes the place of a link',
    steps: [{ edits: [write(FILE, 'a file\n', OLD)] }],
  },
  {
    name: 'a folder takes the place of a link',
    steps: [{ edits: [remove(FOLDER, OLD), write(`${FOLDER}/inner.txt`, 'a file\n', OLD)] }],
  },
  {
    name: 'a link leads to another file while a source does not compile',
    steps: [
      {
        edits: [
          link(FILE, '../../../assets/there.txt', OLD),
          write(SOURCES.WORDS, BROKEN, undefined),
        ],
        fails: true,
      },
      { edits: [write(SOURCES.WORDS, constant('WORDS', 'one'), EQUAL)] },
    ],
  },
  {
    name: 'a listed folder has links to nothing, to themselves and to each other',
    steps: [
      {
        edits: [
          link('assets/nothing', 'nowhere', OLD),
          link('assets/itself', 'itself', OLD),
          link('assets/loop', '.', OLD),
          link('assets/here/back', '../there', OLD),
          link('assets/there/back', '../here', OLD),
        ],
      },
      { edits: [write('assets/text.txt', 'three\n', OLD)] },
      {},
    ],
  },
  {
    name: 'a link leads into the folder that cargo writes to',
    steps: [
      { edits: [link('crates/answer/built', '../../target', OLD)] },
      { edits: [write(SOURCES.LEAF, constant('LEAF', 'three'), OLD)] },
      { edits: [write(SOURCES.LEAF, constant('LEAF', 'fifteen'), OLD)] },
      {},
    ],
  },
  {
    name: 'a whole package: a file gone from a folder that a link in it leads to',
    steps: [
      {
        edits: [
          write('assets/here/extra.txt', 'extra\n', OLD),
          link('crates/whole/data/linked', '../../../assets/here', OLD),
        ],
      },
      { edits: [remove('assets/here/extra.txt', OLD)] },
    ],
  },
  {
    name: 'a listed folder: the file is gone that a link in it leads to',
    steps: [
      {
        edits: [
          write('assets/gone.txt', 'not yet\n', OLD),
          link('crates/listed/data/linked', '../../../assets/gone.txt', OLD),
        ],
      },
      { edits: [remove('assets/gone.txt', OLD)], fails: true },
      { edits: [write('assets/gone.txt', 'not yet\n', OLD)] },
    ],
  },
];
