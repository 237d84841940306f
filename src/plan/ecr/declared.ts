/** What a tree declares of its registry, with the values of a run. */
import type { Problem } from '../../errors.ts';
import { type Environment, evaluate } from '../../model/evaluate.ts';
import type { Text } from '../../model/expression.ts';
import type { Registry } from '../../model/repository.ts';
import type { Tree } from '../../model/tree.ts';
import { isRegion } from './registry-host.ts';
import { type Wanted, wantedRepositories } from './repositories.ts';

/** All of it, evaluated. Empty texts: not said. */
export interface DeclaredRegistry {
  readonly region: string;
  readonly account: string;
  readonly host: string;
  readonly wanted: readonly Wanted[];
  /** For each repository the tags that targets give to images of it. */
  readonly deployed: ReadonlyMap<string, readonly string[]>;
}

/** Evaluates and checks what a tree declares. */
export function declaredRegistry(
  tree: Tree,
  registry: Registry,
  { values, tags }: { readonly values: Environment; readonly tags: readonly string[] },
): { readonly declared: DeclaredRegistry; readonly problems: readonly Problem[] } {
  const text = (value: Text = '') => evaluate(value, values) as string;
  const { wanted, problems } = wantedRepositories(registry.repositories, values);
  const at = tree.declaredAt ? { at: tree.declaredAt } : {};
  const found: Problem[] = [...problems];
  const region = text(registry.region);
  if (region !== '' && !isRegion(region)) {
    const summary = `"${region}" is no AWS region`;
    found.push({ code: 'aws-region', summary, hint: 'export AWS_REGION=eu-west-1' });
  }
  const account = text(registry.account);
  if (!/^(?:[0-9]{12})?$/.test(account)) {
    const summary = `"${account}" is no AWS account`;
    found.push({ code: 'aws-account', summary, expected: 'twelve digits', ...at });
  }
  const deployed = new Map(wanted.map(({ name }) => [name, tagsFor(name, tags)]));
  return {
    declared: { region, account, host: text(registry.host), wanted, deployed },
    problems: found,
  };
}

/** The tags for a repository, among whole references: `host/name:tag` or `name:tag`. */
function tagsFor(name: string, references: readonly string[]): readonly string[] {
  const ends = references.flatMap((reference) => {
    const index = reference.lastIndexOf(':');
    const own = reference.slice(0, index);
    return own === name || own.endsWith(`/${name}`) ? [reference.slice(index + 1)] : [];
  });
  return [...new Set(ends)];
}

/** A tree that declares a registry with repositories. */
export type RegistryTree = Tree & { readonly ecr: Registry };

/** Whether a tree declares repositories. */
export function hasRepositories(tree: Tree): tree is RegistryTree {
  // A registry may have come out of data, too.
  return [tree.ecr?.repositories ?? []].flat().length > 0;
}

/** The tree that a word means, or without one the first tree that has repositories. */
export function registryTree(
  trees: readonly Tree[],
  words: readonly string[],
): RegistryTree | Problem {
  const names = trees.filter(hasRepositories).map(({ name }) => name);
  const [word, ...more] = words;
  if (more.length > 0) {
    return {
      code: 'usage-option',
      summary: `"${more.join(' ')}": ecr looks at one tree at a time`,
      hint: 'npm run ecr -- --help',
    };
  }
  const hint = names.map((name) => `npm run ecr -- plan ${name}`);
  if (word === undefined) {
    const first = trees.find(hasRepositories);
    const summary = 'no tree declares repositories';
    return first ?? { code: 'repository-none', summary, expected: EXAMPLE };
  }
  const tree = trees.find(({ name }) => name === word);
  if (!tree) {
    const summary = `no tree is called "${word}"`;
    return { code: 'usage-unknown-target', summary, ...(names.length > 0 ? { hint } : {}) };
  }
  if (hasRepositories(tree)) return tree;
  return {
    code: 'repository-none',
    summary: `the tree "${word}" declares no repositories`,
    ...(tree.declaredAt ? { at: tree.declaredAt } : {}),
    expected: EXAMPLE,
    ...(names.length > 0 ? { hint } : {}),
  };
}

const EXAMPLE = "ecr: { region: 'eu-west-1', repositories: [repository('name')] } in defineTree";
