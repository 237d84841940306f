/** Old, equal and future times. */
import { allTimes, EQUAL, FUTURE, OLD, remove, swap, write } from './edits.ts';
import type { Case } from './judge.ts';
import { BROKEN, constant, SOURCES } from './values.ts';

const { LEAF, SHARED, WORDS } = SOURCES;
const leaf = (value: string, time: Date | undefined) => write(LEAF, constant('LEAF', value), time);

/** See the names. */
export const TIME_CASES: readonly Case[] = [
  { name: 'nothing changed', steps: [{}] },
  { name: 'times alone changed, into the past', steps: [{ edits: [allTimes(OLD)] }] },
  { name: 'times alone changed, into the future', steps: [{ edits: [allTimes(FUTURE)] }] },
  { name: 'a source changed, of an older time', steps: [{ edits: [leaf('three', OLD)] }] },
  { name: 'a source changed, of the same time', steps: [{ edits: [leaf('three', EQUAL)] }] },
  {
    name: 'a source changed, of a future time, then nothing',
    steps: [{ edits: [leaf('three', FUTURE)] }, {}],
  },
  {
    name: 'a source changed now and then, by a clock that was set back, earlier',
    steps: [{ edits: [leaf('three', undefined)] }, { edits: [leaf('fifteen', EQUAL)] }],
  },
  {
    name: 'a source changed and changed back, with the old time',
    steps: [{ edits: [leaf('three', undefined)] }, { edits: [leaf('one', EQUAL)] }, {}],
  },
  {
    name: 'to another branch and back, all of one time',
    steps: [
      {
        edits: [
          leaf('branch', EQUAL),
          write(SHARED, constant('SHARED', 'branch'), EQUAL),
          write('crates/listed/data/branch.txt', 'branch\n', EQUAL),
        ],
      },
      {
        edits: [
          leaf('one', EQUAL),
          write(SHARED, constant('SHARED', 'one'), EQUAL),
          remove('crates/listed/data/branch.txt', EQUAL),
        ],
      },
    ],
  },
  {
    name: 'two folders of a crate swapped by renames, as worktrees are',
    steps: [
      {
        edits: [
          write('other/mod.rs', constant('WORDS', 'worktree'), OLD),
          swap('other', 'crates/answer/src/words', OLD),
        ],
      },
    ],
  },
  {
    name: 'two files swapped by renames',
    steps: [
      { edits: [swap('crates/listed/data/first.txt', 'crates/listed/data/second.txt', EQUAL)] },
    ],
  },
  {
    name: 'a source that does not compile, of an older time, then back',
    steps: [{ edits: [write(LEAF, BROKEN, OLD)], fails: true }, { edits: [leaf('one', EQUAL)] }],
  },
  {
    name: 'one crate does not compile while others changed, then it does',
    steps: [
      {
        edits: [
          write(WORDS, BROKEN, undefined),
          write(SHARED, constant('SHARED', 'three'), OLD),
          write('assets/text.txt', 'three\n', OLD),
        ],
        fails: true,
      },
      { edits: [write(WORDS, constant('WORDS', 'one'), EQUAL)] },
    ],
  },
];
