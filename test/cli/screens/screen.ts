/** One screen for each problem code: the whole text that a person sees, and the exit code. */
import { expect, test } from 'vitest';
import { PROBLEM_CODES, type ProblemCode } from '../../../src/errors/codes.ts';
import { EXIT } from '../../../src/errors.ts';
import { type Bakery, openBakery } from '../bakery.ts';

/** The exit code that a problem of each kind leads to. */
const EXITS = {
  input: EXIT.input,
  stale: EXIT.stale,
  tool: EXIT.tool,
  interrupted: EXIT.interrupted,
} as const;

/** What makes a test of one screen. */
export type ScreenTest = (
  code: ProblemCode,
  title: string,
  /** Breaks the bakery, compares the screen with an inline snapshot, and gives it back. */
  show: (bakery: Bakery) => Promise<string>,
  /** Why this machine cannot show it; undefined where it can. */
  lacks?: () => Promise<string | undefined>,
) => void;

/** Screens of a bakery; test/cli/screens/every-code.test.ts finds the calls by their first argument. */
export function screens(options: { readonly generated?: boolean } = {}): ScreenTest {
  return (code, title, show, lacks) =>
    test(`${code}: ${title}`, async (context) => {
      const why = await lacks?.();
      if (why !== undefined) context.skip(why);
      const bakery = await openBakery(options);
      try {
        const shown = await show(bakery);
        expect(shown.split('\n')[0]).toBe(`exit ${EXITS[PROBLEM_CODES[code].kind]}`);
      } finally {
        await bakery.close();
      }
    });
}
