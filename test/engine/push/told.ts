/** What a push says of its tags, to be compared with what is in the registry. */
import type { Found } from './truth.ts';

/** What is said of one tag. */
export interface Told {
  readonly reference: string;
  readonly end: 'complete' | 'unchanged' | 'moved' | 'unknown' | 'unread';
  readonly digest: string | undefined;
}

const WORDS = [
  ['complete', /^pushed: (\S+) (sha256:\S+)$/],
  [
    'unchanged',
    /^not pushed, and as it was before: ([^\s,]+)(?:, which is not there| (sha256:\S+))$/,
  ],
  [
    'moved',
    /^changed, by this push or by somebody else: ([^\s,]+)(?:, which is gone| (sha256:\S+))$/,
  ],
  ['unknown', /^not known: ([^\s,]+?)(?:: .*| (sha256:\S+))$/],
  ['unread', /^(\S+) should lead to (sha256:\S+): /],
] as const;

/** The tags that a text tells of, in its order; each may be told of once. */
export function toldTags(stderr: string): readonly Told[] {
  return stderr.split('\n').flatMap((line): Told[] => {
    const text = line.replace(/^(?:\[WARNING\])?\s*/, '');
    for (const [end, pattern] of WORDS) {
      const match = pattern.exec(text);
      if (match) return [{ end, reference: match[1] ?? '', digest: match[2] }];
    }
    return [];
  });
}

/** What is wrong with what was told of a tag; undefined: nothing. `readable`: whoever asked was answered. */
export function liesOf(
  { end, digest }: Told,
  {
    before,
    after,
    readable,
  }: { readonly before: Found; readonly after: Found; readonly readable: boolean },
): string | undefined {
  const now = 'digest' in after ? after.digest : undefined;
  const was = 'digest' in before ? before.digest : undefined;
  if (end === 'complete') return now === digest && now !== was ? undefined : 'it is not pushed';
  if (end === 'unchanged') return now === was && digest === was ? undefined : 'it has changed';
  if (readable) return `it says "${end}"`;
  return end === 'unread' && now !== digest ? 'it leads to something else' : undefined;
}
