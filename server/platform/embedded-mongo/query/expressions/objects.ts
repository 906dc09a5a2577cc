import { location } from '../../errors.ts';
import { typeName } from '../../values/type-names.ts';
import { type Doc, doc, isDoc, type Value } from '../../values/types.ts';
import { isNullish, type Operator, onElements, onPresent, onValues } from './operands.ts';

/** Adds the fields of a document to another; null and missing add none. */
export function mergeInto(merged: Doc, value: Value): void {
  if (isNullish(value)) return;
  if (!isDoc(value))
    throw location(40400, `$mergeObjects requires object inputs, but input is of type ${typeName(value)}`);
  for (const [name, item] of value) merged.set(name, item);
}

function merge(values: Value[]): Doc {
  const result: Doc = new Map();
  for (const value of values) mergeInto(result, value);
  return result;
}

function toPair(item: Value): [string, Value] {
  if (Array.isArray(item) && item.length === 2 && typeof item[0] === 'string') return [item[0], item[1]];
  if (isDoc(item) && item.size === 2 && item.has('v')) {
    const key = item.get('k');
    if (typeof key === 'string') return [key, item.get('v')];
  }
  throw location(40392, '$arrayToObject requires pairs [key, value] or documents with k and v');
}

export const OBJECTS: Record<string, Operator> = {
  $mergeObjects: onElements(merge),
  $objectToArray: onPresent(1, (value) => {
    if (!isDoc(value))
      throw location(40390, `$objectToArray requires a document input, found: ${typeName(value)}`);
    return [...value].map(([k, v]) => doc({ k, v }));
  }),
  $arrayToObject: onPresent(1, (value) => {
    if (!Array.isArray(value))
      throw location(40386, `$arrayToObject requires an array input, found: ${typeName(value)}`);
    return new Map(value.map(toPair));
  }),
  $type: onValues(1, (value) => typeName(value)),
  $isNumber: onValues(1, (value) => ['int', 'long', 'double', 'decimal'].includes(typeName(value))),
};
