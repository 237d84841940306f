/** Files of workspace/ and what may stand in them. */

/** The source that holds each constant. */
export const SOURCES = {
  LEAF: 'crates/answer/src/leaf.rs',
  WORDS: 'crates/answer/src/words/mod.rs',
  SHARED: 'crates/shared/src/lib.rs',
  NEAR: 'outside/near/src/lib.rs',
} as const;

/** The text of such a source. */
export const constant = (name: keyof typeof SOURCES, value: string): string =>
  `pub const ${name}: &str = "${value}";\n`;

/** A text that no compiler takes. */
export const BROKEN = 'this is no Rust\n';
