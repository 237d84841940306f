/**
 * Lifecycle rules of a repository, typed so that what ECR refuses mostly does not compile. Limits that a
 * type cannot say are in src/plan/ecr/check-policy.ts.
 *
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html
 */

/**
 * The images that a rule looks at. Of several prefixes or patterns an image must have a tag for *each*;
 * `*` in a pattern stands for any text.
 */
export type Images =
  | 'any'
  | 'untagged'
  | { readonly prefixes: readonly [string, ...string[]] }
  | { readonly patterns: readonly [string, ...string[]] };

interface Common {
  /** Rules are applied from the lowest on, and to each image at most one. Absent: the place in the list. */
  readonly priority?: number;
  /** For people, and compared like all else. */
  readonly description?: string;
}

/** Pushed more than this many days ago. */
interface ByPush {
  readonly pushedDaysAgo: number;
}

/** All but this many of the newest. */
interface ByCount {
  readonly beyondNewest: number;
}

/** Deletes images; those in the archive after 90 days there at the earliest. */
export type ExpireRule = Common & { readonly expire: Images } & (
    | ByPush
    | ByCount
    | { readonly archivedDaysAgo: number }
  );

/** Moves images into the archive, from which nobody can pull them. */
export type ArchiveRule = Common & { readonly archive: Images } & (
    | ByPush
    | ByCount
    | { readonly pulledDaysAgo: number }
  );

/** One rule. */
export type LifecycleRule = ExpireRule | ArchiveRule;

/** Images are deleted so many days after they were pushed, deployed ones among them. */
export function expireAfterDays(days: number): LifecycleRule {
  return {
    description: `Expire images older than ${days} days`,
    expire: 'any',
    pushedDaysAgo: days,
  };
}

/**
 * The newest images with a tag are kept however old they are, and older ones with a tag go at once. ECR
 * gives an image to the first rule that its tags match, so this protects from every rule behind it.
 */
export function keepNewestTagged(count: number): LifecycleRule {
  return {
    description: `Keep the newest ${count} tagged images`,
    expire: { patterns: ['*'] },
    beyondNewest: count,
  };
}
