/** Random whole trees. */
import fc from 'fast-check';
import { expressions } from './expressions.ts';
import { environmentText, hardKey, hardText, tameText } from './strings.ts';
import type {
  BodySpec,
  ContextSpec,
  EntriesSpec,
  EntrySpec,
  EnvironmentSpec,
  ItemsSpec,
  MemberSpec,
  SmallFlag,
  TameSpec,
  TargetSpec,
  TreeSpec,
  VariableKind,
  VariableSpec,
} from './tree-spec.ts';

const small = fc.nat({ max: 7 });
const { text, texts, flag } = expressions;

const environment: fc.Arbitrary<EnvironmentSpec> = fc.record({
  given: fc.boolean(),
  text: environmentText,
  tame: tameText,
  csv: fc.array(environmentText, { minLength: 1, maxLength: 3 }),
  spelling: small,
  number: small,
});

const variable: fc.Arbitrary<VariableSpec> = fc.record({
  kind: fc.constantFrom<VariableKind>(
    'text',
    'text',
    'text',
    'tame',
    'tame',
    'enum',
    'choice',
    'choice',
    'bool',
    'bool',
    'list',
    'path',
    'file',
    'maybe-file',
  ),
  text: hardText,
  tame: tameText,
  values: fc.uniqueArray(hardText, { minLength: 2, maxLength: 4 }),
  flag: fc.boolean(),
  file: small,
  description: hardText,
  validated: fc.boolean(),
  set: fc.tuple(environment, environment),
});

const { smallFlag } = fc.letrec<{ smallFlag: SmallFlag }>((tie) => ({
  smallFlag: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    fc.record({ bool: small }),
    fc.record({ enum: small, value: small }),
    fc.record({ not: tie('smallFlag') }),
  ),
}));

const tame: fc.Arbitrary<TameSpec> = fc.oneof(
  tameText,
  fc.record({ tame: small }),
  fc.record({ if: smallFlag, yes: tameText, no: tameText }),
);

const entry: fc.Arbitrary<EntrySpec> = fc.record({
  shape: small,
  texts: fc.array(text, { minLength: 3, maxLength: 3 }),
  flags: fc.array(flag, { minLength: 3, maxLength: 3 }),
  tame,
  small: smallFlag,
  file: small,
  keys: fc.array(
    hardKey.map((key) => key.toLowerCase()),
    { minLength: 1, maxLength: 1 },
  ),
});

const { entries } = fc.letrec<{ entries: EntriesSpec }>((tie) => ({
  entries: fc.oneof(
    { maxDepth: 2, withCrossShrink: true, depthSize: 'small' },
    { weight: 3, arbitrary: fc.array(entry, { maxLength: 3 }) },
    {
      weight: 2,
      arbitrary: fc.record({
        if: smallFlag,
        yes: tie('entries'),
        no: tie('entries'),
        mixed: fc.nat({ max: 199 }).map((n) => n === 199),
      }),
    },
  ),
}));

const items: fc.Arbitrary<ItemsSpec> = fc.record({
  form: fc.constantFrom<ItemsSpec['form']>('list', 'choice', 'compact'),
  items: fc.array(fc.record({ pick: small, text, drop: fc.nat({ max: 5 }).map((n) => n === 5) }), {
    maxLength: 3,
  }),
  if: flag,
});

const map = fc.uniqueArray(fc.tuple(hardKey, text), { maxLength: 3, selector: ([key]) => key });

const context: fc.Arbitrary<ContextSpec> = fc.record({
  kind: fc.constantFrom<ContextSpec['kind']>(
    'target',
    'target',
    'pinned',
    'image',
    'folder',
    'path',
    'local-or-tree',
    'local-or-tree',
  ),
  name: hardKey,
  index: small,
  tame,
  digest: fc.boolean(),
});

/** Present in about one of three. */
function perhaps<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
}

const attributes = {
  args: perhaps(map),
  labels: perhaps(map),
  extraHosts: perhaps(map),
  annotations: perhaps(items),
  ulimits: perhaps(items),
  tags: perhaps(items),
  noCacheFilter: perhaps(texts),
  entitlements: perhaps(items),
  secret: perhaps(entries),
  ssh: perhaps(entries),
  output: perhaps(entries),
  attest: perhaps(entries),
  cacheFrom: perhaps(entries),
  cacheTo: perhaps(entries),
  policy: perhaps(entries),
  resources: perhaps(fc.array(small, { maxLength: 4 })),
  noCache: perhaps(flag),
  pull: perhaps(flag),
  network: perhaps(small),
  shmSize: perhaps(small),
  call: perhaps(small),
  target: perhaps(text),
  platform: perhaps(small),
  context: perhaps(small),
};

const body: fc.Arbitrary<BodySpec> = fc.record({
  description: hardText,
  ...attributes,
  tagPart: tame,
  smallIf: smallFlag,
  contexts: fc.uniqueArray(context, { maxLength: 4, selector: ({ name }) => name }),
  main: fc.nat({ max: 9 }).map((n) => n > 0),
});

/** A few attributes that differ in some cells, or are absent there. */
const other: fc.Arbitrary<Partial<BodySpec>> = fc.record(
  { description: hardText, ...attributes },
  { requiredKeys: [] },
);

const target: fc.Arbitrary<TargetSpec> = fc.record({
  name: fc.stringMatching(/^[a-zA-Z0-9_-]{0,6}$/),
  axes: fc.uniqueArray(fc.nat({ max: 2 }), { maxLength: 3, size: 'medium' }),
  exclude: small,
  body,
  other: fc.oneof(fc.constant({}), other),
});

const member: fc.Arbitrary<MemberSpec> = fc.record({
  kind: fc.constantFrom<MemberSpec['kind']>('target', 'target', 'cells', 'group'),
  index: small,
  value: small,
});
const members = fc.array(member, { minLength: 1, maxLength: 4 });

/** Any tree. */
export const treeSpec: fc.Arbitrary<TreeSpec> = fc.record({
  dockerfiles: fc.boolean(),
  new: fc.nat({ max: 7 }).map((n) => n === 7),
  description: hardText,
  variables: fc.array(variable, { maxLength: 6, size: 'medium' }),
  axes: fc.array(fc.uniqueArray(hardText, { minLength: 1, maxLength: 3 }), {
    maxLength: 3,
    size: 'medium',
  }),
  excludes: fc.boolean(),
  targets: fc.array(target, { minLength: 1, maxLength: 4, size: 'medium' }),
  groups: fc.array(fc.record({ description: hardText, members }), { maxLength: 3 }),
  default: members,
  asks: fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 3 }),
});
