/** What a repository's own rules will do that may not have been meant. */
import type { Notice } from '../notice.ts';
import type { PolicyRule } from './policy.ts';
import type { Wanted } from './repositories.ts';

/**
 * Rules that delete every image by its age, or archive it, and so the one that runs, too; nobody can pull
 * what is in the archive. `deployed` has the tags that the
 * tree gives to images of each repository.
 */
export function lifecycleHazards(
  { name, lifecycle = [] }: Wanted,
  deployed: readonly string[],
): readonly Notice[] {
  const culprit = lifecycle.find(
    (rule) => rule.storageClass === 'standard' && rule.countType in WHEN && isForAll(rule),
  );
  if (!culprit || lifecycle.some((rule) => protects(rule, culprit))) return [];
  const image = deployed.length > 0 ? `"${deployed.join('", "')}"` : 'the deployed image';
  const { priority, countType, countNumber, action } = culprit;
  const verb = action === 'expire' ? 'deletes' : 'archives';
  const when = WHEN[countType]?.(countNumber);
  return [
    {
      level: 'warning',
      line: `${name}: lifecycle rule ${priority} ${verb} ${image}, too, once ${when}, and whatever pulls it then fails; keepNewestTagged(10) before that rule keeps it`,
    },
  ];
}

/** The ages that an image which runs comes to by itself. */
const WHEN: Readonly<Record<string, (days: number) => string>> = {
  sinceImagePushed: (days) => `it is ${days} days old`,
  sinceImagePulled: (days) => `nobody pulled it for ${days} days`,
};

function isForAll({ tagStatus, prefixes, patterns }: PolicyRule): boolean {
  return tagStatus === 'any' || (prefixes.length === 0 && patterns.join() === '*');
}

/** An earlier rule that all tagged images belong to, and that leaves the newest of them. */
function protects(rule: PolicyRule, culprit: PolicyRule): boolean {
  return (
    rule.priority < culprit.priority &&
    rule.storageClass === culprit.storageClass &&
    rule.tagStatus === 'tagged' &&
    isForAll(rule) &&
    rule.countType === 'imageCountMoreThan'
  );
}
