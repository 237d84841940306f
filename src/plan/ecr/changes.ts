/** What has to be done so that a repository is as it should be. Nothing is ever deleted but a policy or a tag. */
import type { Call, Found } from './facts.ts';
import { policyText, readPolicy, ruleWords, samePolicy } from './policy.ts';
import type { Wanted } from './repositories.ts';
import {
  encryptionWords,
  mutabilityWords,
  onOff,
  type Setting,
  settingsOf,
} from './setting-words.ts';

/** The ways in which a repository can be other than it should be. */
export const DRIFTS = [
  'missing',
  'scan-on-push',
  'mutability',
  'mutability-exceptions',
  'lifecycle-missing',
  'lifecycle-different',
  'lifecycle-undeclared',
  'tag-missing',
  'tag-different',
  'tag-undeclared',
  'encryption',
  'encryption-key',
] as const;

/** One of them. */
export type Drift = (typeof DRIFTS)[number];

/** One difference, with both values in words. */
export interface Difference {
  readonly drift: Drift;
  /** What it is about, such as `scan on push`. */
  readonly what: string;
  readonly is: string;
  readonly wanted: string;
  /** Whether a call can put it right; nothing can that is fixed when a repository is created. */
  readonly changeable: boolean;
}

/** What is to be done with one repository. */
export interface RepositoryPlan {
  readonly name: string;
  /** `differs`: in nothing that a call could change. */
  readonly action: 'create' | 'update' | 'differs' | 'none';
  readonly differences: readonly Difference[];
  /** As the tree has it, in words. */
  readonly settings: readonly Setting[];
  /** In the order in which they are made. */
  readonly calls: readonly Call[];
}

/** Compares a repository with what is there. */
export function planRepository(wanted: Wanted, found: Found | undefined): RepositoryPlan {
  const { name } = wanted;
  const settings = settingsOf(wanted);
  if (!found) {
    return { name, action: 'create', differences: [MISSING], settings, calls: creation(wanted) };
  }
  const parts = [
    scanning(wanted, found),
    mutability(wanted, found),
    lifecycle(wanted, found),
    tags(wanted, found),
    encryption(wanted, found),
  ];
  const calls = parts.flatMap((part) => part.calls);
  const differences = parts.flatMap((part) => part.differences);
  const left = differences.length > 0 ? 'differs' : 'none';
  return { name, action: calls.length > 0 ? 'update' : left, differences, settings, calls };
}

interface Part {
  readonly differences: readonly Difference[];
  readonly calls: readonly Call[];
}

const SAME: Part = { differences: [], calls: [] };
const MISSING: Difference = {
  drift: 'missing',
  what: 'repository',
  is: 'not there',
  wanted: 'there',
  changeable: true,
};

function creation(wanted: Wanted): readonly Call[] {
  const {
    name: repository,
    scanOnPush,
    encryption,
    mutability,
    tags = {},
    lifecycle = [],
  } = wanted;
  const settings = { scanOnPush, encryption, mutability, tags };
  return [
    { operation: 'CreateRepository', repository, ...settings },
    ...(lifecycle.length > 0
      ? [{ operation: 'PutLifecyclePolicy', repository, policy: policyText(lifecycle) } as const]
      : []),
  ];
}

function scanning({ name: repository, scanOnPush }: Wanted, found: Found): Part {
  if (scanOnPush === found.scanOnPush) return SAME;
  const both = { is: onOff(found.scanOnPush), wanted: onOff(scanOnPush) };
  return {
    differences: [{ drift: 'scan-on-push', what: 'scan on push', ...both, changeable: true }],
    calls: [{ operation: 'PutImageScanningConfiguration', repository, scanOnPush }],
  };
}

function mutability({ name: repository, mutability: wanted }: Wanted, found: Found): Part {
  const { mutability: is } = found;
  if (wanted.tags === is.tags && same(wanted.except, is.except)) return SAME;
  const drift = wanted.tags === is.tags ? 'mutability-exceptions' : 'mutability';
  const both = { is: mutabilityWords(is), wanted: mutabilityWords(wanted) };
  return {
    differences: [{ drift, what: 'image tags', ...both, changeable: true }],
    calls: [{ operation: 'PutImageTagMutability', repository, mutability: wanted }],
  };
}

function lifecycle({ name: repository, lifecycle: wanted }: Wanted, found: Found): Part {
  if (wanted === undefined) return SAME;
  const { lifecycle: text } = found;
  if (text === undefined && wanted.length === 0) return SAME;
  const is = text === undefined ? [] : readPolicy(text);
  if (text !== undefined && wanted.length > 0 && is && samePolicy(is, wanted)) return SAME;
  const words = (rules: typeof is) => (rules ?? []).map(ruleWords).join('; ') || 'none';
  const drift =
    text === undefined
      ? 'lifecycle-missing'
      : wanted.length === 0
        ? 'lifecycle-undeclared'
        : 'lifecycle-different';
  const both = { is: is ? words(is) : `unknown to us: ${text}`, wanted: words(wanted) };
  return {
    differences: [{ drift, what: 'lifecycle', ...both, changeable: true }],
    calls: [
      wanted.length === 0
        ? { operation: 'DeleteLifecyclePolicy', repository }
        : { operation: 'PutLifecyclePolicy', repository, policy: policyText(wanted) },
    ],
  };
}

function tags({ name: repository, tags: wanted }: Wanted, { arn, tags: all }: Found): Part {
  if (wanted === undefined) return SAME;
  // Those of AWS itself are nobody's to set.
  const found = new Map(Object.entries(all).filter(([key]) => !/^aws:/i.test(key)));
  const lacking = Object.entries(wanted).filter(([key, value]) => found.get(key) !== value);
  const undeclared = [...found].filter(([key]) => !Object.hasOwn(wanted, key));
  const differences = [
    ...lacking.map(([key, value]): Difference => {
      const is = found.get(key);
      const drift = is === undefined ? 'tag-missing' : 'tag-different';
      return { drift, what: `tag "${key}"`, ...quoted(is, value), changeable: true };
    }),
    ...undeclared.map(([key, value]): Difference => {
      const both = quoted(value, undefined);
      return { drift: 'tag-undeclared', what: `tag "${key}"`, ...both, changeable: true };
    }),
  ];
  const keys = undeclared.map(([key]) => key).sort();
  return {
    differences,
    calls: [
      // Away first: a repository has at most 50.
      ...(keys.length > 0 ? [{ operation: 'UntagResource', repository, arn, keys } as const] : []),
      ...(lacking.length > 0
        ? [
            {
              operation: 'TagResource',
              repository,
              arn,
              tags: Object.fromEntries(lacking),
            } as const,
          ]
        : []),
    ],
  };
}

function quoted(is: string | undefined, wanted: string | undefined) {
  const word = (value: string | undefined) => (value === undefined ? 'none' : `"${value}"`);
  return { is: word(is), wanted: word(wanted) };
}

/** ECR has no call that changes it. */
function encryption({ encryption: wanted }: Wanted, { encryption: is }: Found): Part {
  if (wanted.type === is.type && sameKey(wanted.key, is.key)) return SAME;
  const drift = wanted.type === is.type ? 'encryption-key' : 'encryption';
  const both = { is: encryptionWords(is), wanted: encryptionWords(wanted) };
  return { differences: [{ drift, what: 'encryption', ...both, changeable: false }], calls: [] };
}

/** ECR tells a key's ARN, of which the tree may have the end only; without one any key of ECR's own will do. */
function sameKey(wanted: string | undefined, is: string | undefined): boolean {
  return wanted === undefined || wanted === is || (is ?? '').endsWith(`:key/${wanted}`);
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}
