/** Settings of repositories in words, for people. */
import { ruleWords } from './policy.ts';
import type { EncryptionSetting, MutabilitySetting, Wanted } from './repositories.ts';

/** One of its settings in words. */
export interface Setting {
  readonly what: string;
  readonly value: string;
}

/** All settings that a tree gives to a repository. */
export function settingsOf({
  scanOnPush,
  encryption,
  mutability,
  tags = {},
  lifecycle = [],
}: Wanted): readonly Setting[] {
  return [
    { what: 'scan on push', value: onOff(scanOnPush) },
    { what: 'encryption', value: encryptionWords(encryption) },
    { what: 'image tags', value: mutabilityWords(mutability) },
    ...Object.entries(tags).map(([key, value]) => ({ what: `tag "${key}"`, value: `"${value}"` })),
    ...lifecycle.map((rule) => ({ what: 'lifecycle', value: ruleWords(rule) })),
  ];
}

/** Of a switch. */
export const onOff = (on: boolean) => (on ? 'on' : 'off');

/** `immutable, except latest, pr-*`. */
export function mutabilityWords({ tags, except }: MutabilitySetting): string {
  return except.length > 0 ? `${tags}, except ${except.join(', ')}` : tags;
}

/** `KMS with key …`. */
export function encryptionWords({ type, key }: EncryptionSetting): string {
  return key === undefined ? type : `${type} with key ${key}`;
}
