/**
 * Words of which there is a closed list: networks, calls, entitlements, the types of entries, and the keys
 * of each type. Bake reads any; a wrong type or network fails when the build begins, a wrong entitlement
 * before, a wrong call in the frontend, and a wrong key does nothing, in silence.
 */
import type { Problem } from '../errors.ts';
import type { AttributeName } from '../model/attributes.ts';
import {
  CALL_FORMAT,
  CALLS,
  ENTITLEMENTS,
  ENTRY_DOCS,
  ENTRY_TYPES,
  hasKey,
  NETWORKS,
  type TypedAttribute,
} from '../model/entries.ts';
import { evaluate } from '../model/evaluate.ts';
import { isExpression, type Value, variablesIn } from '../model/expression.ts';
import { nearest } from '../model/nearest.ts';
import { type Attribute, problemsOf, type Report } from './attribute-problems.ts';
import { branchesOf, decisionsOf, ownText } from './branches.ts';
import { type Entry, entriesIn } from './check-literals.ts';

type Types = Readonly<Record<string, readonly string[] | 'any'>>;

/** The problems with the words of one attribute of one target, whose shape is right. */
export function checkEntries(attribute: Attribute): readonly Problem[] {
  const { name, value } = attribute;
  return problemsOf(attribute, (report) => {
    const closed = CLOSED[name];
    if (closed) checkWords(value, closed, report);
    if (Object.hasOwn(ENTRY_TYPES, name)) {
      for (const entry of entriesIn(value)) checkEntry(name as TypedAttribute, entry, report);
    }
  });
}

/** The words of an attribute: what one is called, which there are, and what of one is to be among them. */
interface Closed {
  readonly called: string;
  readonly words: readonly string[];
  /** Absent: all of it, and it may not be empty. */
  readonly head?: (word: string) => string;
}

const CLOSED: Partial<Record<AttributeName, Closed>> = {
  network: { called: 'network', words: NETWORKS },
  call: {
    called: 'call',
    words: CALLS,
    head: (word) => (word.endsWith(CALL_FORMAT) ? word.slice(0, -CALL_FORMAT.length) : word),
  },
  // Which devices there are, only the machine knows.
  entitlements: {
    called: 'entitlement',
    words: ENTITLEMENTS,
    head: (word) => word.replace(/^device=.+$/s, 'device'),
  },
};

function checkWords(value: Value, { called, words, head }: Closed, report: Report): void {
  // A variable may bring a word, which buildx then looks at itself.
  for (const word of wordsOf(value)?.known ?? []) {
    // Where it may be empty, bake takes that for nothing.
    if (word === '' && head) continue;
    if (!words.includes(head ? head(word) : word))
      report(`"${word}" is no ${called}`, listed(word, words));
  }
}

function checkEntry(name: TypedAttribute, entry: Entry, report: Report): void {
  const types: Types = ENTRY_TYPES[name];
  const docs = ` (${ENTRY_DOCS[name]})`;
  const names = Object.keys(types);
  const words = wordsOf(entry.type ?? '');
  const open = words?.open ?? [];
  if (words === undefined || open.length > 0) {
    const what = words
      ? `the type depends on ${open.map((each) => `"${each}"`).join(' and ')}, which can be any text`
      : 'the type depends on too many variables';
    report(what, `conditions, or a variable with oneOf: ${names.join(', ')}${docs}`);
    return;
  }
  const known = names.filter((each) => words.known.includes(each));
  const unknown = words.known.filter((word) => !names.includes(word));
  for (const word of unknown) report(`there is no type "${word}"`, listed(word, names) + docs);
  // Which keys are right, a type that does not exist cannot say.
  if (unknown.length > 0) return;
  for (const key of Object.keys(entry)) {
    if (key === 'type' || known.some((word) => hasKey(types[word] ?? [], key))) continue;
    const keys = [...new Set(known.flatMap((word) => types[word] ?? []))];
    report(
      `the type ${known.join(' or ')} has no key "${key}"`,
      keys.length > 0 ? listed(key, keys) + docs : `the type alone${docs}`,
    );
  }
}

/** The nearest word, and all that there are. */
function listed(word: string, words: readonly string[]): string {
  const near = nearest(word, words);
  return near ? `"${near}", of ${words.join(', ')}` : `one of ${words.join(', ')}`;
}

/**
 * What a text, or each text of a list, can be in any branch, but for what a variable brings, and the
 * variables that can bring any text; undefined where there are too many branches.
 */
function wordsOf(
  value: Value,
): { readonly known: readonly string[]; readonly open: readonly string[] } | undefined {
  const branches = branchesOf(value, decisionsOf(value));
  if (branches === undefined) return undefined;
  const open = [...variablesIn(withoutConditions(value))].filter((each) => !each.oneOf);
  const words = new Set(
    branches.flatMap(({ environment }) => [evaluate(value, environment)].flat().map(String)),
  );
  return {
    known: [...words].filter((word) => !open.some((each) => word.includes(ownText(each)))),
    open: open.map(({ name }) => name),
  };
}

/** What a value is made of: a variable that is only asked about is no part of it. */
function withoutConditions(value: Value): Value {
  if (!isExpression(value)) return value;
  if (value.$ === 'conditional') return [value.yes, value.no].map(withoutConditions);
  return value.$ === 'concat' ? value.parts.map(withoutConditions) : value;
}
