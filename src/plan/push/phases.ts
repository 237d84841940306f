/**
 * The two bakes of a push. Everything is built with local tags first, and nothing goes out unless all of it
 * was built; then the same is baked once more, all cached, with the registry's tags. Bake alone pushes each
 * target as soon as it is built (https://github.com/docker/buildx/issues/1089).
 */
import { asVariable } from '../../model/expression.ts';
import type { Registry } from '../../model/repository.ts';
import { type BakeOptions, onlyPrints, repeated } from '../bake-options.ts';
import { readBool } from '../bake-values.ts';
import { looksOnly } from '../looks.ts';
import type { RunTarget } from '../run-targets.ts';
import { cachedSettings, pushSettings } from './outputs.ts';

/** What of a request the two bakes have for themselves. */
export interface Phase {
  readonly options: BakeOptions;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly dotenv: Readonly<Record<string, string>>;
}

/** The names of the variables that say where a tree's images go, and whether. */
export interface PushVariables {
  readonly host?: string;
  readonly push?: string;
  /** Where build caches are; the first bake needs it, though its tags have no registry. */
  readonly cache?: string;
}

/** Those of a tree's registry; a host that is no variable cannot be set. */
export function pushVariables(registry: Registry | undefined): PushVariables {
  const { host, push, cacheHost: cache } = registry ?? {};
  const hostVariable = asVariable(host);
  return {
    ...(hostVariable ? { host: hostVariable.name } : {}),
    ...(push ? { push: push.name } : {}),
    ...(cache ? { cache: cache.name } : {}),
  };
}

/** Whether a request pushes: by `--push`, or by the tree's own variable. One that only looks does not. */
export function isPush({ options, environment, dotenv }: Phase, { push }: PushVariables): boolean {
  if (options.push === false || onlyPrints(options) || looksOnly(options)) return false;
  const value = push === undefined ? undefined : (environment[push] ?? dotenv[push]);
  return options.push === true || readBool(value ?? '') === true;
}

/** Stands for a registry whose name nobody knows yet; it leads nowhere (RFC 2606). */
export const NOWHERE = 'registry.invalid';

/** The request as it is while nobody knows the host: what needs one must not refuse it for that. */
export function unpushedPhase<R extends Phase>(
  request: R,
  variables: PushVariables,
  host?: string,
): R {
  const said = (name = '') => request.environment[name] ?? request.dotenv[name];
  const { cache } = variables;
  const registry = host || said(variables.host) || NOWHERE;
  const caches = cache === undefined || said(cache) ? {} : { [cache]: registry };
  return withVariables(request, { ...valuesOf(variables, { push: 'false' }), ...caches });
}

/** A request that is no push: `--push=false` wins over the tree's variable. */
export function plainPhase<R extends Phase>(request: R, variables: PushVariables): R {
  const refused = request.options.push === false && variables.push !== undefined;
  return refused ? withVariables(request, valuesOf(variables, { push: 'false' })) : request;
}

/**
 * The first bake: local tags, nothing pushed. The metadata file is the second one's. Build caches are in
 * `host`; before that is known it is planned with what the person says, or a name that leads nowhere.
 */
export function buildPhase<R extends Phase>(
  request: R,
  variables: PushVariables,
  host: string | undefined,
): R {
  const { push: _, 'metadata-file': __, ...options } = request.options;
  const quiet = unpushedPhase(request, variables, host);
  const local = valuesOf(variables, { host: '', push: 'false' });
  return { ...withVariables(quiet, local), options };
}

/** The second bake: what was built goes out. Options that would build it anew have been obeyed by then. */
export function pushPhase<R extends Phase>(
  request: R,
  variables: PushVariables,
  { host, targets }: { readonly host: string | undefined; readonly targets: readonly RunTarget[] },
): R {
  const { 'no-cache': _, pull: __, load: ___, push: ____, set: _____, ...others } = request.options;
  const values = valuesOf(variables, { ...(host === undefined ? {} : { host }), push: 'true' });
  const kept = repeated(request.options, 'set').filter((setting) => !REBUILDS.test(setting));
  const second = { ...withVariables(request, values), options: others };
  const own = variables.push === undefined ? pushSettings(targets) : [];
  return withSettings(second, [...kept, ...own, ...cachedSettings(targets)]);
}

/** Settings by which something would be built anew. */
const REBUILDS = /^[^=.]+\.(?:no-cache|pull)\+?=/;

/** A request with settings beside those that were typed. */
export function withSettings<R extends Phase>(request: R, settings: readonly string[]): R {
  const set = [...repeated(request.options, 'set'), ...settings];
  return set.length === 0 ? request : { ...request, options: { ...request.options, set } };
}

function valuesOf(
  names: PushVariables,
  values: { readonly host?: string; readonly push: string },
): Readonly<Record<string, string>> {
  return {
    ...(names.host !== undefined && values.host !== undefined ? { [names.host]: values.host } : {}),
    ...(names.push === undefined ? {} : { [names.push]: values.push }),
  };
}

/** The environment with these values, whatever else says otherwise. */
function withVariables<R extends Phase>(request: R, values: Readonly<Record<string, string>>): R {
  const rest = Object.entries(request.dotenv).filter(([name]) => !Object.hasOwn(values, name));
  return {
    ...request,
    environment: { ...request.environment, ...values },
    dotenv: Object.fromEntries(rest),
  };
}
