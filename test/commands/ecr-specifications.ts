/** Forty-four repositories that have little in common: every setting, alone and beside others. */
import {
  expireAfterDays,
  keepNewestTagged,
  type LifecycleRule,
} from '../../src/model/lifecycle.ts';
import { type Repository, repository } from '../../src/model/repository.ts';

type Options = NonNullable<Parameters<typeof repository>[1]>;

const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/0c9d1e1f-8f4e-4e35-a0a5-1c9d8c5f0a11';
const many = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index));

/** Rules that moto takes: it knows neither archives nor pulls. */
const LIFECYCLES: Readonly<Record<string, readonly LifecycleRule[]>> = {
  none: [],
  specified: [expireAfterDays(30)],
  protected: [keepNewestTagged(10), expireAfterDays(30)],
  untagged: [{ expire: 'untagged', pushedDaysAgo: 1 }],
  'untagged-count': [{ expire: 'untagged', beyondNewest: 3 }],
  count: [{ expire: 'any', beyondNewest: 100 }],
  prefix: [{ expire: { prefixes: ['pr-'] }, pushedDaysAgo: 7 }],
  prefixes: [{ expire: { prefixes: ['z', 'a', 'm'] }, beyondNewest: 5 }],
  pattern: [{ expire: { patterns: ['*-rc.*'] }, pushedDaysAgo: 14 }],
  patterns: [{ expire: { patterns: ['v*', '*-alpine'] }, beyondNewest: 2 }],
  stars: [{ expire: { patterns: ['*a*b*c*'] }, beyondNewest: 1 }],
  priorities: [
    { ...expireAfterDays(90), priority: 900 },
    { expire: 'untagged', pushedDaysAgo: 2, priority: 10 },
  ],
  described: [{ ...expireAfterDays(30), description: 'Ältere “Bilder” \\ "weg"' }],
  fifty: many(50, (index) => ({
    expire: { prefixes: [`release-${index}-`] },
    beyondNewest: index + 1,
  })),
};

const SETTINGS: Readonly<Record<string, Options>> = {
  plain: {},
  'no-scan': { scanOnPush: false },
  kms: { encryption: { kms: {} } },
  'kms-key': { encryption: { kms: { key: KEY } } },
  'kms-dual': { encryption: { kms: { dual: true } } },
  immutable: { mutability: 'immutable' },
  'immutable-but-latest': { mutability: { tags: 'immutable', except: ['latest'] } },
  'immutable-but-many': {
    mutability: { tags: 'immutable', except: ['z', 'pr-*', 'a', '*-dev', 'latest'] },
  },
  'mutable-but-releases': { mutability: { tags: 'mutable', except: ['v*'] } },
  'mutable-but-two': { mutability: { tags: 'mutable', except: ['v*', 'release-*'] } },
  'no-tags': { tags: {} },
  tag: { tags: { team: 'shop' } },
  'empty-tag': { tags: { team: '' } },
  'odd-tags': { tags: { 'a b:c/d=e+f-g@h_i.j': 'x y', Größe: 'übergroß', 'a:b': 'http://c/d' } },
  'long-tag': { tags: { ['k'.repeat(128)]: 'v'.repeat(256) } },
  'fifty-tags': { tags: Object.fromEntries(many(50, (index) => [`tag${index}`, `${index}`])) },
};

const NAMES = ['ab', 'a/b', 'with.dot', 'with_line', 'with-dash', 'deep/er/and/deeper', '0/1'];

/** All of them. */
export const SPECIFICATIONS: readonly Repository[] = [
  ...Object.entries(LIFECYCLES).map(([name, lifecycle]) =>
    repository(`lifecycle/${name}`, { lifecycle }),
  ),
  ...Object.entries(SETTINGS).map(([name, options]) => repository(`settings/${name}`, options)),
  ...NAMES.map((name) => repository(name, { tags: { name } })),
  ...Object.entries(LIFECYCLES)
    .slice(1, 8)
    .map(([name, lifecycle], index) => {
      const options = Object.values(SETTINGS)[index + 5] ?? {};
      return repository(`both/${name}`, { tags: { of: name }, ...options, lifecycle });
    }),
];
