import { BSONRegExp } from 'bson';
import { failure } from '../../errors.ts';
import { compare, equal } from '../../values/compare.ts';
import { wholeNumber } from '../../values/numbers.ts';
import { print } from '../../values/print.ts';
import { typeName } from '../../values/type-names.ts';
import { copy, type Doc, isDoc, doc as makeDoc, type Value } from '../../values/types.ts';
import { compileFilter } from '../match.ts';
import { isOperatorDoc, parseOperators } from '../match-operators.ts';
import { compareKeyed, parseSort, withSortKeys } from '../sort.ts';
import type { FieldChange } from './field-operators.ts';

const MODIFIERS = ['$each', '$slice', '$sort', '$position'];

/** A change of an array; another type is refused. Undefined stands for a missing field. */
const ofArray =
  (
    name: string,
    change: (current: Value[] | undefined, operand: Value) => Value,
    code: 'BadValue' | 'TypeMismatch' = 'BadValue',
  ): FieldChange =>
  (current, operand, path) => {
    if (current === undefined || Array.isArray(current)) return change(current, operand);
    throw failure(
      code,
      `Cannot apply ${name} to '${path}' of type ${typeName(current)}, it must be an array`,
    );
  };

function push(current: Value[] = [], operand: Value): Value {
  const modifiers = isDoc(operand) && operand.has('$each') ? operand : makeDoc({ $each: [operand] });
  const unknown = [...modifiers.keys()].find((name) => !MODIFIERS.includes(name));
  if (unknown) throw failure('BadValue', `Unrecognized clause in $push: ${unknown}`);
  const result = [...current];
  const place = optionalWhole('$position', modifiers) ?? current.length;
  result.splice(place, 0, ...eachOf('$push', modifiers.get('$each')).map(copy));
  return sliced(sorted(result, modifiers.get('$sort')), optionalWhole('$slice', modifiers));
}

function eachOf(name: string, value: Value): Value[] {
  if (Array.isArray(value)) return value;
  throw failure('BadValue', `$each in ${name} must be an array, not ${typeName(value)}`);
}

function optionalWhole(name: string, modifiers: Doc): number | undefined {
  if (!modifiers.has(name)) return undefined;
  const number = wholeNumber(modifiers.get(name));
  if (number !== undefined) return number;
  throw failure('BadValue', `${name} must be a whole number, not ${print(modifiers.get(name))}`);
}

function sorted(items: Value[], spec: Value): Value[] {
  if (spec === undefined) return items;
  if (isDoc(spec)) {
    const fields = parseSort(spec);
    const keyed = items.map((item) => withSortKeys(item, isDoc(item) ? item : new Map(), fields));
    return keyed.sort(compareKeyed(fields)).map(({ item }) => item);
  }
  const direction = wholeNumber(spec);
  if (direction === 1 || direction === -1) return items.sort((a, b) => compare(a, b) * direction);
  throw failure('BadValue', 'The $sort of elements must be either 1 or -1');
}

function sliced(items: Value[], size: number | undefined): Value[] {
  if (size === undefined) return items;
  return size < 0 ? items.slice(size) : items.slice(0, size);
}

function addToSet(current: Value[] = [], operand: Value): Value {
  const each = isDoc(operand) && operand.has('$each');
  const items = each ? eachOf('$addToSet', operand.get('$each')) : [operand];
  const result = [...current];
  for (const item of items) if (!result.some((held) => equal(held, item))) result.push(copy(item));
  return result;
}

/** Removes the elements that a test picks from an array. */
const removing = (name: string, pick: (operand: Value) => (item: Value) => boolean): FieldChange =>
  ofArray(name, (current, operand) => {
    const test = pick(operand);
    return current?.filter((item) => !test(item));
  });

/** `$pull` takes a value, conditions on the element, or a query on elements that are documents. */
function pullTest(operand: Value): (item: Value) => boolean {
  if (isDoc(operand) && !isOperatorDoc(operand)) {
    const { matches } = compileFilter(operand);
    return (item) => isDoc(item) && matches(item);
  }
  if (!isDoc(operand) && !(operand instanceof BSONRegExp)) return (item) => equal(item, operand);
  const leaves = parseOperators(operand, (query) => compileFilter(query).matches);
  return (item) => leaves.every(({ find, test, negated }) => find(item, [], test) !== negated);
}

function pullAllTest(operand: Value): (item: Value) => boolean {
  if (!Array.isArray(operand)) throw failure('BadValue', `$pullAll takes an array, not ${typeName(operand)}`);
  return (item) => operand.some((wanted) => equal(wanted, item));
}

function pop(current: Value[] | undefined, operand: Value): Value {
  const end = wholeNumber(operand);
  if (end !== 1 && end !== -1)
    throw failure('FailedToParse', `$pop expects 1 or -1, found: ${print(operand)}`);
  return end === 1 ? current?.slice(0, -1) : current?.slice(1);
}

export const ARRAY_OPERATORS: Record<string, FieldChange> = {
  $push: ofArray('$push', push),
  $addToSet: ofArray('$addToSet', addToSet),
  $pull: removing('$pull', pullTest),
  $pullAll: removing('$pullAll', pullAllTest),
  $pop: ofArray('$pop', pop, 'TypeMismatch'),
};
