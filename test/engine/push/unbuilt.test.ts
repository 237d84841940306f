/** A push of several targets, one of which does not build: nothing goes out, whatever files say. */
import { describe, expect } from 'vitest';
import { testThat } from '../../support/needs.ts';
import { countOf, LONG, openDock } from './dock.ts';

const dock = openDock();

describe('a target that does not build', () => {
  for (const [title, from, to] of [
    ['among several', '', ''],
    [
      'beside one whose file pushes by itself',
      'tags: [text`${prefix}',
      "output: [{ type: 'registry' }],\n  tags: [text`${prefix}",
    ],
  ] as const) {
    testThat(
      'needs-engine',
      `${title}: nothing is pushed`,
      async () => {
        const { pier, env, tags, registry, proxy } = dock();
        if (from) await pier.change('trees/pier.ts', from, to);
        await pier.write(
          'templates/pier/boat.Dockerfile.hbs',
          'FROM scratch AS boat\nRUN ["/nothing"]\n',
        );
        const ended = await pier.run('bake all --push --yes', env);
        expect(ended.code, ended.stderr).toBe(4);
        expect(countOf('nothing was pushed', ended)).toBe(1);
        expect(await tags('hull:latest', 'ship:latest', 'boat:latest')).toEqual(
          Array.from({ length: 3 }, () => ({ absent: true })),
        );
        expect(
          (await registry.repositories()).filter((name) => name.startsWith(pier.mark)),
        ).toEqual([]);
        expect(proxy.requests).toEqual([]);
        await pier.write(
          'templates/pier/boat.Dockerfile.hbs',
          'FROM scratch AS boat\nCOPY cargo.txt /\n',
        );
        const again = await pier.run('bake all --push', env);
        expect(again.code, again.stderr).toBe(0);
        expect(
          (await tags('hull:latest', 'ship:1', 'boat:latest')).every((tag) => 'digest' in tag),
        ).toBe(true);
      },
      LONG,
    );
  }
});
