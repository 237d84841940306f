/** What is said of trees that have problems by commands that go on without them. */
import type { Notice } from '../plan/notice.ts';
import type { Project } from './project.ts';

/** That some trees have problems: a line for each. */
export function unsoundNotices({ unsound }: Project, more: string): readonly Notice[] {
  return unsound.map(({ name, problems: { length } }) => ({
    level: 'warning',
    line: `the tree "${name}" has ${length === 1 ? 'a problem' : `${length} problems`}${more}`,
  }));
}

/** What `bake` and `plan` say of them: which command shows the problems. */
export const SHOWN_BY = ': npm run check';

/** What `generate` and `check` say: which files they did not touch. */
export const LEFT_ALONE =
  ': its files, and those that no other tree declares, are left as they are';
