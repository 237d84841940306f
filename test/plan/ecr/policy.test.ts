/** Policies by meaning: thirty pairs that are the same, thirty that differ in one thing, and every limit. */
import { describe, expect, test } from 'vitest';
import {
  expireAfterDays,
  keepNewestTagged,
  type LifecycleRule,
} from '../../../src/model/lifecycle.ts';
import { checkPolicy } from '../../../src/plan/ecr/check-policy.ts';
import {
  type PolicyRule,
  policyRules,
  policyText,
  readPolicy,
  ruleWords,
  samePolicy,
} from '../../../src/plan/ecr/policy.ts';

type Json = Readonly<Record<string, unknown>>;

const aged = {
  tagStatus: 'any',
  countType: 'sinceImagePushed',
  countUnit: 'days',
  countNumber: 30,
};
const tagged = { tagStatus: 'tagged', countType: 'imageCountMoreThan', countNumber: 3 };
const archived = { ...aged, countType: 'sinceImageTransitioned', storageClass: 'archive' };
const expire = { type: 'expire' };
const move = { type: 'transition', targetStorageClass: 'archive' };
const rule = (selection: Json, more: Json = {}): Json => ({
  rulePriority: 1,
  selection,
  action: expire,
  ...more,
});
const text = (...rules: readonly Json[]) => JSON.stringify({ rules });
const backwards = (value: unknown): unknown =>
  typeof value !== 'object' || value === null || Array.isArray(value)
    ? value
    : Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, item]) => [key, backwards(item)]),
      );
const turned = (...rules: readonly Json[]) => JSON.stringify({ rules: rules.map(backwards) });

const A = rule({ ...aged, tagStatus: 'untagged', countNumber: 1 });
const B = rule(aged, { rulePriority: 2, description: 'Old' });
const C = rule({ ...tagged, tagPatternList: ['v*', '*-alpine'] }, { rulePriority: 3 });
const P = (...tagPatternList: readonly string[]) => rule({ ...tagged, tagPatternList });
const X = (...tagPrefixList: readonly string[]) => rule({ ...tagged, tagPrefixList });
const MOVE = rule({ ...aged, countType: 'sinceImagePulled' }, { action: move });

/** Written differently, meaning the same. */
const SAME: readonly (readonly [string, string, string])[] = [
  ['the same text', text(A), text(A)],
  ['keys of a rule in another order', text(A), turned(A)],
  ['keys of two rules in another order', text(A, B), turned(A, B)],
  ['keys of three rules in another order', text(A, B, C), turned(A, B, C)],
  ['two rules in another order', text(A, B), text(B, A)],
  ['three rules in another order', text(A, B, C), text(C, A, B)],
  ['rules and keys in another order', text(A, B, C), turned(C, B, A)],
  ['line breaks', text(A, B), JSON.stringify({ rules: [A, B] }, null, 2)],
  ['tabs', text(B), JSON.stringify({ rules: [B] }, null, '\t')],
  ['white space around', text(B), `\n  ${text(B)}  \n`],
  ['carriage returns', text(B), JSON.stringify({ rules: [B] }, null, 2).replaceAll('\n', '\r\n')],
  ['an empty description', text(A), text({ ...A, description: '' })],
  ['no unit for days since a push', text(A), text(rule({ ...without(A), tagStatus: 'untagged' }))],
  ['no unit for days since a pull', text(MOVE), text(MOVE).replace('"countUnit":"days",', '')],
  [
    'no unit for days in the archive',
    text(rule(archived)),
    text(rule(archived)).replace('"countUnit":"days",', ''),
  ],
  ['the standard storage written out', text(A), text(selecting(A, { storageClass: 'standard' }))],
  ['the same beside an age', text(B), text(selecting(B, { storageClass: 'standard' }))],
  ['the same beside a number', text(C), text(selecting(C, { storageClass: 'standard' }))],
  ['no target of a move', text(MOVE), text({ ...MOVE, action: { type: 'transition' } })],
  ['patterns in another order', text(P('a*', 'b*')), text(P('b*', 'a*'))],
  ['three patterns in another order', text(P('a', 'b', 'c')), text(P('c', 'a', 'b'))],
  ['a pattern twice', text(P('a*')), text(P('a*', 'a*'))],
  ['prefixes in another order', text(X('a', 'b')), text(X('b', 'a'))],
  ['three prefixes in another order', text(X('a', 'b', 'c')), text(X('b', 'c', 'a'))],
  ['a prefix twice', text(X('a')), text(X('a', 'a'))],
  ['an empty list of prefixes', text(P('a*')), text(selecting(P('a*'), { tagPrefixList: [] }))],
  ['an empty list of patterns', text(X('a')), text(selecting(X('a'), { tagPatternList: [] }))],
  [
    'empty lists for images of any kind',
    text(B),
    text(selecting(B, { tagPrefixList: [], tagPatternList: [] })),
  ],
  ['null for a list', text(A), text(selecting(A, { tagPrefixList: null }))],
  ['a number with a point', text(A), text(A).replace('"countNumber":1', '"countNumber":1.0')],
  ['a number with an exponent', text(B), text(B).replace('"countNumber":30', '"countNumber":3e1')],
  ['escapes of letters', text(B), text(B).replace('Old', '\\u004fld')],
];

