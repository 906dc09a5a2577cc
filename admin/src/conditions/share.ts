const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const sharedMembers = (before: object, next: object): unknown[] =>
  Object.entries(next).map(([key, value]) => shared((before as Record<string, unknown>)[key], value));

const hasSame = (before: object, next: object, members: readonly unknown[]): boolean => {
  const [keys, formerKeys] = [Object.keys(next), Object.keys(before)];
  return (
    keys.length === formerKeys.length &&
    keys.every(
      (key, index) =>
        key === formerKeys[index] && members[index] === (before as Record<string, unknown>)[key],
    )
  );
};

/**
 * The next value made of the parts of the one before wherever they are equal, so that what did not change is the same
 * object. The order of keys counts, since it is a part of a document's text.
 * @example shared(before, structuredClone(before)) === before // true
 */
export const shared = <Value>(before: unknown, next: Value): Value => {
  if (Object.is(before, next) || !isObject(before) || !isObject(next)) return next;
  if (Array.isArray(before) !== Array.isArray(next)) return next;
  const members = sharedMembers(before, next);
  if (hasSame(before, next, members)) return before as Value;
  if (Array.isArray(next)) return members as Value;
  return Object.fromEntries(Object.keys(next).map((key, index) => [key, members[index]])) as Value;
};
