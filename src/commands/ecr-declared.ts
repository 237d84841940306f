/** What a tree declares of its registry, with the values of this run. */
import { BaketreeError, throwIfAny } from '../errors.ts';
import { type Environment, evaluate } from '../model/evaluate.ts';
import type { Value } from '../model/expression.ts';
import type { Config } from '../model/tree.ts';
import { checkTreeVariables } from '../plan/check-variables.ts';
import {
  type DeclaredRegistry,
  declaredRegistry,
  type RegistryTree,
  registryTree,
} from '../plan/ecr/declared.ts';
import { makeEnvironment, valuesIn } from '../plan/environment.ts';
import { checkUnknownOptions } from '../plan/unknown-options.ts';
import { planVariable } from '../plan/validations.ts';
import type { EcrIo, EcrRequest } from './ecr.ts';
import { placed } from './place.ts';

/** The tree whose registry is meant. Throws where there is none, with the misspelt keys that may be why. */
export async function registeredTree(
  config: Config,
  words: readonly string[],
  { disk }: Pick<EcrIo, 'disk'>,
): Promise<RegistryTree> {
  const tree = registryTree(config.trees, words);
  if (!('code' in tree)) return tree;
  const unknown = config.trees.flatMap((each) => checkUnknownOptions(each, []));
  throw new BaketreeError(
    await Promise.all([...unknown, tree].map((problem) => placed(problem, disk))),
  );
}

/** Reads the variables, and evaluates the declaration. Throws all that is wrong with either. */
export async function declarations(
  tree: RegistryTree,
  config: Config,
  {
    request,
    io,
  }: {
    readonly request: Pick<EcrRequest, 'environment' | 'dotenv'>;
    readonly io: Pick<EcrIo, 'disk' | 'say'>;
  },
): Promise<DeclaredRegistry> {
  // Its targets are not looked at, so nothing can be said of what they use.
  const variables = checkTreeVariables(tree, [], { variables: new Set(), allBodies: false });
  const found = [...variables, ...checkUnknownOptions(tree, [])];
  throwIfAny(await Promise.all(found.map((problem) => placed(problem, io.disk))));
  const environment = makeEnvironment(
    { name: tree.name, variables: tree.variables.map(planVariable) },
    {
      process: request.environment,
      dotenv: request.dotenv,
      chosen: {},
      forced: {},
      elsewhere: new Set(config.trees.flatMap((each) => each.variables.map(({ name }) => name))),
    },
  );
  environment.notices.forEach(io.say);
  throwIfAny(environment.problems);
  const values = valuesIn(environment);
  const given = { values, tags: tagsOf(tree, values) };
  const { declared, problems } = declaredRegistry(tree, tree.ecr, given);
  throwIfAny(await Promise.all(problems.map((problem) => placed(problem, io.disk))));
  return declared;
}

/** The tags of all targets without axes; a body that cannot be evaluated is told of by `check`. */
function tagsOf(tree: RegistryTree, values: Environment): readonly string[] {
  return tree.targets.flatMap((target) => {
    if (target.axes.length > 0) return [];
    try {
      const { tags = [] } = target.body({});
      return evaluate(tags as Value, values) as readonly string[];
    } catch {
      return [];
    }
  });
}