function without(of: Json): Json {
  const { countUnit: _, ...rest } = of.selection as Json;
  return rest;
}

function selecting(of: Json, more: Json): Json {
  return { ...of, selection: { ...(of.selection as Json), ...more } };
}

/** Equal but for one thing. */
const DIFFERENT: readonly (readonly [string, string, string])[] = [
  ['a priority', text(A), text({ ...A, rulePriority: 2 })],
  [
    'two priorities changed over',
    text(A, B),
    text({ ...A, rulePriority: 2 }, { ...B, rulePriority: 1 }),
  ],
  ['a description', text(B), text({ ...B, description: 'Older' })],
  ['no description', text(B), text({ ...B, description: undefined })],
  ['the case of a description', text(B), text({ ...B, description: 'old' })],
  ['a number of days', text(B), text(selecting(B, { countNumber: 31 }))],
  ['a number of images', text(C), text(selecting(C, { countNumber: 4 }))],
  ['any and untagged', text(B), text(selecting(B, { tagStatus: 'untagged' }))],
  ['untagged and any', text(A), text(selecting(A, { tagStatus: 'any' }))],
  [
    'untagged and tagged',
    text(A),
    text(selecting(A, { tagStatus: 'tagged', tagPrefixList: ['a'] })),
  ],
  [
    'age and number',
    text(A),
    text(rule({ tagStatus: 'untagged', countType: 'imageCountMoreThan', countNumber: 1 })),
  ],
  ['push and pull', text(MOVE), text(selecting(MOVE, { countType: 'sinceImagePushed' }))],
  ['another unit', text(A), text(selecting(A, { countUnit: 'hours' }))],
  [
    'the archive',
    text(rule(archived)),
    text(selecting(rule(archived), { storageClass: 'standard' })),
  ],
  ['a move', text(A), text({ ...A, action: move })],
  [
    'another target',
    text(MOVE),
    text({ ...MOVE, action: { ...move, targetStorageClass: 'glacier' } }),
  ],
  ['one pattern', text(P('a*')), text(P('b*'))],
  ['one of two patterns', text(P('a*', 'b*')), text(P('a*', 'c*'))],
  ['one pattern more', text(P('a*')), text(P('a*', 'b*'))],
  ['one pattern fewer', text(P('a*', 'b*')), text(P('b*'))],
  ['a star', text(P('a*')), text(P('a'))],
  ['a star elsewhere', text(P('a*b')), text(P('ab*'))],
  ['the case of a pattern', text(P('v*')), text(P('V*'))],
  ['one prefix', text(X('a')), text(X('b'))],
  ['one of two prefixes', text(X('a', 'b')), text(X('a', 'c'))],
  ['one prefix more', text(X('a')), text(X('a', 'b'))],
  ['a prefix and the same pattern', text(X('a')), text(P('a'))],
  ['one rule more', text(A), text(A, B)],
  ['one rule fewer', text(A, B, C), text(A, B)],
  ['no rule', text(A), text()],
  ['another last rule', text(A, B), text(A, { ...C, rulePriority: 2 })],
];

