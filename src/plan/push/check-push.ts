/** Tags of what is pushed. */
import type { Location, Problem } from '../../errors.ts';
import { evaluate } from '../../model/evaluate.ts';
import { parseImage } from '../../model/image.ts';
import { type BakeOptions, repeated } from '../bake-options.ts';
import { type RunEnvironment, valuesIn } from '../environment.ts';
import type { Line } from '../lookup.ts';
import type { RunTarget } from '../run-targets.ts';
import type { TreePlan } from '../tree-plan.ts';

/** A tag without a registry would go to Docker Hub. `line` is the line that asks for names of the tree. */
export function checkPush(
  {
    targets,
    plan,
    environment,
    line,
  }: {
    readonly targets: readonly RunTarget[];
    readonly plan: Pick<TreePlan, 'variables' | 'targets'>;
    readonly environment: Pick<RunEnvironment, 'values'>;
    readonly line: Line;
  },
  pushes: (target: RunTarget) => boolean,
): readonly Problem[] {
  const values = valuesIn(environment);
  // An edited file or a setting may say other tags than the tree.
  const placeOf = (name: string, tag: string) => {
    const target = plan.targets.find((each) => each.name === name);
    const own = target?.at && target.attributes.tags;
    const said = own ? (evaluate(own, values) as readonly string[]) : [];
    return said.includes(tag) ? { at: { ...(target?.at as Location), attribute: 'tags' } } : {};
  };
  return targets
    .filter((target) => target.requested && pushes(target))
    .flatMap(({ name, attributes }) =>
      ((attributes.tags ?? []) as readonly string[]).flatMap((tag): readonly Problem[] => {
        const image = parseImage(tag);
        if (tag === '' || 'invalid' in image || image.registry !== undefined) return [];
        return [
          {
            code: 'push-without-registry',
            summary: `"${name}" would be pushed as ${tag}, which leads to Docker Hub`,
            ...placeOf(name, tag),
            expected: `a tag with a registry in it, such as registry.example.com/${tag}`,
            ...(plan.variables.some((variable) => variable.name === 'REGISTRY')
              ? { hint: `${line([name], { REGISTRY: 'registry.example.com' })} -- --push` }
              : {}),
          },
        ];
      }),
    );
}

/** Outputs of the command line would take the place of what pushes, or not: bake has no order for the two. */
export function checkOutputs(options: BakeOptions): readonly Problem[] {
  return repeated(options, 'set')
    .filter((setting) => /^[^=.]+\.(?:output|push)\+?=/.test(setting))
    .map((setting) => ({
      code: 'usage-option',
      summary: `--set ${setting}: a push sets outputs itself, and bake takes either, in no order`,
      expected: 'the output in the tree, or no push',
    }));
}
