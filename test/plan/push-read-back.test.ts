/** What tags lead to after a push that bake calls good. */
import { describe, expect, test } from 'vitest';
import { doubted, judge, readTags } from '../../src/plan/push/read-back.ts';
import type { TagFound } from '../../src/plan/push/tags.ts';

const [OLD, OURS, THEIRS] = ['sha256:0', 'sha256:1', 'sha256:2'];
const TAG = {
  target: 'loaf',
  reference: 'r.example/loaf:1',
  host: 'r.example',
  repository: 'loaf',
};
const absent: TagFound = { absent: true };
const at = (digest: string): TagFound => ({ digest });

/** One tag; ours was pushed. */
const read = (before: TagFound, after: TagFound) => {
  const [tag] = readTags([TAG], { before: [before], after: [after] }, [
    { target: 'loaf', digest: OURS, tags: [] },
  ]);
  if (!tag) throw new Error('no tag');
  return tag;
};

describe('a tag that leads to what was pushed', () => {
  test.each([absent, at(OLD), at(OURS)])('whatever it led to before: %o', (before) => {
    const tag = read(before, at(OURS));
    expect(doubted(tag)).toBeUndefined();
    expect(judge(tag, false)).toBeUndefined();
  });
});

describe('a tag that leads to something else', () => {
  test('as before, and ours is nowhere: it has not gone out', () => {
    const tag = read(at(OLD), at(OLD));
    expect(doubted(tag)).toBe('r.example/loaf@sha256:1');
    expect(judge(tag, false)).toEqual({
      wrong: 'r.example/loaf:1 should lead to sha256:1, and leads to sha256:0 as before',
    });
  });

  test.each([
    ['as before, but ours is there: somebody has put it back', at(OLD), at(OLD), true],
    ['to a third', at(OLD), at(THEIRS), false],
    ['to a third, where nothing was', absent, at(THEIRS), true],
  ] as const)('%s: somebody else was quicker', (_, before, after, there) => {
    const judged = judge(read(before, after), there);
    expect(judged).toHaveProperty('overtaken');
    expect(JSON.stringify(judged)).toContain(
      `by now: somebody else pushed after us, and ours is ${OURS}`,
    );
  });
});

describe('a tag that says nothing', () => {
  test.each([
    ['it is gone', absent, 'it is not there'],
    ['nobody can read it', { unread: 'unauthorized' } as const, 'unauthorized'],
  ] as const)('%s', (_, after, why) => {
    const tag = read(at(OLD), after);
    expect(doubted(tag)).toBeUndefined();
    expect(judge(tag, false)).toEqual({
      wrong: `r.example/loaf:1 should lead to sha256:1: ${why}`,
    });
  });

  test('bake has not said which digest it pushed', () => {
    const tag = { ...read(at(OLD), at(OLD)), digest: undefined };
    expect(doubted(tag)).toBeUndefined();
    expect(judge(tag, false)).toEqual({
      wrong: 'r.example/loaf:1: bake has not said which digest it pushed',
    });
  });
});