const known = (policy: string): readonly PolicyRule[] => {
  const rules = readPolicy(policy);
  if (!rules) throw new Error(`no policy: ${policy}`);
  return rules;
};

describe('two policies', () => {
  test('there are enough of both kinds', () => {
    expect(SAME.length).toBeGreaterThanOrEqual(30);
    expect(DIFFERENT.length).toBeGreaterThanOrEqual(30);
  });
  test.each(SAME)('are the same with %s', (name, one, other) => {
    if (name !== 'the same text') {
      expect(one).not.toBe(other);
    }
    expect(samePolicy(known(one), known(other))).toBe(true);
    expect(samePolicy(known(other), known(one))).toBe(true);
  });
  test.each(DIFFERENT)('differ in %s', (_, one, other) => {
    expect(samePolicy(known(one), known(other))).toBe(false);
    expect(samePolicy(known(other), known(one))).toBe(false);
  });
});

test('what is no policy that we know is none', () => {
  const odd = [
    'no JSON',
    '[]',
    '{}',
    '{"rules":{}}',
    '{"rules":[1]}',
    text({ ...A, extra: 1 }),
    text({ ...A, rulePriority: '1' }),
    text(selecting(A, { newThing: true })),
    text(selecting(A, { countNumber: '30' })),
    text(selecting(A, { tagPrefixList: 'a' })),
    text({ ...A, action: { type: 'expire', slowly: true } }),
    JSON.stringify({ rules: [], version: 2 }),
  ];
  for (const each of odd) expect([each, readPolicy(each)]).toEqual([each, undefined]);
});

describe('rules of a tree', () => {
  const ALL: readonly LifecycleRule[] = [
    keepNewestTagged(10),
    { expire: { prefixes: ['pr-', 'ci-'] }, pushedDaysAgo: 7, description: 'Branches' },
    { archive: { patterns: ['v*'] }, pulledDaysAgo: 90 },
    { expire: 'untagged', beyondNewest: 5, priority: 40 },
    { expire: 'any', archivedDaysAgo: 365, priority: 60 },
    { ...expireAfterDays(30), priority: 50 },
  ];

  test('are read back from their own text as they are', () => {
    const rules = policyRules(ALL);
    expect(readPolicy(policyText(rules))).toEqual(rules);
    expect(checkPolicy(rules)).toEqual([]);
  });

  test('have words', () => {
    expect(policyRules(ALL).map(ruleWords)).toEqual([
      '1: expire images tagged * beyond the newest 10 ("Keep the newest 10 tagged images")',
      '2: expire images tagged ci-… and pr-… pushed more than 7 days ago ("Branches")',
      '3: archive images tagged v* last pulled more than 90 days ago',
      '40: expire untagged images beyond the newest 5',
      '50: expire images pushed more than 30 days ago ("Expire images older than 30 days")',
      '60: expire images in the archive for more than 365 days',
    ]);
  });

  test('as specified are the text that the API’s own documentation would have', () => {
    expect(policyText(policyRules([expireAfterDays(30)]))).toBe(
      '{"rules":[{"rulePriority":1,"description":"Expire images older than 30 days","selection":{"tagStatus":"any","countType":"sinceImagePushed","countUnit":"days","countNumber":30},"action":{"type":"expire"}}]}',
    );
  });
});

