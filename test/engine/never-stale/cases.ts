/** The cases of docs/never-stale.md. */
import { allTimes, EQUAL, FUTURE, OLD, remove, swap, write } from './edits.ts';
import type { Case } from './judge.ts';

const LEAF = 'crates/answer/src/leaf.rs';
const leaf = (value: string) => `pub const LEAF: &str = "${value}";\n`;

/** In the order of the table. */
export const CASES: readonly Case[] = [
  { name: 'nothing changed', steps: [{}] },
  { name: 'a source of an older time', steps: [{ edits: [write(LEAF, leaf('two'), OLD)] }] },
  { name: 'a source of the same time', steps: [{ edits: [write(LEAF, leaf('two'), EQUAL)] }] },
  {
    name: 'all sources of a future time',
    steps: [{ edits: [allTimes(FUTURE)] }, {}],
  },
  {
    name: 'a source changed and changed back',
    steps: [
      { edits: [write(LEAF, leaf('two'), undefined)] },
      { edits: [write(LEAF, leaf('one'), EQUAL)] },
    ],
  },
  {
    name: 'two files of a listed folder swapped',
    steps: [
      { edits: [swap('crates/listed/data/first.txt', 'crates/listed/data/second.txt', EQUAL)] },
    ],
  },
  {
    name: 'a file gone from a listed folder',
    steps: [{ edits: [remove('crates/listed/data/first.txt', OLD)] }],
  },
];
