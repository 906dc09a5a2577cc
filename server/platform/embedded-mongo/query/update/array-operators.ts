import { BSONRegExp } from 'bson';
import { failure } from '../../errors.ts';
import { compare, equal } from '../../values/compare.ts';
import { wholeNumber } from '../../values/numbers.ts';
import { print } from '../../values/print.ts';
import { typeName } from '../../values/type-names.ts';
import { copy, type Doc, isDoc, doc as makeDoc, type Value } from '../../values/types.ts';
import { compileFilter } from '../match.ts';
import { isOperatorDoc, parseOperators } from '../match-operators.ts';
import { someLeaf } from '../paths.ts';
import { compareKeyed, parseSort, withSortKeys } from '../sort.ts';
import type { FieldChange } from './field-operators.ts';

const MODIFIERS = ['$each', '$slice', '$sort', '$position'];

const push: FieldChange = (current, operand, { doc, path }) => {
  if (current !== undefined && !Array.isArray(current)) {
    throw failure(
      'BadValue',
      `The field '${path}' must be an array but is of type ${typeName(current)} in document ${print(makeDoc({ _id: doc.get('_id') }))}`,
    );
  }
  const modifiers = isDoc(operand) && operand.has('$each') ? operand : makeDoc({ $each: [operand] });
  const unknown = [...modifiers.keys()].find((name) => !MODIFIERS.includes(name));
  if (unknown) throw failure('BadValue', `Unrecognized clause in $push: ${unknown}`);
  const items = eachOf('$push', modifiers.get('$each')).map(copy);
  const place = optionalWhole('$position', modifiers) ?? current?.length ?? 0;
  const result = [...(current ?? [])];
  result.splice(place, 0, ...items);
  return sliced(sorted(result, modifiers.get('$sort')), optionalWhole('$slice', modifiers));
};

function eachOf(name: string, value: Value): Value[] {
  if (Array.isArray(value)) return value;
  throw failure(
    'BadValue',
    `The argument to $each in ${name} must be an array but it was of type: ${typeName(value)}`,
  );
}

function optionalWhole(name: string, modifiers: Doc): number | undefined {
  if (!modifiers.has(name)) return undefined;
  const number = wholeNumber(modifiers.get(name));
  if (number !== undefined) return number;
  throw failure(
    'BadValue',
    `The value for ${name} must be an integer value but was given type: ${typeName(modifiers.get(name))}`,
  );
}

function sorted(items: Value[], spec: Value): Value[] {
  if (spec === undefined) return items;
  if (!isDoc(spec)) {
    const direction = wholeNumber(spec);
    if (direction !== 1 && direction !== -1)
      throw failure('BadValue', 'The $sort element value must be either 1 or -1');
    return items.sort((a, b) => compare(a, b) * direction);
  }
  const fields = parseSort(spec);
  const keyed = items.map((item) => withSortKeys(item, isDoc(item) ? item : new Map(), fields));
  return keyed.sort(compareKeyed(fields)).map(({ item }) => item);
}

function sliced(items: Value[], size: number | undefined): Value[] {
  if (size === undefined) return items;
  return size < 0 ? items.slice(size) : items.slice(0, size);
}

const addToSet: FieldChange = (current, operand, { path }) => {
  if (current !== undefined && !Array.isArray(current)) {
    throw failure(
      'BadValue',
      `Cannot apply $addToSet to non-array field. Field named '${path}' has non-array type ${typeName(current)}`,
    );
  }
  const each = isDoc(operand) && operand.has('$each');
  const items = each ? eachOf('$addToSet', operand.get('$each')) : [operand];
  const result = [...(current ?? [])];
  for (const item of items) if (!result.some((held) => equal(held, item))) result.push(copy(item));
  return result.length === current?.length ? undefined : result;
};

/** Removes the elements that a test picks from an array. */
const removing =
  (name: string, pick: (operand: Value) => (item: Value) => boolean): FieldChange =>
  (current, operand) => {
    const test = pick(operand);
    if (current === undefined) return undefined;
    if (!Array.isArray(current)) throw failure('BadValue', `Cannot apply ${name} to a non-array value`);
    const kept = current.filter((item) => !test(item));
    return kept.length === current.length ? undefined : kept;
  };

/** `$pull` takes a value, conditions on the element, or a query on elements that are documents. */
function pullTest(operand: Value): (item: Value) => boolean {
  if (isDoc(operand) && !isOperatorDoc(operand)) {
    const { matches } = compileFilter(operand);
    return (item) => isDoc(item) && matches(item);
  }
  if (!isDoc(operand) && !(operand instanceof BSONRegExp)) return (item) => equal(item, operand);
  const leaves = parseOperators(operand, (query) => compileFilter(query).matches);
  return (item) => leaves.every(({ test, negated }) => someLeaf(item, [], test) !== negated);
}

function pullAllTest(operand: Value): (item: Value) => boolean {
  if (!Array.isArray(operand))
    throw failure('BadValue', `$pullAll requires an array argument but was given a ${typeName(operand)}`);
  return (item) => operand.some((wanted) => equal(wanted, item));
}

const pop: FieldChange = (current, operand, { path }) => {
  const end = wholeNumber(operand);
  if (end !== 1 && end !== -1)
    throw failure('FailedToParse', `$pop expects 1 or -1, found: ${print(operand)}`);
  if (current === undefined) return undefined;
  if (!Array.isArray(current)) {
    throw failure(
      'TypeMismatch',
      `Path '${path}' contains an element of non-array type '${typeName(current)}'`,
    );
  }
  return end === 1 ? current.slice(0, -1) : current.slice(1);
};

export const ARRAY_OPERATORS: Record<string, FieldChange> = {
  $push: push,
  $addToSet: addToSet,
  $pull: removing('$pull', pullTest),
  $pullAll: removing('$pullAll', pullAllTest),
  $pop: pop,
};
