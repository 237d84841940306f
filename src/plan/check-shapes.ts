/** The attributes of one target: the shape of each, and of what is in it. */
import type { Problem } from '../errors.ts';
import { type AttributeInfo, type AttributeType, TARGET_ATTRIBUTES } from '../model/attributes.ts';
import { isExpression, type Value } from '../model/expression.ts';
import { type Attribute, problemsOf } from './attribute-problems.ts';
import { checkLiterals } from './check-literals.ts';
import { type Shape, shapeOf } from './shapes.ts';

/** The problems of one attribute of one target. */
export function checkAttribute(attribute: Attribute): readonly Problem[] {
  const { name, value } = attribute;
  const { type } = TARGET_ATTRIBUTES[name];
  const { keys }: AttributeInfo = TARGET_ATTRIBUTES[name];
  const problems = problemsOf(attribute, (report) => {
    const shape = shapeOf(value, report);
    // Without a shape what is wrong has been said already.
    if (shape === undefined) return;
    if (!WANTED[type].includes(shape)) report(`expected ${type}, found ${shape}`);
    else if (type === 'map') checkMap(value, report);
    else if (type === 'objects' || type === 'object') checkObjects(value, keys, report);
  });
  if (problems.length > 0) return problems;
  return problemsOf(attribute, (report) => checkLiterals(name, value, report));
}

const WANTED: Readonly<Record<AttributeType, readonly Shape[]>> = {
  text: ['text'],
  flag: ['flag'],
  texts: ['texts', 'empty'],
  map: ['object'],
  objects: ['objects', 'empty'],
  object: ['object'],
};

function checkMap(value: Value, report: (what: string) => void): void {
  if (isExpression(value)) {
    report('a map cannot be computed');
    return;
  }
  for (const [key, item] of Object.entries(value as object)) {
    const shape = shapeOf(item, () => {});
    // Without a shape what is wrong has been said already.
    if (shape !== undefined && shape !== 'text') report(`"${key}" is not text`);
  }
}

function checkObjects(
  value: Value,
  keys: Readonly<Record<string, boolean>> | undefined,
  report: (what: string) => void,
): void {
  if (Array.isArray(value)) {
    for (const item of value as readonly Value[]) checkObjects(item, keys, report);
  } else if (isExpression(value)) {
    if (value.$ !== 'conditional') {
      report('objects cannot be computed but by a condition');
      return;
    }
    checkObjects(value.yes, keys, report);
    checkObjects(value.no, keys, report);
  } else {
    const found = Object.keys(value as object);
    const wanted = keys ? Object.entries(keys).filter(([, must]) => must) : [['type']];
    for (const [key] of wanted) {
      if (key !== undefined && !found.includes(key as string)) report(`an entry lacks "${key}"`);
    }
    for (const key of found) {
      const shape = shapeOf((value as Record<string, unknown>)[key], () => {});
      if (keys && !Object.hasOwn(keys, key))
        report(`"${key}" is not a key of it: ${Object.keys(keys).join(', ')}`);
      if (key !== key.toLowerCase()) report(`the key "${key}" must be lower case`);
      // Only the paths of an ssh entry are a list, and they are never anything else.
      const list = keys !== undefined && key === 'paths';
      const right: readonly Shape[] = list ? ['texts', 'empty'] : ['text', 'flag'];
      if (shape && !right.includes(shape)) report(`"${key}" holds ${shape}`);
    }
  }
}
