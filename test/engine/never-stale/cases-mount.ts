/** What may happen to the cache itself. */
import { type Edit, EQUAL, OLD, type Time, write } from './edits.ts';
import type { Case } from './judge.ts';
import { constant, SOURCES } from './values.ts';

const leaf = (value: string, time: Time): Edit =>
  write(SOURCES.LEAF, constant('LEAF', value), time);
const shared = (value: string, time: Time): Edit =>
  write(SOURCES.SHARED, constant('SHARED', value), time);

/** See the names. */
export const MOUNT_CASES: readonly Case[] = [
  {
    name: 'two checkouts in turn',
    steps: [
      { checkouts: ['other'], edits: [leaf('other', EQUAL), shared('other', EQUAL)] },
      { checkouts: ['main'] },
      { checkouts: ['other'] },
    ],
  },
  {
    name: 'two checkouts at once, twice',
    steps: [
      { checkouts: ['other'], edits: [leaf('other', OLD), shared('other', OLD)] },
      { checkouts: ['main', 'other'] },
      { checkouts: ['other', 'main'] },
    ],
  },
  {
    name: 'a compile that was killed, then the same again',
    steps: [{ edits: [leaf('three', OLD), shared('three', OLD)], killed: true }, {}],
  },
  {
    // Not of the crate that is killed: how far it came may differ from run to run.
    name: 'a compile that was killed, then another change',
    steps: [
      { edits: [shared('three', undefined)], killed: true },
      { edits: [write(SOURCES.NEAR, constant('NEAR', 'three'), EQUAL)] },
    ],
  },
  {
    name: 'the cache emptied',
    steps: [{ mount: 'find /app/target -mindepth 1 -delete', edits: [leaf('three', OLD)] }],
  },
  {
    name: "the cache's times in the future",
    steps: [
      { mount: "find /app/target -exec touch -h -d '2038-01-01' {} +" },
      { edits: [leaf('three', undefined)] },
    ],
  },
  {
    name: 'the cache of another toolchain',
    steps: [
      {
        mount: [
          'mkdir -p /app/target/.met && echo another > /app/target/.met/toolchain',
          "find /app/target -name '*.rlib' -exec truncate -s 0 {} +",
        ].join('\n'),
        edits: [leaf('three', undefined)],
      },
    ],
  },
  {
    name: 'the cache half made, by a beginning that was killed',
    steps: [
      {
        mount: [
          'mkdir -p /app/target/.met && touch /app/target/.met/begun',
          "find /app/target -name '*.rlib' -exec truncate -s 0 {} +",
        ].join('\n'),
        edits: [leaf('three', undefined)],
      },
    ],
  },
  {
    name: "the cache's list of contents lost",
    steps: [{ mount: 'rm -f /app/target/.met/list' }, { edits: [leaf('three', OLD)] }],
  },
  {
    name: "the cache's size written half",
    steps: [
      { mount: 'mkdir -p /app/target/.met && : > /app/target/.met/size' },
      { edits: [leaf('three', OLD)] },
    ],
  },
  {
    name: 'times lost that the list of contents needs',
    steps: [{ mount: 'rm -f /app/target/.met/times/*' }, { edits: [leaf('three', OLD)] }, {}],
  },
  {
    name: 'a cache that has grown too big',
    steps: [{ environment: { COMPILE_CACHE_LIMIT: '0' }, edits: [leaf('three', OLD)] }],
  },
];
