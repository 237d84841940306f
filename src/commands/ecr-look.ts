/** Looks at the repositories that a tree declares. */
import { BaketreeError, type Problem, throwIfAny } from '../errors.ts';
import type { Ecr } from '../io/ecr.ts';
import { planRepository, type RepositoryPlan } from '../plan/ecr/changes.ts';
import type { DeclaredRegistry } from '../plan/ecr/declared.ts';
import { inParallel } from './in-parallel.ts';

/** How each repository differs. Throws all that could not be read. */
export async function planAll(
  { wanted }: DeclaredRegistry,
  registry: Ecr,
): Promise<readonly RepositoryPlan[]> {
  const problems: Problem[] = [];
  const plans = await inParallel(wanted, async (each) => {
    try {
      return [planRepository(each, await registry.read(each.name))];
    } catch (error) {
      if (!(error instanceof BaketreeError)) throw error;
      problems.push(...error.problems);
      return [];
    }
  });
  const texts = problems.map((problem) => JSON.stringify(problem));
  throwIfAny(problems.filter((_, index) => texts.indexOf(texts[index] ?? '') === index));
  return plans.flat();
}

/** What no call can put right; it is said, and the repository left alone. */
export function fixedProblems(plans: readonly RepositoryPlan[]): readonly Problem[] {
  return plans.flatMap(({ name, differences }) =>
    differences
      .filter(({ changeable }) => !changeable)
      .map(({ what, is, wanted }) => ({
        code: 'repository-fixed' as const,
        summary: `the ${what} of "${name}" is ${is}, the tree says ${wanted}, and ECR cannot change it`,
        details: [
          'baketree deletes no repository: make a new one under another name, or change the tree',
        ],
      })),
  );
}
