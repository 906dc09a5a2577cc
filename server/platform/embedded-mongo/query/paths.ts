import { type Doc, isDoc, type Value } from '../values/types.ts';

const INDEX = /^(0|[1-9]\d*)$/;

/** The array index that a path part names, or undefined for a field name. */
export const arrayIndex = (part: string): number | undefined => (INDEX.test(part) ? Number(part) : undefined);

/**
 * Visits every value that a dotted path means, until `visit` says true: arrays on the way are entered
 * element by element, and a part that is a number also means that place. Missing is visited as undefined.
 * `position` is the index of the first array entered, for the positional operator.
 */
export function someAt(
  value: Value,
  parts: readonly string[],
  visit: (value: Value, position: number | undefined) => boolean,
  depth = 0,
  position?: number,
): boolean {
  const part = parts[depth];
  if (part === undefined) return visit(value, position);
  if (isDoc(value)) return someAt(value.get(part), parts, visit, depth + 1, position);
  if (!Array.isArray(value)) return visit(undefined, position);
  const index = arrayIndex(part);
  if (index !== undefined && index < value.length) {
    if (someAt(value[index], parts, visit, depth + 1, position ?? index)) return true;
  }
  return value.some(
    (item, place) => isDoc(item) && someAt(item.get(part), parts, visit, depth + 1, position ?? place),
  );
}

/** As `someAt`, and where the path ends at an array also each of its elements, after the array itself. */
export function someLeaf(
  value: Value,
  parts: readonly string[],
  visit: (value: Value, position: number | undefined) => boolean,
): boolean {
  return someAt(value, parts, (found, position) => {
    if (visit(found, position)) return true;
    return Array.isArray(found) && found.some((item, place) => visit(item, position ?? place));
  });
}

/** The value at a dotted path through documents only; undefined through anything else. */
export function valueAt(doc: Doc, parts: readonly string[]): Value {
  let value: Value = doc;
  for (const part of parts) {
    if (!isDoc(value)) return undefined;
    value = value.get(part);
  }
  return value;
}
