/**
 * The documented limits of lifecycle policies, so that nothing is sent that ECR would refuse:
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html and the model of
 * PutLifecyclePolicy (100 to 30,720 characters). The text of any rule is longer than 100.
 */
import { type PolicyRule, policyText } from './policy.ts';

const RULES = 50;
const CHARACTERS = 30_720;
const WILDCARDS = 4;
const ARCHIVED_DAYS = 90;

/** What is wrong with the rules of one repository, a line each; an empty list is a policy's absence. */
export function checkPolicy(rules: readonly PolicyRule[]): readonly string[] {
  if (rules.length === 0) return [];
  const found: string[] = [];
  if (rules.length > RULES) {
    found.push(`it has ${rules.length} lifecycle rules; ECR takes ${RULES}`);
  }
  const { length } = policyText(rules);
  if (length > CHARACTERS) {
    found.push(`its lifecycle policy has ${length} characters; ECR takes ${CHARACTERS}`);
  }
  const priorities = rules.map(({ priority }) => priority);
  for (const priority of new Set(priorities)) {
    const many = priorities.filter((each) => each === priority).length;
    if (many > 1) found.push(`${many} lifecycle rules have the priority ${priority}`);
  }
  return [...found, ...rules.flatMap(checkRule), ...checkAny(rules)];
}

function checkRule(rule: PolicyRule): readonly string[] {
  const found: string[] = [];
  const say = (what: string) => found.push(`lifecycle rule ${rule.priority}: ${what}`);
  const { priority, tagStatus, prefixes, patterns, countType, countNumber, action } = rule;
  if (!Number.isInteger(priority) || priority < 1) say('a priority is a whole number from 1 on');
  if (!Number.isInteger(countNumber) || countNumber < 1) {
    say(`${countNumber} is no whole number from 1 on`);
  }
  if (!['tagged', 'untagged', 'any'].includes(tagStatus))
    say(`"${tagStatus}" is no kind of images`);
  if (tagStatus === 'tagged' && prefixes.length + patterns.length === 0) {
    say('it names neither prefixes nor patterns of tags');
  }
  if (prefixes.length > 0 && patterns.length > 0) say('it has both prefixes and patterns of tags');
  for (const text of [...prefixes, ...patterns]) {
    if (!/^[A-Za-z0-9_.*-]{1,128}$/.test(text)) say(`no tag is like "${text}"`);
  }
  for (const pattern of patterns) {
    const stars = pattern.split('*').length - 1;
    if (stars > WILDCARDS) say(`"${pattern}" has ${stars} wildcards; ECR takes ${WILDCARDS}`);
  }
  for (const prefix of prefixes) {
    if (prefix.includes('*')) say(`"${prefix}" is a prefix, in which * is no wildcard`);
  }
  if (countType === 'sinceImagePulled' && action !== 'transition') {
    say('by the last pull images can only be archived');
  }
  if (countType === 'sinceImageTransitioned') {
    if (action !== 'expire') say('what is in the archive can only be expired');
    if (countNumber < ARCHIVED_DAYS) {
      say(`images stay in the archive for ${ARCHIVED_DAYS} days at least, not ${countNumber}`);
    }
  }
  return found;
}

/** ECR looks at the two storage classes apart; in each, a rule for all images comes last and alone. */
function checkAny(rules: readonly PolicyRule[]): readonly string[] {
  return [...new Set(rules.map(({ storageClass }) => storageClass))].flatMap((storageClass) => {
    const own = rules.filter((rule) => rule.storageClass === storageClass);
    const any = own.filter(({ tagStatus }) => tagStatus === 'any');
    const [first] = any;
    if (!first) return [];
    if (any.length > 1) {
      const which = any.map(({ priority }) => priority).join(' and ');
      return [`lifecycle rules ${which} are both for any images; ECR takes one`];
    }
    return own.some(({ priority }) => priority > first.priority)
      ? [`lifecycle rule ${first.priority} is for any images and must be the last`]
      : [];
  });
}
