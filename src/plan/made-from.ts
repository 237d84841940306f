/** What a local image was made from, and what it would be made from now. */
import { createHash } from 'node:crypto';
import type { Problem } from '../errors.ts';
import type { MadeFrom } from '../model/context.ts';
import type { Concrete } from '../model/evaluate.ts';
import type { Asked } from './lookup.ts';
import { isReference } from './path-values.ts';
import { isRemote } from './paths.ts';
import type { LocalImage } from './preflight.ts';

/** What a local image must have been made from, in one run. It survives JSON. */
export interface Inputs extends Omit<MadeFrom, 'args'> {
  /** The folder with the files, from the project's root. */
  readonly folder: string;
  readonly args: Readonly<Record<string, string>>;
}

/** The inputs by what the target that uses the image is in this run; undefined: its context is no folder. */
export function inputsOf(
  { args, ...declared }: MadeFrom,
  attributes: Readonly<Record<string, Concrete>>,
): Inputs | undefined {
  const { context, args: given = {} } = attributes;
  if (typeof context !== 'string' || isReference(context) || isRemote(context)) return undefined;
  const values = given as Readonly<Record<string, string>>;
  return {
    ...declared,
    folder: context,
    args: Object.fromEntries(args.map((name) => [name, values[name] ?? ''])),
  };
}

/** The record that the image would have if it were made now. `files` holds bytes, a character each. */
export function recordOf(
  { args, except = [] }: Pick<Inputs, 'args' | 'except'>,
  files: ReadonlyMap<string, string>,
): string {
  const patterns = except.map((pattern) => new RegExp(pattern, 'g'));
  const lines = [...files].map(([file, bytes]) => {
    const whole = bytes === '' || bytes.endsWith('\n') ? bytes : `${bytes}\n`;
    const counts = patterns.reduce((text, pattern) => text.replace(pattern, ''), whole);
    return `${createHash('sha256').update(counts, 'latin1').digest('hex')}  ${file}`;
  });
  return [...lines.sort(), ...Object.entries(args).map((each) => each.join('='))].join('\n');
}

/** Whether the image was made from what is there now. */
export function checkRecord(
  { reference, title, target }: LocalImage,
  { names, line }: Asked,
  { made, now }: { readonly made: string; readonly now: string },
): readonly Problem[] {
  const [before, after] = [entriesOf(made), entriesOf(now)];
  const changed = [...new Set([...before.keys(), ...after.keys()])]
    .filter((name) => before.get(name) !== after.get(name))
    .sort();
  if (changed.length === 0) return [];
  return [
    {
      code: 'image-stale',
      summary: `${title} '${reference}' is stale: since it was made, these changed: ${changed.join(', ')}`,
      details: changed.flatMap((name) => difference(name, before.get(name), after.get(name))),
      hint: line([target, ...names]),
    },
  ];
}

/** An image without a record. */
export function unrecorded(
  { reference, title, target }: LocalImage,
  { names, line }: Asked,
  why: string,
): Problem {
  return {
    code: 'image-stale',
    summary: `${title} '${reference}' does not say what it was made from: ${why}`,
    hint: line([target, ...names]),
  };
}

/** The lines of a record by what they are about; an argument's value is the rest of its line. */
function entriesOf(record: string): ReadonlyMap<string, string> {
  return new Map(
    record
      .split('\n')
      .filter((line) => line !== '')
      .map((line): [string, string] => {
        const [, hash, file] = /^([0-9a-f]{64}) {2}(.*)$/.exec(line) ?? [];
        if (hash !== undefined && file !== undefined) return [file, hash];
        const [name = ''] = line.split('=', 1);
        return [name, line];
      }),
  );
}

function difference(name: string, before: string | undefined, after: string | undefined) {
  if (before === undefined) return [`${name} is new`];
  if (after === undefined) return [`${name} is gone`];
  if (!before.startsWith(`${name}=`)) return [];
  const [was, is] = [before, after].map((line) => `"${line.slice(name.length + 1)}"`);
  return [`${name} was ${was} and is ${is}`];
}
