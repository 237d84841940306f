/** Functions of a tree's author: where one throws, that is a mistake in the tree, not the end of all. */

/** What a function gives, or else what is made of the error that it throws. */
export function attempt<T, F>(run: () => T, failed: (error: Error) => F): T | F {
  try {
    return run();
  } catch (error) {
    return failed(error instanceof Error ? error : new Error(String(error)));
  }
}
