/** The comparison: what the model says a run is, against what real bake prints. */
import { TARGET_ATTRIBUTES } from '../../src/model/attributes.ts';
import { readPrinted, runTargets } from '../../src/plan/run-targets.ts';
import type { TreePlan } from '../../src/plan/tree-plan.ts';
import { print } from './bake.ts';
import type { Case, Round } from './cases.ts';
import { comparable, expectedTargets, stable } from './normalise.ts';
import type { Scratch } from './scratch.ts';

/** What runs bake, and what it can read. */
export interface Oracle {
  readonly scratch: Scratch;
  readonly buildx?: string | undefined;
  /** Its version; attributes that are newer are dropped without a word. */
  readonly version: string;
}

/** One thing on which the model and bake do not agree. */
export interface Difference {
  readonly label: string;
  readonly round: number;
  /** Such as `target.app.args.A`; `bake` where bake refused the file. */
  readonly path: string;
  readonly expected: string;
  readonly found: string;
}

/** Compares many cases under every round, with one call of bake for each round where bake accepts all. */
export async function compareCases(
  cases: readonly Case[],
  oracle: Oracle,
): Promise<readonly Difference[]> {
  const found: Difference[] = [];
  const rounds = Math.max(0, ...cases.map((each) => each.rounds.length));
  for (let round = 0; round < rounds; round += 1) {
    found.push(...(await compareRound(cases, round, oracle)));
  }
  return found;
}

async function compareRound(
  cases: readonly Case[],
  round: number,
  oracle: Oracle,
): Promise<readonly Difference[]> {
  const asked = cases.flatMap((each) => {
    const own = each.rounds[round];
    return own ? [{ case: each, round: own }] : [];
  });
  if (asked.length === 0) return [];
  const names = asked.flatMap(({ round: { names: own } }) => own);
  const printed = await print({
    hcl: cases.map(({ hcl }) => hcl).join('\n'),
    names,
    environment: Object.assign({}, ...asked.map(({ round: { process } }) => process)),
    scratch: oracle.scratch,
    buildx: oracle.buildx,
  });
  if (!printed.ok) {
    const [only, ...more] = cases;
    if (only && more.length === 0) {
      const refusal = printed.refusal.trim();
      return [{ label: only.label, round, path: 'bake', expected: 'accepted', found: refusal }];
    }
    const half = Math.ceil(cases.length / 2);
    return [
      ...(await compareRound(cases.slice(0, half), round, oracle)),
      ...(await compareRound(cases.slice(half), round, oracle)),
    ];
  }
  return differences(asked, round, printed.json, oracle);
}

function differences(
  asked: readonly { readonly case: Case; readonly round: Round }[],
  round: number,
  json: string,
  oracle: Oracle,
): readonly Difference[] {
  const found: Difference[] = [];
  const targets = new Map(
    readPrinted(json, []).map(({ name, attributes }) => [name, comparable(attributes)]),
  );
  const groups = new Map(
    Object.entries((JSON.parse(json) as { group?: Record<string, unknown> }).group ?? {}),
  );
  for (const { case: each, round: own } of asked) {
    const { label, plan } = each;
    const compare = (path: string, expected: unknown, printed: unknown) => {
      if (stable(expected) === stable(printed)) return;
      found.push({ label, round, path, expected: stable(expected), found: stable(printed) });
    };
    const reached = reach(plan, own.names);
    const run = runTargets(plan, reached.targets, own.values);
    for (const [name, expected] of expectedTargets(run, unread(oracle.version))) {
      const printed = targets.get(name);
      targets.delete(name);
      for (const key of new Set([...Object.keys(expected), ...Object.keys(printed ?? {})])) {
        compare(`target.${name}.${key}`, expected[key], printed?.[key]);
      }
    }
    for (const { name, description, members } of plan.groups) {
      const expected = {
        ...(description === '' ? {} : { description }),
        targets: [...new Set(members)],
      };
      // Whatever is named is a member of the group "default" of a printout, too; see below.
      if (reached.groups.has(name) && name !== 'default') {
        compare(`group.${name}`, expected, groups.get(name));
        groups.delete(name);
      }
    }
  }
  const [first] = asked;
  const stray = (path: string, printed: unknown) =>
    found.push({
      label: first?.case.label ?? '',
      round,
      path,
      expected: 'nothing of that name',
      found: stable(printed),
    });
  const all = defaultGroup(asked.map(({ case: { plan }, round: { names } }) => ({ plan, names })));
  if (stable(all) !== stable(groups.get('default'))) stray('group.default', groups.get('default'));
  groups.delete('default');
  for (const [name, printed] of [...targets]) stray(`target.${name}`, printed);
  for (const [name, printed] of [...groups]) stray(`group.${name}`, printed);
  return found;
}

/** Groups and targets that some names lead to. */
function reach(plan: TreePlan, names: readonly string[]) {
  const members = new Map(plan.groups.map((group) => [group.name, group.members]));
  const groups = new Set<string>();
  const targets = new Set<string>();
  const open = [...names];
  for (let name = open.shift(); name !== undefined; name = open.shift()) {
    const own = members.get(name);
    if (!own) targets.add(name);
    else if (!groups.has(name)) {
      groups.add(name);
      open.push(...own);
    }
  }
  return { groups, targets: [...targets] };
}

/** `ReadTargets`: the group "default" has what was named beside its own members, sorted. */
function defaultGroup(
  asked: readonly { readonly plan: TreePlan; readonly names: readonly string[] }[],
): unknown {
  const names = asked.flatMap((each) => each.names);
  const reached = asked.flatMap(({ plan, names: own }) =>
    reach(plan, own).groups.has('default')
      ? plan.groups.filter(({ name }) => name === 'default')
      : [],
  );
  const [own] = reached;
  return {
    ...(own?.description ? { description: own.description } : {}),
    targets: [
      ...new Set([...(own?.members ?? []), ...names.filter((name) => name !== 'default' || !own)]),
    ].sort(),
  };
}

/** Attributes that a buildx does not read. */
export function unread(version: string): ReadonlySet<string> {
  return new Set(
    Object.entries(TARGET_ATTRIBUTES)
      .filter(([, { since }]) => isOlder(version, since))
      .map(([name]) => name),
  );
}

/** Whether a version such as "v0.29.1+ds1" is older than another. */
export function isOlder(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => (text.match(/\d+/g) ?? []).map(Number));
  for (const index of [0, 1, 2]) {
    const difference = (a?.[index] ?? 0) - (b?.[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

/** Differences as lines for a person. */
export function show(found: readonly Difference[]): string {
  return found
    .slice(0, 8)
    .map(
      ({ label, round, path, expected, found: printed }) =>
        `${label}, environment ${round + 1}, ${path}\n  model: ${visible(expected)}\n  bake:  ${visible(printed)}`,
    )
    .concat(found.length > 8 ? [`and ${found.length - 8} more`] : [])
    .join('\n');
}

/** Two forms of one letter look alike, and some characters like nothing. */
function visible(text: string): string {
  return text.replace(
    /[^\n\x20-\x7e]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
