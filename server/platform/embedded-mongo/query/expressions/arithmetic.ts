import { Decimal128, Double } from 'bson';
import { failure, location } from '../../errors.ts';
import { compare } from '../../values/compare.ts';
import { decimalArithmetic, roundToPlaces, toDecimal } from '../../values/decimal.ts';
import { arithmetic, integer, isNumeric, type Numeric, toNumber } from '../../values/numbers.ts';
import { typeName } from '../../values/type-names.ts';
import type { Value } from '../../values/types.ts';
import {
  isNullish,
  type Operator,
  onElements,
  onList,
  onPresent,
  onValues,
  type Present,
} from './operands.ts';

/** Adds or multiplies; an int64 that overflows goes on as a double, as MongoDB's expressions do. */
export function combine(operation: '+' | '-' | '*', a: Numeric, b: Numeric): Numeric {
  const exact = arithmetic(operation, a, b);
  if (exact !== undefined) return exact;
  return arithmetic(operation, new Double(toNumber(a)), new Double(toNumber(b))) ?? 0;
}

function numeric(name: string, value: Value): Numeric {
  if (isNumeric(value)) return value;
  throw failure('TypeMismatch', `${name} only supports numeric types, not ${typeName(value)}`);
}

function add(values: Value[]): Value {
  if (values.some(isNullish)) return null;
  const dates = values.filter((value) => value instanceof Date);
  if (dates.length > 1) throw location(16612, 'only one date allowed in an $add expression');
  const numbers = values.filter((value) => !(value instanceof Date)).map((value) => numeric('$add', value));
  const sum = numbers.reduce((total, value) => combine('+', total, value), 0 as Numeric);
  return dates[0] ? new Date(dates[0].getTime() + Math.round(toNumber(sum))) : sum;
}

function subtract(a: Present, b: Present): Value {
  if (a instanceof Date && b instanceof Date) return BigInt(a.getTime() - b.getTime());
  if (a instanceof Date && isNumeric(b)) return new Date(a.getTime() - Math.round(toNumber(b)));
  return combine('-', numeric('$subtract', a), numeric('$subtract', b));
}

/** Division gives a double, or a decimal where an operand is one. Throws 2 for zero. */
export function divide(a: Present, b: Present): Value {
  const [left, right] = [numeric('$divide', a), numeric('$divide', b)];
  if (toNumber(right) === 0) throw failure('BadValue', "can't $divide by zero");
  if (left instanceof Decimal128 || right instanceof Decimal128) {
    return decimalArithmetic('/', toDecimal(left), toDecimal(right));
  }
  return new Double(toNumber(left) / toNumber(right));
}

function modulo(a: Present, b: Present): Value {
  const [left, right] = [numeric('$mod', a), numeric('$mod', b)];
  if (toNumber(right) === 0) throw location(16610, "can't $mod by zero");
  if (left instanceof Decimal128 || right instanceof Decimal128) throw decimalRefused('$mod');
  if (left instanceof Double || right instanceof Double) return new Double(toNumber(left) % toNumber(right));
  const remainder = BigInt(left) % BigInt(right);
  return typeof left === 'bigint' || typeof right === 'bigint' ? remainder : integer(remainder);
}

const decimalRefused = (name: string) =>
  failure('BadValue', `${name} of a Decimal128 is not supported by the embedded store`);

/** A function of one number whose result is a double. */
const onDouble = (name: string, apply: (value: number) => number): Operator =>
  onPresent(1, (value) => {
    const number = numeric(name, value);
    if (number instanceof Decimal128) throw decimalRefused(name);
    return new Double(apply(toNumber(number)));
  });

/** A function that leaves whole numbers alone and keeps a double a double. */
const onFraction = (name: string, apply: (value: number) => number): Operator =>
  onPresent(1, (value) => {
    const number = numeric(name, value);
    if (number instanceof Decimal128) throw decimalRefused(name);
    return number instanceof Double ? new Double(apply(number.value)) : number;
  });

/** Rounds to a number of decimal places; halves go to the even neighbor. */
function round(value: Present, places: Present = 0): Value {
  const number = numeric('$round', value);
  const digits = toNumber(numeric('$round', places));
  if (number instanceof Decimal128) throw decimalRefused('$round');
  if (!(number instanceof Double) && digits >= 0) return number;
  const rounded = roundToPlaces(toNumber(number), digits);
  return number instanceof Double ? new Double(rounded) : integer(rounded);
}

function truncate(value: Present, places: Present = 0): Value {
  const number = numeric('$trunc', value);
  if (number instanceof Decimal128) throw decimalRefused('$trunc');
  const scale = 10 ** toNumber(numeric('$trunc', places));
  return number instanceof Double ? new Double(Math.trunc(number.value * scale) / scale) : number;
}

function power(base: Present, exponent: Present): Value {
  const [a, b] = [numeric('$pow', base), numeric('$pow', exponent)];
  if (a instanceof Decimal128 || b instanceof Decimal128) throw decimalRefused('$pow');
  const result = toNumber(a) ** toNumber(b);
  const whole = !(a instanceof Double) && !(b instanceof Double) && Number.isSafeInteger(result);
  if (!whole) return new Double(result);
  return typeof a === 'bigint' || typeof b === 'bigint' ? BigInt(result) : integer(result);
}

/** The sum of the numbers among the values; everything else is ignored. */
function sum(values: Value[]): Numeric {
  let total: Numeric = 0;
  for (const value of values) if (isNumeric(value)) total = combine('+', total, value);
  return total;
}

/** The mean of the numbers among the values, null where there are none. */
function average(values: Value[]): Value {
  const numbers = values.filter(isNumeric);
  return numbers.length === 0 ? null : divide(sum(numbers), numbers.length);
}

/** The least (sign −1) or greatest (sign 1) of the values that are neither null nor missing. */
function extreme(values: Value[], sign: 1 | -1): Value {
  let best: Value = null;
  for (const value of values) {
    if (!isNullish(value) && (best === null || compare(value, best) * sign > 0)) best = value;
  }
  return best;
}

export const ARITHMETIC: Record<string, Operator> = {
  $add: onList(add),
  $subtract: onPresent(2, subtract),
  $multiply: onList((values) =>
    values.some(isNullish)
      ? null
      : values.map((value) => numeric('$multiply', value)).reduce((a, b) => combine('*', a, b), 1 as Numeric),
  ),
  $divide: onPresent(2, divide),
  $mod: onPresent(2, modulo),
  $abs: onPresent(1, (value) => {
    const number = numeric('$abs', value);
    return toNumber(number) < 0 ? combine('*', number, -1) : number;
  }),
  $floor: onFraction('$floor', Math.floor),
  $ceil: onFraction('$ceil', Math.ceil),
  $round: onPresent([1, 2], round),
  $trunc: onPresent([1, 2], truncate),
  $sqrt: onDouble('$sqrt', (value) => {
    if (value < 0) throw location(28714, "$sqrt's argument must be greater than or equal to 0");
    return Math.sqrt(value);
  }),
  $exp: onDouble('$exp', Math.exp),
  $ln: onDouble('$ln', Math.log),
  $log10: onDouble('$log10', Math.log10),
  $pow: onPresent(2, power),
  $sum: onElements(sum),
  $avg: onElements(average),
  $min: onElements((values) => extreme(values, -1)),
  $max: onElements((values) => extreme(values, 1)),
  $cmp: onValues(2, (a, b) => compare(a, b)),
};
