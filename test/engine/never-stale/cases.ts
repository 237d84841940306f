/**
 * The cases of docs/never-stale.md. Contents differ in length: docker itself does not send a file again
 * whose size, mode and time are those that it had (see the page).
 */
import { CONTENT_CASES } from './cases-content.ts';
import { LINK_CASES } from './cases-links.ts';
import { MOUNT_CASES } from './cases-mount.ts';
import { SETTING_CASES } from './cases-settings.ts';
import { TIME_CASES } from './cases-times.ts';
import { WRITTEN_CASES } from './cases-written.ts';
import type { Case } from './judge.ts';

export type { Case } from './judge.ts';

/** In the order of the table. */
export const CASES: readonly Case[] = [
  ...TIME_CASES,
  ...CONTENT_CASES,
  ...LINK_CASES,
  ...WRITTEN_CASES,
  ...MOUNT_CASES,
  ...SETTING_CASES,
];
