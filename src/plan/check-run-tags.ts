/**
 * Tags as a run has them. A variable may make one invalid in ways that no branch shows, and bake finds
 * that out when it builds, target by target.
 */
import type { Problem } from '../errors.ts';
import { evaluate } from '../model/evaluate.ts';
import { variablesIn } from '../model/expression.ts';
import { parseImage } from '../model/image.ts';
import type { BakeInput } from './bake-plan.ts';
import { place, type VariableValue, valuesIn } from './environment.ts';
import type { PlannedVariable, TreePlan } from './tree-plan.ts';

/** A tag that docker refuses, with the variables that it was made of; none where a file or setting wrote it. */
interface Refused {
  readonly tag: string;
  readonly target: string;
  readonly reason: string;
  readonly variables: readonly string[];
}

/** The invalid tags of all targets that a run needs, each group of a kind told once. */
export function checkRunTags(input: BakeInput): readonly Problem[] {
  const kinds = new Map<string, readonly Refused[]>();
  for (const refused of refusedTags(input)) {
    const kind = JSON.stringify([refused.reason, refused.variables]);
    kinds.set(kind, [...(kinds.get(kind) ?? []), refused]);
  }
  return [...kinds.values()].flatMap(([one, ...more]) => (one ? [problem(one, more, input)] : []));
}

function refusedTags({ plan, targets, environment }: BakeInput): readonly Refused[] {
  const values = valuesIn(environment);
  return targets.flatMap(({ name: target, attributes }) =>
    // Bake drops empty tags.
    texts(attributes.tags).flatMap((tag): readonly Refused[] => {
      const image = tag === '' ? undefined : parseImage(tag);
      if (!image || !('invalid' in image)) return [];
      const from = expressionsOf(plan, target).filter((each) =>
        texts(evaluate(each, values)).includes(tag),
      );
      const variables = [...variablesIn(from)].map(({ name }) => name);
      return [{ tag, target, reason: image.invalid, variables }];
    }),
  );
}

/** What a target of the model has for tags, as far apart as that is written. */
function expressionsOf(plan: TreePlan, target: string) {
  const tags = plan.targets.find(({ name }) => name === target)?.attributes.tags ?? [];
  return Array.isArray(tags) ? tags : [tags];
}

function problem(
  { tag, target, reason, variables }: Refused,
  more: readonly Refused[],
  { plan, environment, line, names }: BakeInput,
): Problem {
  const used = environment.values.filter(({ name }) => variables.includes(name));
  const summary = `tag "${tag}" of "${target}" is not valid: ${reason}`;
  const details = [
    ...used.map(({ name, value, from }) => `${name} is "${String(value)}" (from ${place(from)})`),
    ...(more.length > 0
      ? [`and the same in ${more.length} more ${more.length === 1 ? 'tag' : 'tags'}`]
      : []),
  ];
  const usual = withDefaults(used, plan.variables);
  return {
    code: 'image-invalid',
    summary,
    expected: 'a tag such as registry.example.com/name:1',
    ...(details.length > 0 ? { details } : {}),
    ...(Object.keys(usual).length === 0 ? {} : { hint: line(names, usual) }),
  };
}

/** The defaults of variables that were set: with those every tag is valid. */
function withDefaults(
  used: readonly VariableValue[],
  declared: readonly PlannedVariable[],
): Readonly<Record<string, string>> {
  const usual = used
    .filter(({ from }) => from === 'environment' || from === '.env')
    .flatMap(({ name }) => declared.filter((each) => each.name === name))
    .map(({ name, default: value }) => [name, String(value)]);
  return Object.fromEntries(usual);
}

function texts(value: unknown): readonly string[] {
  return [value].flat().filter((each): each is string => typeof each === 'string');
}
