/**
 * Lifecycle policies: from a tree's rules, from the text that ECR gives, and what they mean. Two policies
 * are the same when their rules are, whatever order, white space or left-out defaults they are written with.
 */
import type { Images, LifecycleRule } from '../../model/lifecycle.ts';

/** One rule with its defaults written out. Lists are sorted and have each text once. */
export interface PolicyRule {
  readonly priority: number;
  readonly description: string;
  readonly tagStatus: string;
  readonly prefixes: readonly string[];
  readonly patterns: readonly string[];
  readonly storageClass: string;
  readonly countType: string;
  /** Empty for a number of images. */
  readonly countUnit: string;
  readonly countNumber: number;
  readonly action: string;
  /** Where `transition` moves an image to; empty for `expire`. */
  readonly target: string;
}

/** The rules of a tree, in their order; those without a priority have their place in the list. */
export function policyRules(rules: readonly LifecycleRule[]): readonly PolicyRule[] {
  return sorted(rules.map((rule, index) => policyRule(rule, index + 1)));
}

function policyRule(rule: LifecycleRule, place: number): PolicyRule {
  const { priority = place, description = '' } = rule;
  const expires = 'expire' in rule;
  const images = expires ? rule.expire : rule.archive;
  return {
    priority,
    description,
    ...selected(images),
    storageClass: 'archivedDaysAgo' in rule ? 'archive' : 'standard',
    ...counted(rule),
    action: expires ? 'expire' : 'transition',
    target: expires ? '' : 'archive',
  };
}

function selected(images: Images): Pick<PolicyRule, 'tagStatus' | 'prefixes' | 'patterns'> {
  if (typeof images === 'string') return { tagStatus: images, prefixes: [], patterns: [] };
  return {
    tagStatus: 'tagged',
    prefixes: 'prefixes' in images ? each(images.prefixes) : [],
    patterns: 'patterns' in images ? each(images.patterns) : [],
  };
}

function counted(rule: LifecycleRule): Pick<PolicyRule, 'countType' | 'countUnit' | 'countNumber'> {
  if ('beyondNewest' in rule) {
    return { countType: 'imageCountMoreThan', countUnit: '', countNumber: rule.beyondNewest };
  }
  const countUnit = 'days';
  if ('pushedDaysAgo' in rule) {
    return { countType: 'sinceImagePushed', countUnit, countNumber: rule.pushedDaysAgo };
  }
  if ('pulledDaysAgo' in rule) {
    return { countType: 'sinceImagePulled', countUnit, countNumber: rule.pulledDaysAgo };
  }
  return { countType: 'sinceImageTransitioned', countUnit, countNumber: rule.archivedDaysAgo };
}

/** The text that ECR takes: as short as the rules allow, always the same for the same rules. */
export function policyText(rules: readonly PolicyRule[]): string {
  return JSON.stringify({
    rules: sorted(rules).map((rule) => ({
      rulePriority: rule.priority,
      ...(rule.description ? { description: rule.description } : {}),
      selection: {
        tagStatus: rule.tagStatus,
        ...(rule.prefixes.length > 0 ? { tagPrefixList: rule.prefixes } : {}),
        ...(rule.patterns.length > 0 ? { tagPatternList: rule.patterns } : {}),
        ...(rule.storageClass === 'standard' ? {} : { storageClass: rule.storageClass }),
        countType: rule.countType,
        ...(rule.countUnit ? { countUnit: rule.countUnit } : {}),
        countNumber: rule.countNumber,
      },
      action: {
        type: rule.action,
        ...(rule.target ? { targetStorageClass: rule.target } : {}),
      },
    })),
  });
}

/** The rules in a text; undefined where it is no policy, or has something in it that we do not know. */
export function readPolicy(text: string): readonly PolicyRule[] | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  const policy = known(parsed, ['rules']);
  if (!policy || !Array.isArray(policy.rules)) return undefined;
  const rules = policy.rules.map(readRule);
  return rules.every((rule) => rule !== undefined) ? sorted(rules) : undefined;
}

function readRule(found: unknown): PolicyRule | undefined {
  const rule = known(found, ['rulePriority', 'description', 'selection', 'action']);
  const selection = known(rule?.selection, SELECTION);
  const action = known(rule?.action, ['type', 'targetStorageClass']);
  if (!rule || !selection || !action) return undefined;
  const { countType = '', countNumber } = selection;
  const prefixes = texts(selection.tagPrefixList);
  const patterns = texts(selection.tagPatternList);
  if (typeof rule.rulePriority !== 'number' || typeof countNumber !== 'number') return undefined;
  if (!prefixes || !patterns) return undefined;
  const transition = action.type === 'transition';
  return {
    priority: rule.rulePriority,
    description: String(rule.description ?? ''),
    tagStatus: String(selection.tagStatus),
    prefixes,
    patterns,
    storageClass: String(selection.storageClass ?? 'standard'),
    countType: String(countType),
    countUnit: String(selection.countUnit ?? (countType === 'imageCountMoreThan' ? '' : 'days')),
    countNumber,
    action: String(action.type),
    target: String(action.targetStorageClass ?? (transition ? 'archive' : '')),
  };
}

const SELECTION = [
  ...['tagStatus', 'tagPrefixList', 'tagPatternList', 'storageClass'],
  ...['countType', 'countUnit', 'countNumber'],
];

/** An object with no other keys than these; a rule with one of its own means what we cannot know. */
function known(
  value: unknown,
  keys: readonly string[],
): Readonly<Record<string, unknown>> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.keys(value).every((key) => keys.includes(key))
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

function texts(value: unknown): readonly string[] | undefined {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) return undefined;
  return each(value);
}

const each = (list: readonly string[]): readonly string[] => [...new Set(list)].sort();

function sorted(rules: readonly PolicyRule[]): readonly PolicyRule[] {
  return [...rules].sort((one, other) => one.priority - other.priority);
}

/** Whether two lists of rules mean the same. */
export function samePolicy(one: readonly PolicyRule[], other: readonly PolicyRule[]): boolean {
  return policyText(one) === policyText(other);
}

/** A rule in words: `1: expire images pushed more than 30 days ago`. */
export function ruleWords(rule: PolicyRule): string {
  const images =
    rule.tagStatus === 'tagged'
      ? `images tagged ${[...rule.prefixes.map((prefix) => `${prefix}…`), ...rule.patterns].join(' and ')}`
      : rule.tagStatus === 'any'
        ? 'images'
        : `${rule.tagStatus} images`;
  const verb = rule.action === 'transition' ? 'archive' : rule.action;
  const said = rule.description ? ` ("${rule.description}")` : '';
  return `${rule.priority}: ${verb} ${images} ${whenWords(rule)}${said}`;
}

function whenWords({ countType, countNumber: count }: PolicyRule): string {
  const since: Readonly<Record<string, string>> = {
    imageCountMoreThan: `beyond the newest ${count}`,
    sinceImagePushed: `pushed more than ${count} days ago`,
    sinceImagePulled: `last pulled more than ${count} days ago`,
    sinceImageTransitioned: `in the archive for more than ${count} days`,
  };
  return since[countType] ?? `by ${countType} ${count}`;
}
