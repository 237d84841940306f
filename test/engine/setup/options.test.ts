import { describe, expect, test } from 'vitest';
import { readOptions } from '../../../scripts/engine/options.ts';
import { BaketreeError } from '../../../src/errors.ts';

function problemsOf(args: readonly string[], env: Record<string, string> = {}): string[] {
  try {
    readOptions(args, env, '/repo');
  } catch (error) {
    if (error instanceof BaketreeError) return error.problems.map(({ summary }) => summary);
    throw error;
  }
  return [];
}

describe('options', () => {
  test('none: set up, stand-ins as needed, .env of the repository', () => {
    expect(readOptions([], {}, '/repo')).toEqual({
      verb: 'up',
      standIns: 'auto',
      envFile: '/repo/.env',
      dir: undefined,
      cache: undefined,
    });
  });

  test('an empty variable is no variable', () => {
    expect(readOptions([], { BAKETREE_ENGINE_DIR: '' }, '/repo').dir).toBeUndefined();
  });

  test('all problems at once', () => {
    const env = { BAKETREE_ENGINE_DIR: 'here', BAKETREE_ENGINE_CACHE: `/${'long'.repeat(20)}` };
    expect(problemsOf(['--stop', '--remove', '--stand-ins', '--no-stand-ins'], env)).toEqual([
      '"--stop" and "--remove" exclude each other',
      '"--stand-ins" and "--no-stand-ins" exclude each other',
      '"BAKETREE_ENGINE_DIR" is "here"',
      `"BAKETREE_ENGINE_CACHE" is "/${'long'.repeat(20)}"`,
    ]);
  });

  test.each(['/', '/a b', '/a/../b', '/a/$x', '/a/', "/a'b"])('the folder %s is refused', (dir) => {
    expect(problemsOf([], { BAKETREE_ENGINE_DIR: dir })).toHaveLength(1);
  });

  test('a misspelt option is named', () => {
    expect(problemsOf(['--stopp'])).toEqual(['Unknown option "--stopp"']);
  });
});
