/**
 * Changes to a `config.json` of docker, in its own text: which program gives the login of a registry.
 * An entry of `credHelpers` goes before `credsStore` and `auths` (docker/cli, configfile). Values of other
 * entries may be passwords, so nothing of them is ever shown.
 */
import type { JsonMember, JsonValue } from '../../parse/json-text.ts';

/** A text that was read. */
export interface DockerConfig {
  readonly text: string;
  readonly json: JsonValue;
}

/** A changed text, with the entry before and after; undefined: it is not there. */
export interface HelperChange {
  readonly host: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** Whether it has the shape that docker wants of it, as far as it is changed here. */
export function isDockerConfig({ json }: DockerConfig): boolean {
  if (!json.members) return false;
  const helpers = memberOf(json, 'credHelpers')?.value;
  return helpers === undefined || helpers.value === null || helpers.members !== undefined;
}

/** The helper that is named for a registry. */
export function helperOf({ json }: DockerConfig, host: string): string | undefined {
  const helpers = memberOf(json, 'credHelpers')?.value;
  const named = helpers && memberOf(helpers, host)?.value.value;
  return typeof named === 'string' ? named : undefined;
}

/** The registries that a helper is named for, in order. */
export function hostsOf({ json }: DockerConfig, helper: string): readonly string[] {
  const members = memberOf(json, 'credHelpers')?.value.members ?? [];
  return members.filter(({ value }) => value.value === helper).map(({ name }) => name);
}

/** Whether a password is written down for a registry, in any of the forms in which docker names one. */
export function hasPassword({ json }: DockerConfig, host: string): boolean {
  const auths = memberOf(json, 'auths')?.value.members ?? [];
  return auths.some(
    ({ name, value }) =>
      name.replace(/^https?:\/\//, '').split('/')[0] === host &&
      Object.keys((value.value as object | null) ?? {}).length > 0,
  );
}

/** The text with a helper named for a registry. */
export function withHelper(config: DockerConfig, host: string, helper: string): string {
  const { text, json } = config;
  const helpers = memberOf(json, 'credHelpers');
  const word = JSON.stringify(helper);
  if (!helpers?.value.members) {
    // None, or null, which docker takes for none.
    if (helpers) {
      return splice(text, helpers.value, objectText(`${JSON.stringify(host)}: ${word}`, text, 1));
    }
    const entry = objectText(`${JSON.stringify(host)}: ${word}`, text, 1);
    return inserted(text, json, { member: `"credHelpers": ${entry}`, depth: 1 });
  }
  const own = memberOf(helpers.value, host);
  if (own) return splice(text, own.value, word);
  return inserted(text, helpers.value, { member: `${JSON.stringify(host)}: ${word}`, depth: 2 });
}

/** The text without the entry of a registry. */
export function withoutHelper({ text, json }: DockerConfig, host: string): string {
  const members = memberOf(json, 'credHelpers')?.value.members ?? [];
  const index = members.findIndex(({ name }) => name === host);
  const own = members[index];
  if (!own) return text;
  const [before, after] = [members[index - 1], members[index + 1]];
  if (after) return text.slice(0, own.start) + text.slice(after.start);
  if (before) return text.slice(0, before.value.end) + text.slice(own.value.end);
  return splice(text, memberOf(json, 'credHelpers')?.value as JsonValue, '{}');
}

/** The last of a name, which is the one that counts. */
function memberOf({ members = [] }: JsonValue, name: string): JsonMember | undefined {
  return members.findLast((each) => each.name === name);
}

function splice(text: string, { start, end }: JsonValue, by: string): string {
  return text.slice(0, start) + by + text.slice(end);
}

/** Adds a member at the end of an object, on a line of its own where the text has lines. */
function inserted(
  text: string,
  object: JsonValue,
  { member, depth }: { readonly member: string; readonly depth: number },
): string {
  const last = object.members?.at(-1);
  const space = spaceOf(text);
  const inside = space && `${space.line}${space.unit.repeat(depth)}`;
  if (!last) {
    const outside = space ? `${space.line}${space.unit.repeat(depth - 1)}` : '';
    return splice(text, object, `{${inside ?? ''}${member}${outside}}`);
  }
  const { end } = last.value;
  return `${text.slice(0, end)},${inside ?? ' '}${member}${text.slice(end)}`;
}

function objectText(member: string, text: string, depth: number): string {
  const space = spaceOf(text);
  if (!space) return `{ ${member} }`;
  const { line, unit } = space;
  return `{${line}${unit.repeat(depth + 1)}${member}${line}${unit.repeat(depth)}}`;
}

/** How a text breaks and indents its lines; undefined where all stands on one. */
function spaceOf(text: string): { readonly line: string; readonly unit: string } | undefined {
  const found = /\{(\r?\n)([ \t]+)"/.exec(text);
  return found ? { line: found[1] ?? '\n', unit: found[2] ?? '\t' } : undefined;
}

/** The text of a user who has none yet, as docker writes it. */
export const NO_CONFIG = '{\n\t"auths": {}\n}\n';
