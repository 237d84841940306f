/**
 * What is typed behind `--set`: `pattern.key[.name]=value`. The pattern goes by Go's `path.Match` over the
 * names of targets, groups are none; the keys are bake's own, not always those of its file
 * (https://docs.docker.com/build/bake/overrides/, and the buildx binaries from 0.29 to 0.37).
 */

/** One setting, taken apart as bake does it; `name` is what stands behind the key's dot. */
export interface Setting {
  readonly typed: string;
  readonly pattern: string;
  readonly key: string;
  readonly name?: string;
  /** Undefined: there was no "=". Bake then takes an argument from the environment. */
  readonly value?: string;
}

/** The keys of `--set`, each with what of a name behind a dot: must be, may not be, or bake alone knows. */
export const SETTING_KEYS: Readonly<Record<string, 'named' | 'plain' | 'either'>> = {
  annotations: 'plain',
  args: 'named',
  attest: 'plain',
  'cache-from': 'plain',
  'cache-to': 'plain',
  call: 'plain',
  context: 'plain',
  contexts: 'named',
  dockerfile: 'plain',
  entitlements: 'plain',
  'extra-hosts': 'named',
  labels: 'named',
  load: 'plain',
  network: 'plain',
  'no-cache': 'plain',
  'no-cache-filter': 'plain',
  output: 'plain',
  platform: 'plain',
  // Newer than 0.29, which says itself that it has none.
  policy: 'either',
  pull: 'plain',
  push: 'plain',
  resources: 'named',
  // 0.36 sets the source of one that is declared; `secrets` replaces all.
  secret: 'named',
  secrets: 'plain',
  'shm-size': 'plain',
  ssh: 'plain',
  tags: 'plain',
  target: 'plain',
  ulimits: 'plain',
};

/** Takes a setting apart; undefined where there is no dot, so that it has no key. */
export function readSetting(typed: string): Setting | undefined {
  const [, path = '', value] = /^([^=]*)(?:=([\s\S]*))?$/.exec(typed) ?? [];
  const [, pattern = '', key, name] = /^([^.]*)\.([^.]*)(?:\.(.*))?$/s.exec(path) ?? [];
  if (key === undefined) return undefined;
  const bare = name === undefined ? key.replace(/\+$/, '') : key;
  return {
    typed,
    pattern,
    key: bare,
    ...(name === undefined ? {} : { name: name.replace(/\+$/, '') }),
    ...(value === undefined ? {} : { value }),
  };
}

/** The names that a pattern matches; none where it is no pattern. */
export function matched(pattern: string, names: readonly string[]): readonly string[] {
  // No name has a "/" in it, before which Go's stars stop.
  const source = pattern.replace(
    /\\([\s\S])|\[\^?[^\]]+\]|[\s\S]/g,
    (part, escaped: string | undefined) => {
      if (escaped !== undefined) return escaped.replace(/\W/g, '\\$&');
      if (part === '*') return '.*';
      if (part === '?') return '.';
      return part.length > 1 ? part : part.replace(/[^\w-]/g, '\\$&');
    },
  );
  try {
    const expression = new RegExp(`^${source}$`, 's');
    return names.filter((name) => expression.test(name));
  } catch {
    return [];
  }
}
