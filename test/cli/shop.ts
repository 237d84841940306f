/** The bakery with repositories: a project for the screens of `ecr`, and its environment. */
import { awsEnvironment } from '../commands/ecr-bench.ts';
import { type Bakery, openBakery } from './bakery.ts';

/** The repositories that the tree gets where a test names none. */
const REPOSITORIES = `[
    repository('bread', { lifecycle: [expireAfterDays(30)], tags: { team: 'oven' } }),
    repository('rolls', { lifecycle: [expireAfterDays(30)], tags: { team: 'oven' } }),
  ]`;

/** Gives the bakery's tree a registry; nothing moves down by it. */
export async function addRepositories(
  bakery: Bakery,
  { repositories = REPOSITORIES, registry = `region: 'eu-west-1'` } = {},
): Promise<void> {
  await bakery.change('trees/bakery.ts', '  when,\n', '  when, repository, expireAfterDays,\n');
  await bakery.change(
    'trees/bakery.ts',
    '  exclusions: [tooHard],',
    `  exclusions: [tooHard], ecr: { ${registry}, repositories: ${repositories} },`,
  );
}

/** A bakery with repositories, whose AWS is at an address. */
export async function openShop(
  url: string,
  registry: Parameters<typeof addRepositories>[1] = {},
): Promise<Bakery> {
  const bakery = await openBakery();
  await addRepositories(bakery, registry);
  const env = awsEnvironment(url);
  return {
    ...bakery,
    run: (words, options = {}) =>
      bakery.run(words, { ...options, env: { ...env, ...options.env } }),
    baketree: (line, options = {}) =>
      bakery.baketree(line, { ...options, env: { ...env, ...options.env } }),
  };
}
