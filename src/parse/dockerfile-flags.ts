/**
 * Every instruction and the flags that BuildKit lets it have
 * (frontend/dockerfile/instructions/parse.go, bflag.go).
 */
import type { Problem } from '../errors.ts';
import { nearest } from '../model/nearest.ts';
import type { Flag, SplitLine } from './dockerfile-split.ts';

type FlagKind = 'switch' | 'text' | 'list' | 'network' | 'security' | 'duration' | 'number';

const COPYING = { chown: 'text', chmod: 'text', link: 'switch', exclude: 'list' } as const;

const FLAGS: ReadonlyMap<string, Readonly<Record<string, FlagKind>>> = new Map<
  string,
  Readonly<Record<string, FlagKind>>
>([
  ['ADD', { ...COPYING, 'keep-git-dir': 'switch', checksum: 'text', unpack: 'switch' }],
  ['ARG', {}],
  ['CMD', {}],
  ['COPY', { ...COPYING, from: 'text', parents: 'switch' }],
  ['ENTRYPOINT', {}],
  ['ENV', {}],
  ['EXPOSE', {}],
  ['FROM', { platform: 'text' }],
  [
    'HEALTHCHECK',
    {
      interval: 'duration',
      timeout: 'duration',
      'start-period': 'duration',
      'start-interval': 'duration',
      retries: 'number',
    },
  ],
  ['LABEL', {}],
  ['MAINTAINER', {}],
  ['ONBUILD', {}],
  ['RUN', { mount: 'list', network: 'network', security: 'security', device: 'list' }],
  ['SHELL', {}],
  ['STOPSIGNAL', {}],
  ['USER', {}],
  ['VOLUME', {}],
  ['WORKDIR', {}],
]);

/** What a value may be, where not every text is one. */
const VALUES: Readonly<Partial<Record<FlagKind, readonly [RegExp, string]>>> = {
  switch: [/^(?:true|false)$/i, 'true or false'],
  network: [/^(?:default|none|host)$/, 'default, none or host'],
  security: [/^(?:sandbox|insecure)$/, 'sandbox or insecure'],
  // An empty value counts as not given; so does 0. Less than a millisecond is refused.
  duration: [/^(?:|0|(?:\d+(?:\.\d*)?(?:ms|s|m|h))+)$/, 'a duration such as 30s'],
  number: [/^\d*$/, 'a number'],
};

/** The instructions that BuildKit knows. */
export const KEYWORDS: readonly string[] = [...FLAGS.keys()];

/** One thing that is wrong with a flag. */
export interface FlagProblem {
  readonly flag: Flag;
  readonly summary: string;
  readonly more: Pick<Problem, 'expected' | 'hint'>;
}

/** What is wrong with the flags of an instruction that BuildKit knows. */
export function flagProblems(one: SplitLine): readonly FlagProblem[] {
  const known = FLAGS.get(one.keyword) ?? {};
  return one.flags.flatMap((flag, index): readonly FlagProblem[] => {
    const name = flag.name.slice(2);
    const kind = Object.hasOwn(known, name) ? known[name] : undefined;
    const refuse = (summary: string, more: FlagProblem['more']) => [{ flag, summary, more }];
    if (kind === undefined) {
      return refuse(`${one.keyword} has unknown flag "${flag.name}"`, remedy(one, flag, known));
    }
    if (kind !== 'list' && one.flags.findIndex((each) => each.name === flag.name) < index) {
      return refuse(`${one.keyword} has flag "${flag.name}" twice`, { expected: 'one' });
    }
    if (kind !== 'switch' && flag.value === undefined) {
      return refuse(`flag "${flag.name}" has no value`, { expected: `${flag.name}=value` });
    }
    const rule = VALUES[kind];
    return rule === undefined || rule[0].test(flag.value ?? 'true')
      ? []
      : refuse(`flag "${flag.name}" has value "${flag.value}"`, { expected: rule[1] });
  });
}

function remedy(
  one: SplitLine,
  flag: Flag,
  known: Readonly<Record<string, FlagKind>>,
): FlagProblem['more'] {
  const value = flag.value === undefined ? '' : `=${flag.value}`;
  if (one.keyword === 'ADD' && flag.name === '--from') {
    return { hint: `COPY --from${value} ${one.rest}` };
  }
  const near = nearest(flag.name.slice(2), Object.keys(known));
  if (near !== undefined) return { hint: `--${near}${value}` };
  const names = Object.keys(known).map((key) => `--${key}`);
  return { expected: names.length === 0 ? 'no flag' : names.join(', ') };
}
