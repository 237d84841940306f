/** Random patterns. */
import fc from 'fast-check';

/** Patterns of the syntax that JavaScript and RE2 share, and now and then some that only look like it. */
export const pattern = fc.oneof(
  {
    weight: 60,
    arbitrary: fc.constantFrom(
      '',
      '^$',
      '^[a-z]+$',
      'a|b',
      '^(?:on|off)$',
      '[^a-z0-9]',
      '(a)(b)?',
      '^a{1,3}$',
      '\\$\\{',
      '\\.',
      '[\\\\"]',
      'é',
      '\\n',
      '\\t',
      '^(|a)+$',
      '[.*]',
      '[^/]',
      '😀',
      '[a\\]]',
      '[$%]\\{',
      '"',
      '\\(|\\)',
      '[日本]+',
      '(?:x|y)*$',
      '(?:(?:a{5}){40})',
      '[-a]',
      '[a-]',
      '[\\-x]',
    ),
  },
  {
    weight: 30,
    arbitrary: fc
      .array(
        fc.tuple(
          fc.constantFrom('a', '[a-z]', '(a|b)', '(?:on)', '\\$', '\\\\', '"', '[^"]', 'é', '\\{'),
          fc.constantFrom('', '', '*', '+', '?', '{2}', '{0,3}', '{1,}'),
        ),
        { maxLength: 4 },
      )
      .map((atoms) => atoms.map((atom) => atom.join('')).join('')),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '[]',
      '[^]',
      '^.$',
      '\\\\.',
      '\\d',
      '(?:(?:a{40}){40})',
      '(?i)a',
      'a{,2}',
      '[[:alpha:]]',
      'a*?',
    ),
  },
);