describe('limits', () => {
  const many = (count: number): readonly LifecycleRule[] =>
    Array.from({ length: count }, (_, index) => ({
      expire: { prefixes: [`p${index}`] },
      beyondNewest: 1,
    }));
  const long = 'x'.repeat(30_720);
  const CASES: readonly (readonly [string, readonly LifecycleRule[], readonly string[]])[] = [
    ['no rule', [], []],
    ['50 rules', many(50), []],
    ['51 rules', many(51), ['it has 51 lifecycle rules; ECR takes 50']],
    [
      'a long text',
      [{ ...expireAfterDays(1), description: long }],
      [expect.stringMatching(/^its lifecycle policy has 30\d{3} characters; ECR takes 30720$/)],
    ],
    [
      'a priority twice',
      [
        { expire: 'untagged', beyondNewest: 1 },
        { ...expireAfterDays(1), priority: 1 },
      ],
      ['2 lifecycle rules have the priority 1'],
    ],
    [
      'a priority of 0',
      [{ ...expireAfterDays(1), priority: 0 }],
      ['lifecycle rule 0: a priority is a whole number from 1 on'],
    ],
    [
      'half a priority',
      [{ ...expireAfterDays(1), priority: 1.5 }],
      ['lifecycle rule 1.5: a priority is a whole number from 1 on'],
    ],
    ['0 days', [expireAfterDays(0)], ['lifecycle rule 1: 0 is no whole number from 1 on']],
    ['half a day', [expireAfterDays(0.5)], ['lifecycle rule 1: 0.5 is no whole number from 1 on']],
    [
      'any before others',
      [expireAfterDays(1), { expire: 'untagged', beyondNewest: 1 }],
      ['lifecycle rule 1 is for any images and must be the last'],
    ],
    [
      'any twice',
      [expireAfterDays(1), { expire: 'any', beyondNewest: 1 }],
      ['lifecycle rules 1 and 2 are both for any images; ECR takes one'],
    ],
    [
      'any once in each storage',
      [
        { archive: 'any', pulledDaysAgo: 90 },
        { expire: 'any', archivedDaysAgo: 365 },
      ],
      [],
    ],
    ['four stars', [{ expire: { patterns: ['*a*b*c*'] }, beyondNewest: 1 }], []],
    [
      'five stars',
      [{ expire: { patterns: ['*a*b*c*d*'] }, beyondNewest: 1 }],
      ['lifecycle rule 1: "*a*b*c*d*" has 5 wildcards; ECR takes 4'],
    ],
    [
      'a star in a prefix',
      [{ expire: { prefixes: ['a*'] }, beyondNewest: 1 }],
      ['lifecycle rule 1: "a*" is a prefix, in which * is no wildcard'],
    ],
    [
      'what no tag can be',
      [{ expire: { patterns: ['a b'] }, beyondNewest: 1 }],
      ['lifecycle rule 1: no tag is like "a b"'],
    ],
    [
      'no pattern',
      [{ expire: { patterns: [] as unknown as ['a'] }, beyondNewest: 1 }],
      ['lifecycle rule 1: it names neither prefixes nor patterns of tags'],
    ],
    [
      'prefixes and patterns',
      [{ expire: { patterns: ['a'], prefixes: ['b'] }, beyondNewest: 1 }],
      ['lifecycle rule 1: it has both prefixes and patterns of tags'],
    ],
    [
      'another kind of images',
      [{ expire: 'all' as 'any', beyondNewest: 1 }],
      ['lifecycle rule 1: "all" is no kind of images'],
    ],
    [
      'expired by pull',
      [{ expire: 'any', pulledDaysAgo: 9 } as unknown as LifecycleRule],
      ['lifecycle rule 1: by the last pull images can only be archived'],
    ],
    [
      'archived from the archive',
      [{ archive: 'any', archivedDaysAgo: 90 } as unknown as LifecycleRule],
      ['lifecycle rule 1: what is in the archive can only be expired'],
    ],
    [
      '89 days in the archive',
      [{ expire: 'any', archivedDaysAgo: 89 }],
      ['lifecycle rule 1: images stay in the archive for 90 days at least, not 89'],
    ],
  ];
  test.each(CASES)('%s', (_, rules, problems) => {
    expect(checkPolicy(policyRules(rules))).toEqual(problems);
  });
});
