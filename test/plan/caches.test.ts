/** What is said of caches, before and after a run. */
import { expect, test } from 'vitest';
import { cacheNotices, exportsCaches, unwrittenCaches } from '../../src/plan/caches.ts';
import type { RunTarget } from '../../src/plan/run-targets.ts';

const at = (tag: string) => ({ type: 'registry', ref: `10.0.0.1:5000/pantry/cache:${tag}` });
const dough: RunTarget = {
  name: 'dough',
  requested: false,
  attributes: {
    'cache-from': [at('dough-pr-1'), at('dough-main')],
    'cache-to': [at('dough-pr-1')],
  },
};
const bread: RunTarget = {
  name: 'bread',
  requested: true,
  attributes: {
    'cache-from': [at('bread-main'), at('dough-main'), { type: 'gha' }],
    'cache-to': [at('bread-pr-1'), { type: 'registry', ref: 'kept/elsewhere' }],
  },
};
const plain: RunTarget = { name: 'plain', requested: true, attributes: {} };

test('before a run: what is read and written, by repository, and how docker speaks of it', () => {
  expect(cacheNotices([dough, bread, plain], {}).map(({ line }) => line)).toEqual([
    'reads caches in 10.0.0.1:5000/pantry/cache: dough-pr-1, dough-main, bread-main',
    'writes caches in 10.0.0.1:5000/pantry/cache: dough-pr-1, bread-pr-1',
    'writes caches in kept/elsewhere: latest',
    'a cache that is missing or refused is no failure: docker says ERROR, and builds without',
  ]);
});

test('nothing is said where there are none, or nothing is built', () => {
  expect(cacheNotices([plain], {})).toEqual([]);
  expect(cacheNotices([bread], { print: true })).toEqual([]);
  expect(cacheNotices([bread], { check: true })).toEqual([]);
});

test('after a run: what was not written', () => {
  expect(unwrittenCaches([dough, bread, plain], new Set(['bread']))).toEqual([
    {
      level: 'warning',
      line: 'not written, so the next build is slower: caches in 10.0.0.1:5000/pantry/cache: dough-pr-1; docker says why at "exporting cache"',
    },
  ]);
  expect(unwrittenCaches([dough, bread, plain], new Set(['bread', 'dough']))).toEqual([]);
});

test('a cache in the image itself every builder writes', () => {
  const inline: RunTarget = { ...plain, attributes: { 'cache-to': [{ type: 'inline' }] } };
  expect([exportsCaches([plain, inline]), exportsCaches([inline, dough])]).toEqual([false, true]);
});
