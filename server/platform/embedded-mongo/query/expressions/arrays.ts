import { location } from '../../errors.ts';
import { compare, equal } from '../../values/compare.ts';
import { wholeNumber } from '../../values/numbers.ts';
import { typeName } from '../../values/type-names.ts';
import type { Value } from '../../values/types.ts';
import { isTrue } from '../truth.ts';
import {
  type Compile,
  isNullish,
  namedOperands,
  type Operator,
  onList,
  onPresent,
  onValues,
  type Present,
} from './operands.ts';
import type { Evaluate } from './types.ts';

function arrayOf(name: string, value: Value, code = 17124): Value[] {
  if (Array.isArray(value)) return value;
  throw location(code, `The argument to ${name} must be an array, but was of type: ${typeName(value)}`);
}

function elementAt(items: Present, index: Present): Value {
  const list = arrayOf('$arrayElemAt', items, 28689);
  const place = wholeNumber(index);
  if (place === undefined)
    throw location(28691, "$arrayElemAt's second argument must be representable as a 32-bit integer");
  return list.at(place);
}

function slice(items: Present, first: Present, second?: Present): Value {
  const list = arrayOf('$slice', items, 28724);
  const start = wholeNumber(first);
  const count = second === undefined ? undefined : wholeNumber(second);
  if (start === undefined) throw location(28726, 'Second argument to $slice must be a 32-bit integer');
  if (second === undefined) return start < 0 ? list.slice(start) : list.slice(0, start);
  if (count === undefined || count <= 0) throw location(28729, 'Third argument to $slice must be positive');
  const from = start < 0 ? Math.max(list.length + start, 0) : start;
  return list.slice(from, from + count);
}

/** Binds each element of `input` to a variable: the shape that `$map` and `$filter` share. */
function eachElement(
  name: string,
  body: string,
  { code, optional = [] }: { code: number; optional?: string[] },
  collect: (items: Value[], evaluate: (item: Value) => Value, limit: Value) => Value,
): Operator {
  return (operand, compile) => {
    const source = namedOperands(operand, name, ['input', body], ['as', ...optional]);
    const input = compile(source.get('input'));
    const evaluate = compile(source.get(body));
    const limit = source.has('limit') ? compile(source.get('limit')) : () => undefined;
    const variable = String(source.get('as') ?? 'this');
    return (scope) => {
      const items = input(scope);
      if (isNullish(items)) return null;
      const inner = (item: Value) =>
        evaluate({ root: scope.root, variables: { ...scope.variables, [variable]: item } });
      return collect(arrayOf(name, items, code), inner, limit(scope));
    };
  };
}

function reduce(operand: Value, compile: Compile): Evaluate {
  const source = namedOperands(operand, '$reduce', ['input', 'initialValue', 'in']);
  const [input, initial, body] = ['input', 'initialValue', 'in'].map((key) => compile(source.get(key)));
  return (scope) => {
    const items = input?.(scope);
    if (isNullish(items)) return null;
    return arrayOf('$reduce', items, 40080).reduce<Value>(
      (value, item) => body?.({ root: scope.root, variables: { ...scope.variables, value, this: item } }),
      initial?.(scope),
    );
  };
}

function distinct(items: Value[]): Value[] {
  const sorted = [...items].sort(compare);
  return sorted.filter((item, place) => place === 0 || !equal(item, sorted[place - 1]));
}

const holds = (items: Value[], value: Value): boolean => items.some((item) => equal(item, value));

export const ARRAYS: Record<string, Operator> = {
  $arrayElemAt: onPresent(2, elementAt),
  $first: onPresent(1, (items) => arrayOf('$first', items, 28689)[0]),
  $last: onPresent(1, (items) => arrayOf('$last', items, 28689).at(-1)),
  $size: onValues(1, (items) => arrayOf('$size', items).length),
  $isArray: onValues(1, (value) => Array.isArray(value)),
  $slice: onPresent([2, 3], slice),
  $reverseArray: onPresent(1, (items) => [...arrayOf('$reverseArray', items, 34435)].reverse()),
  $in: onValues(2, (value, items) => {
    if (!Array.isArray(items))
      throw location(40081, `$in requires an array as a second argument, found: ${typeName(items)}`);
    return holds(items, value);
  }),
  $concatArrays: onList((lists) =>
    lists.some(isNullish) ? null : lists.flatMap((list) => arrayOf('$concatArrays', list, 28664)),
  ),
  $setUnion: onList((lists) =>
    lists.some(isNullish) ? null : distinct(lists.flatMap((list) => arrayOf('$setUnion', list, 17043))),
  ),
  $setIntersection: onList((lists) => {
    if (lists.some(isNullish)) return null;
    const [first = [], ...rest] = lists.map((list) => arrayOf('$setIntersection', list, 17047));
    return distinct(first).filter((item) => rest.every((other) => holds(other, item)));
  }),
  $map: eachElement('$map', 'in', { code: 16883 }, (items, evaluate) =>
    items.map((item) => evaluate(item) ?? null),
  ),
  $filter: eachElement('$filter', 'cond', { code: 28651, optional: ['limit'] }, (items, evaluate, limit) => {
    const kept = items.filter((item) => isTrue(evaluate(item)));
    return isNullish(limit) ? kept : kept.slice(0, wholeNumber(limit));
  }),
  $reduce: reduce,
};
