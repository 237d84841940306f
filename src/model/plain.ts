/** Plain data: what a text can stand for, whole. */

/**
 * A text that is the same for two values only where nothing that reads them could tell them apart, the
 * order of keys included; undefined where no text can promise that: for functions, objects of a class,
 * getters, keys that are symbols or hidden, numbers that JSON has not, and what holds itself.
 */
export function plainText(value: unknown): string | undefined {
  return isPlain(value, []) ? JSON.stringify(value) : undefined;
}

function isPlain(value: unknown, above: readonly unknown[]): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  if (typeof value !== 'object' || above.includes(value)) return false;
  const isList = Array.isArray(value);
  const kind = Object.getPrototypeOf(value);
  if (kind !== (isList ? Array.prototype : Object.prototype)) return false;
  const keys = Reflect.ownKeys(value).filter((key) => !(isList && key === 'length'));
  if (isList && keys.length !== value.length) return false;
  return keys.every((key, index) => {
    const property = Object.getOwnPropertyDescriptor(value, key);
    return (
      typeof key === 'string' &&
      (!isList || key === String(index)) &&
      property?.enumerable === true &&
      'value' in property &&
      isPlain(property.value, [...above, value])
    );
  });
}
