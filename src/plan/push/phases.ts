/**
 * The two bakes of a push. Everything is built with local tags first, and nothing goes out unless all of it
 * was built; then the same is baked once more, all cached, with the registry's tags. Bake alone pushes each
 * target as soon as it is built (https://github.com/docker/buildx/issues/1089).
 */
import { isExpression } from '../../model/expression.ts';
import type { Registry } from '../../model/repository.ts';
import { type BakeOptions, onlyPrints } from '../bake-options.ts';
import { looksOnly } from '../looks.ts';
import type { RunTarget } from '../run-targets.ts';

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
}

/** Those of a tree's registry; a host that is no variable cannot be set. */
export function pushVariables(registry: Registry | undefined): PushVariables {
  const { host, push } = registry ?? {};
  return {
    ...(isExpression(host) && host.$ === 'variable' ? { host: host.name } : {}),
    ...(push ? { push: push.name } : {}),
  };
}

/** Whether a request pushes: by `--push`, or by the tree's own variable. One that only looks does not. */
export function isPush({ options, environment, dotenv }: Phase, { push }: PushVariables): boolean {
  if (onlyPrints(options) || looksOnly(options)) return false;
  const value = push === undefined ? undefined : (environment[push] ?? dotenv[push]);
  return options.push === true || ['1', 't', 'T', 'TRUE', 'true', 'True'].includes(value ?? '');
}

/** The first bake: local tags, nothing pushed. The metadata file is the second one's. */
export function buildPhase<R extends Phase>(request: R, variables: PushVariables): R {
  const { push: _, 'metadata-file': __, ...options } = request.options;
  return { ...withVariables(request, valuesOf(variables, { host: '', push: 'false' })), options };
}

/** The second bake: what was built goes out. Options that would build it anew have been obeyed by then. */
export function pushPhase<R extends Phase>(
  request: R,
  variables: PushVariables,
  { host, targets }: { readonly host: string | undefined; readonly targets: readonly RunTarget[] },
): R {
  const { 'no-cache': _, pull: __, load: ___, ...options } = request.options;
  const values = valuesOf(variables, { ...(host === undefined ? {} : { host }), push: 'true' });
  const { push: ____, ...others } = options;
  const second = withVariables(request, values);
  return variables.push === undefined
    ? withSettings({ ...second, options: { ...others, push: true } }, imageOutputs(targets))
    : { ...second, options: others };
}

/** A request with settings beside those that were typed. */
export function withSettings<R extends Phase>(request: R, settings: readonly string[]): R {
  const typed = [request.options.set ?? []].flat() as readonly string[];
  const set = [...typed, ...settings];
  return set.length === 0 ? request : { ...request, options: { ...request.options, set } };
}

/**
 * Settings for the first bake that keep back what outputs of the file itself would push. The image is made,
 * so that its digest is known, and stays nowhere.
 */
export function heldBack(targets: readonly RunTarget[]): readonly string[] {
  return targets.flatMap(({ name, requested, attributes }) =>
    requested && outputsOf(attributes).some(pushesOut) ? [heldSetting(name)] : [],
  );
}

/** Whether a target's image is kept back, whatever its outputs are. */
export function isHeldBack(name: string, { set }: BakeOptions): boolean {
  return ([set ?? []].flat() as readonly unknown[]).includes(heldSetting(name));
}

function heldSetting(name: string): string {
  return `${name}.output=type=image,store=false`;
}

/** Whether an output pushes by itself. */
export function pushesOut({ push, type }: Output): boolean {
  return push === true || push === 'true' || type === 'registry';
}

/**
 * With `--push` an output of type docker stays, and a second one is added with the same names, which the
 * driver docker refuses (`image "…": already exists`, engine 28.5): its place is taken.
 */
function imageOutputs(targets: readonly RunTarget[]): readonly string[] {
  return targets.flatMap(({ name, requested, attributes }) => {
    const stored = outputsOf(attributes).some(
      ({ type, dest }) => type === 'docker' && dest === undefined,
    );
    return requested && stored ? [`${name}.output=type=image,push=true`] : [];
  });
}

/** The outputs of a target, as objects. */
export function outputsOf({ output }: RunTarget['attributes']): readonly Output[] {
  return (output ?? []) as readonly Output[];
}

type Output = Readonly<Record<string, unknown>>;

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
