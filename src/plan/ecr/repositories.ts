/** Repositories as they should be: a tree's declarations with the values of a run, checked. */
import { type Location, type Problem, secondPlace } from '../../errors.ts';
import { type Environment, evaluate } from '../../model/evaluate.ts';
import type { Text } from '../../model/expression.ts';
import type { Repository } from '../../model/repository.ts';
import { attempt } from '../attempt.ts';
import { checkPolicy } from './check-policy.ts';
import { type PolicyRule, policyRules } from './policy.ts';

/** The words of the API: AES256, KMS, KMS_DSSE. */
export interface EncryptionSetting {
  readonly type: string;
  /** A key's ARN or id; absent: the account's own key for ECR. */
  readonly key?: string;
}

/** Whether tags can be moved; `except` is sorted. */
export interface MutabilitySetting {
  readonly tags: 'mutable' | 'immutable';
  readonly except: readonly string[];
}

/** A repository as it should be. What is undefined is left as it is. */
export interface Wanted {
  readonly name: string;
  readonly scanOnPush: boolean;
  readonly encryption: EncryptionSetting;
  readonly mutability: MutabilitySetting;
  readonly tags: Readonly<Record<string, string>> | undefined;
  readonly lifecycle: readonly PolicyRule[] | undefined;
}

/** Evaluates and checks the repositories of a tree. */
export function wantedRepositories(
  repositories: readonly Repository[],
  values: Environment,
): { readonly wanted: readonly Wanted[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const wanted: Wanted[] = [];
  const places = new Map<string, Location | undefined>();
  for (const [index, repository] of repositories.entries()) {
    // Trees are also built from data, and by modules that import each other.
    const at = repository?.declaredAt;
    const one = attempt(
      () => wantedRepository(repository, values),
      ({ message }) => {
        report(problems, `number ${index + 1}`, at)(`it cannot be read: ${message}`);
        return undefined;
      },
    );
    if (!one) continue;
    const found = [...checkRepository(one), ...checkPolicy(one.lifecycle ?? [])];
    found.forEach(report(problems, one.name, at));
    if (places.has(one.name)) {
      const summary = `two repositories have the name "${one.name}"`;
      problems.push({ code: 'name-duplicate', summary, ...secondPlace(at, places.get(one.name)) });
    }
    places.set(one.name, at);
    wanted.push(one);
  }
  return { wanted, problems };
}

function report(problems: Problem[], name: string, at: Location | undefined) {
  return (what: string) =>
    problems.push({
      code: 'repository-invalid',
      summary: `repository "${name}": ${what}`,
      ...(at ? { at } : {}),
    });
}

function wantedRepository(repository: Repository, values: Environment): Wanted {
  const text = (value: Text) => evaluate(value, values) as string;
  const { encryption, mutability, tags, lifecycle } = repository;
  const key = typeof encryption === 'string' ? undefined : encryption.kms.key;
  const dual = typeof encryption !== 'string' && encryption.kms.dual;
  return {
    name: text(repository.name),
    scanOnPush: repository.scanOnPush,
    encryption:
      typeof encryption === 'string'
        ? { type: encryption }
        : { type: dual ? 'KMS_DSSE' : 'KMS', ...(key === undefined ? {} : { key: text(key) }) },
    mutability:
      typeof mutability === 'string'
        ? { tags: mutability, except: [] }
        : { tags: mutability.tags, except: [...new Set(mutability.except)].sort() },
    tags:
      tags && Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, text(value)])),
    lifecycle: lifecycle && policyRules(lifecycle),
  };
}

/** What ECR takes: the model of CreateRepository, and "Tagging a repository" in its user guide. */
function checkRepository({ name, mutability, tags = {}, encryption }: Wanted): readonly string[] {
  const found: string[] = [];
  if (name.length < 2 || name.length > 256) {
    found.push(`a name has 2 to 256 characters, not ${name.length}`);
  }
  if (!/^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$/.test(name)) {
    found.push('a name is lower-case letters and digits, with single . _ - / between them');
  }
  if (encryption.key === '' || encryption.key?.includes('alias/')) {
    found.push('its KMS key must be an ARN or id: ECR does not tell by which alias it was found');
  }
  const { except } = mutability;
  if (except.length > 5) found.push(`it excepts ${except.length} tags; ECR takes 5`);
  for (const filter of except) {
    if (!/^[0-9a-zA-Z._*-]{1,128}$/.test(filter)) found.push(`no tag is like "${filter}"`);
    const stars = filter.split('*').length - 1;
    if (stars > 2) found.push(`the excepted tag "${filter}" has ${stars} wildcards; ECR takes 2`);
  }
  const entries = Object.entries(tags);
  if (entries.length > 50) found.push(`it has ${entries.length} tags; ECR takes 50`);
  for (const [key, value] of entries) {
    if (key.length < 1 || key.length > 128)
      found.push(`the tag "${key}" has ${key.length} characters; ECR takes 1 to 128`);
    if (value.length > 256)
      found.push(`the value of the tag "${key}" has ${value.length} characters; ECR takes 256`);
    if (/^aws:/i.test(key)) found.push(`the tag "${key}" begins with aws:, which is reserved`);
    if (!TAG.test(key) || !TAG.test(value)) {
      found.push(`the tag "${key}" has characters that AWS refuses in tags`);
    }
  }
  return found;
}

/** Letters, spaces and digits of any language, and a few signs. */
const TAG = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
