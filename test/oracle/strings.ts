/** Random texts, mostly of the kind that breaks writers of HCL. */
import fc from 'fast-check';

/** Pieces of hard texts; joined at random, so that `$` meets `{` and `\` meets `"`. */
const PIECES = [
  // The dangerous ones more often, so that they meet across the parts of a template, too.
  '$',
  '$',
  '$',
  '%',
  '%',
  '{',
  '{',
  '{',
  '\\',
  '\\',
  '"',
  '${',
  '%{',
  '"',
  '\\',
  '$',
  '%',
  '{',
  '}',
  '${',
  '%{',
  '$${',
  '%%{',
  '$$',
  '${V}',
  '%{ if true }',
  '%{endif}',
  '~}',
  '\n',
  '\r',
  '\t',
  '\u0001',
  '\u001b',
  '\u007f',
  '\u0085',
  '\u2028',
  '\ufeff',
  '\u00a0',
  '\\n',
  '\\u0024',
  '\\',
  "'",
  '`',
  '#',
  '//',
  '/*',
  '*/',
  '<<EOT',
  'EOT',
  ' ',
  ',',
  '=',
  ':',
  '/',
  '.',
  '(',
  ')',
  '[',
  ']',
  '?',
  '!',
  '&&',
  '||',
  '<',
  '>',
  '&',
  '*',
  '-',
  '_',
  'null',
  'true',
  '1.50',
  'é',
  'e\u0301',
  '日本',
  '😀',
  '\u{10ffff}',
  'İ',
  'a',
  'b',
  'on',
  'x',
  '0',
];

/** Words that several texts of a tree share, so that comparisons are true now and then. */
const WORDS = ['', 'on', 'off', 'a', 'debian', 'true', '1', 'a,b', 'x:y', '${V}', '$'];

const pieces = fc.array(fc.constantFrom(...PIECES, '\u0000'), { maxLength: 7 });

/** A literal text of a model: in Unicode normal form C, NUL included. */
export const hardText: fc.Arbitrary<string> = fc
  .oneof(
    { weight: 3, arbitrary: fc.constantFrom(...WORDS) },
    { weight: 5, arbitrary: pieces.map((all) => all.join('')) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
  )
  .map((text) => text.normalize('NFC'));

/** A value of an environment variable: any form of Unicode, but no NUL, which no system can hold. */
export const environmentText: fc.Arbitrary<string> = fc
  .oneof(
    fc.constantFrom(...WORDS),
    pieces.map((all) => all.join('')),
  )
  .map((text) => text.replaceAll('\u0000', ''));

/**
 * A key of `args`, `labels` and the like; plain ones, ones to quote, and names that objects have anyway.
 * A lone `$` is what tells an expression from a map, so the model refuses it as a key.
 */
export const hardKey: fc.Arbitrary<string> = fc
  .oneof(
    fc.constantFrom(
      'A',
      'B_1',
      'org.x/y',
      'a-b',
      '1',
      'for',
      'null',
      'true',
      'if',
      'in',
      'constructor',
    ),
    fc.constantFrom(
      'toString',
      '__proto__',
      'a b',
      '${k}',
      'k"q',
      '\\',
      'ü',
      '',
      '%{x',
      'new\nline',
    ),
    hardText,
  )
  .map((key) => (key === '$' ? '$$' : key));

/** A piece of an image reference that is valid wherever it stands. */
export const tameText: fc.Arbitrary<string> = fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/);
