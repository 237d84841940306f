/** Several at a time, not more than allowed, and results where they belong. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { inParallel } from '../../src/commands/in-parallel.ts';

test('results are in order, and no more than the limit are under way', async () => {
  let running = 0;
  let most = 0;
  const run = async (item: number) => {
    running += 1;
    most = Math.max(most, running);
    await sleep(item % 3);
    running -= 1;
    return item * 2;
  };
  const items = Array.from({ length: 20 }, (_, index) => index);
  expect(await inParallel(items, run, 3)).toEqual(items.map((item) => item * 2));
  expect(most).toBe(3);
  expect(await inParallel([], run)).toEqual([]);
});
