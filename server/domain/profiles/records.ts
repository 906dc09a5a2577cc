/** The record's own value under a key: never one inherited from `Object.prototype`. */
export const own = <T>(record: Record<string, T>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;

/**
 * Sets a record's own value under any key, in place: assigning to `__proto__` would change what the record inherits.
 * @example setOwn(record, '__proto__', 1) // Object.keys(record): ['__proto__']
 */
export const setOwn = <T>(record: Record<string, T>, key: string, value: T): void => {
  if (key === '__proto__')
    Object.defineProperty(record, key, { value, writable: true, enumerable: true, configurable: true });
  else record[key] = value;
};

type Capped<T> = { record: Record<string, T>; key: string; value: T; limit: number };

/** Sets a key, unless it is new and the record already holds its limit of keys: then nothing changes. */
export const withCapped = <T>({ record, key, value, limit }: Capped<T>): Record<string, T> => {
  if (!Object.hasOwn(record, key) && Object.keys(record).length >= limit) return record;
  return { ...record, [key]: value };
};

/** The entries that rank highest, at most `limit`; ties by key, so that the answer never depends on order. */
export const strongest = <T>(
  record: Record<string, T>,
  limit: number,
  rank: (value: T) => number,
): Record<string, T> => {
  const entries = Object.entries(record);
  if (entries.length <= limit) return record;
  entries.sort(([a, x], [b, y]) => rank(y) - rank(x) || (a < b ? -1 : 1));
  return Object.fromEntries(entries.slice(0, limit));
};

/** Text fit to be a stored key: bounded, and without the NUL that a document's key cannot hold. */
export const keyText = (text: string, length: number): string =>
  // nearly all texts are fit as they are
  text.length <= length && !text.includes('\0') ? text : text.replaceAll('\0', '').slice(0, length);
