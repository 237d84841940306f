/**
 * Settings (`--set`) that bake refuses with a bare word, or takes and does nothing for. What only an
 * edited bake file or an override has is not known here: there bake's own word counts.
 */
import type { Problem } from '../errors.ts';
import { nearest } from '../model/nearest.ts';
import { checkArgument, checkContext, type Takes } from './check-setting-name.ts';
import { oneOf, retyped } from './meant-setting.ts';
import { matched, readSetting, SETTING_KEYS, type Setting } from './settings.ts';
import type { TreePlan } from './tree-plan.ts';

/** What settings are compared with. */
export interface Settable {
  readonly plan: TreePlan;
  /** What Dockerfiles take, by template; one that a person edited is not among them. */
  readonly takes: ReadonlyMap<string, Takes>;
  /** Whether the bake file was edited, or an override is there. */
  readonly edited: boolean;
  /** The line that was typed, without its options. */
  readonly line: string;
}

/** What is wrong with some settings, as they were typed. */
export function checkSettings(typed: readonly string[], known: Settable): readonly Problem[] {
  const all = typed.map(readSetting);
  return typed.flatMap((text, index): readonly Problem[] => {
    const setting = all[index];
    if (!setting) {
      const summary = `--set ${text}: it has no key`;
      return [{ code: 'usage-option', summary, expected: SHAPE, hint: HELP }];
    }
    return checkKey(setting, known) ?? (known.edited ? [] : checkNames(setting, all, known));
  });
}

const SHAPE = '<target>.<key>=<value>, or <target>.<key>.<name>=<value>';
const HELP = 'npm run bake -- --help';

/** Undefined where the key is fine. */
function checkKey(setting: Setting, { line }: Settable): readonly Problem[] | undefined {
  const { typed, key, name, value } = setting;
  const problem = (summary: string, more: Pick<Problem, 'expected' | 'hint'>) => [
    { code: 'usage-option' as const, summary: `--set ${typed}: ${summary}`, ...more },
  ];
  const keys = Object.keys(SETTING_KEYS);
  if (!Object.hasOwn(SETTING_KEYS, key)) {
    const near = nearest(key, keys);
    if (near === undefined) {
      const summary = `bake sets no "${key}" from the command line`;
      return problem(summary, { expected: `one of ${keys.join(', ')}` });
    }
    const hint = retyped(setting, { key: near }, line);
    return problem(`there is no key "${key}"`, { expected: `"${near}"`, hint });
  }
  const kind = SETTING_KEYS[key];
  if (kind === 'named' && !name) {
    return problem(`"${key}" goes by name`, { expected: `<target>.${key}.<name>=<value>` });
  }
  if (kind === 'plain' && name !== undefined) {
    const summary = `"${key}" has no names in it: bake would pass over "${name}"`;
    return problem(summary, { expected: `<target>.${key}=<value>` });
  }
  if (value === undefined && key !== 'args') {
    return problem('it has no value', { expected: `<target>.${typed.split('.')[1]}=<value>` });
  }
  return undefined;
}

/** What only the tree knows: its targets, and what their Dockerfiles take. */
function checkNames(
  setting: Setting,
  all: readonly (Setting | undefined)[],
  { plan, takes, line }: Settable,
): readonly Problem[] {
  const { pattern, key, name = '' } = setting;
  const names = plan.targets.map((target) => target.name);
  const known = [...names, ...plan.shared.map((block) => block.name)];
  const set = matched(pattern, known);
  if (set.length === 0) return [unmatched(setting, plan, line)];
  if (key !== 'contexts' && (key !== 'args' || EVERYWHERE.test(name))) return [];
  const others = all.flatMap((each) => (each && ELSEWHERE.includes(each.key) ? each.pattern : []));
  const resets = all.flatMap((each) => (each?.key === 'args' ? each.pattern : []));
  // What only looks hidden is inherited by each cell of its target.
  const hidden = plan.shared.filter((block) => set.includes(block.name));
  const targets = plan.targets.filter(
    (each) => set.includes(each.name) || hidden.some(({ target }) => target === each.target),
  );
  const found = targets.flatMap((target) => {
    const elsewhere = others.some((each) => matched(each, [target.name]).length > 0);
    const own = elsewhere ? undefined : takes.get(target.template);
    if (!own) return [];
    // What a FROM becomes by the tree's own values is a stage or one of its contexts.
    const contexts = [...own.contexts, ...Object.keys(target.attributes.contexts ?? {})];
    const isReset = resets.some((each) => matched(each, [target.name]).length > 0);
    return [{ ...own, contexts, mayBecome: isReset ? own.mayBecome : () => false }];
  });
  if (found.length < targets.length) return [];
  const whose =
    targets.length === 1 ? `the Dockerfile of "${targets[0]?.name}"` : 'a Dockerfile of theirs';
  return key === 'args'
    ? checkArgument(setting, found, { line, whose })
    : checkContext(setting, found, { line, whose });
}

/** Arguments that BuildKit itself reads, whether or not a Dockerfile declares them. */
const EVERYWHERE = /^(?:BUILDKIT_.*|SOURCE_DATE_EPOCH|(?:https?|ftp|no|all)_proxy)$/i;

/** Keys after which another Dockerfile may be read. */
const ELSEWHERE = ['context', 'dockerfile'];

/** A pattern that no target of the model matches. */
export function unmatched(
  { typed, pattern, ...setting }: Setting,
  plan: Pick<TreePlan, 'name' | 'targets' | 'groups'>,
  line: string,
): Problem {
  const names = plan.targets.map(({ name }) => name);
  const base = { code: 'usage-unknown-target' } as const;
  if (plan.groups.some(({ name }) => name === pattern)) {
    const summary = `--set ${typed}: "${pattern}" is a group, and settings go by targets`;
    return { ...base, summary, expected: oneOf(names), hint: `npm run list ${plan.name}` };
  }
  const near = nearest(pattern, names);
  const summary = `--set ${typed}: no target of "${plan.name}" is called "${pattern}"`;
  if (near === undefined) return { ...base, summary, expected: oneOf(names), hint: 'npm run list' };
  const hint = retyped({ typed, pattern, ...setting }, { pattern: near }, line);
  return { ...base, summary, expected: `"${near}"`, hint };
}
