import { Decimal128, Double } from 'bson';
import { failure, location } from '../../errors.ts';
import { compare } from '../../values/compare.ts';
import {
  type DecimalFunction,
  decimalArithmetic,
  decimalFunction,
  decimalPower,
  type Rounding,
  roundDecimal,
  roundDouble,
  roundLong,
  toDecimal,
} from '../../values/decimal.ts';
import {
  arithmetic,
  compareNumbers,
  fitsLong,
  integer,
  isNumeric,
  isZero,
  toNumber,
  wholeNumber,
} from '../../values/numbers.ts';
import { sum } from '../../values/sum.ts';
import { typeName } from '../../values/type-names.ts';
import type { Numeric, Value } from '../../values/types.ts';
import {
  isNullish,
  type Operator,
  onElements,
  onList,
  onPresent,
  onValues,
  type Present,
} from './operands.ts';

const TYPE_MISMATCH = 14;

function numeric(name: string, value: Value, code = TYPE_MISMATCH): Numeric {
  if (isNumeric(value)) return value;
  const message = `${name} only supports numeric types, not ${typeName(value)}`;
  throw code === TYPE_MISMATCH ? failure('TypeMismatch', message) : location(code, message);
}

const isDecimal = (...values: Numeric[]): boolean => values.some((value) => value instanceof Decimal128);
const isDouble = (...values: Numeric[]): boolean => values.some((value) => value instanceof Double);
const isLong = (...values: Numeric[]): boolean => values.some((value) => typeof value === 'bigint');

/** Adds or multiplies; an int64 that overflows goes on as a double, as MongoDB's expressions do. */
function combine(operation: '+' | '-' | '*', a: Numeric, b: Numeric): Numeric {
  const exact = arithmetic(operation, a, b);
  return exact ?? arithmetic(operation, new Double(toNumber(a)), new Double(toNumber(b))) ?? 0;
}

/** Calculates from left to right; the first null or missing value makes the result null. */
function folded(name: string, operation: '+' | '*', start: number): (values: Value[]) => Numeric | null {
  return (values) => {
    let total: Numeric = start;
    for (const value of values) {
      if (isNullish(value)) return null;
      total = combine(operation, total, numeric(name, value));
    }
    return total;
  };
}

const addNumbers = folded('$add', '+', 0);

function add(values: Value[]): Value {
  const [date, second] = values.filter((value) => value instanceof Date);
  if (second) throw location(16612, 'only one date allowed in an $add expression');
  const total = addNumbers(values.filter((value) => !(value instanceof Date)));
  return date && total !== null ? shifted(date, toNumber(total)) : total;
}

function shifted(date: Date, ms: number): Date {
  const result = new Date(date.getTime() + Math.sign(ms) * Math.round(Math.abs(ms)));
  if (Number.isNaN(result.getTime())) throw failure('Overflow', 'date overflow');
  return result;
}

function subtract(a: Present, b: Present): Value {
  if (a instanceof Date && b instanceof Date) return BigInt(a.getTime() - b.getTime());
  if (a instanceof Date && isNumeric(b)) return shifted(a, -toNumber(b));
  return combine('-', numeric('$subtract', a), numeric('$subtract', b));
}

/** Division gives a double, or a decimal where an operand is one. Throws 2 for zero. */
function divide(a: Present, b: Present): Value {
  const [left, right] = [numeric('$divide', a), numeric('$divide', b)];
  if (isZero(right)) throw failure('BadValue', "can't $divide by zero");
  if (isDecimal(left, right)) return decimalArithmetic('/', toDecimal(left), toDecimal(right));
  return new Double(toNumber(left) / toNumber(right));
}

function modulo(a: Present, b: Present): Value {
  const [left, right] = [numeric('$mod', a, 16611), numeric('$mod', b, 16611)];
  if (isZero(right)) throw location(isDecimal(left, right) ? 5733415 : 16610, "can't $mod by zero");
  if (isDecimal(left, right)) return decimalArithmetic('%', toDecimal(left), toDecimal(right));
  if (isDouble(left, right)) return new Double(toNumber(left) % toNumber(right));
  const remainder = BigInt(left as bigint) % BigInt(right as bigint);
  return isLong(left, right) ? remainder : integer(remainder);
}

/** An operator on one number that is neither null nor missing. */
const onNumber = (name: string, apply: (value: Numeric) => Numeric): Operator =>
  onPresent(1, (value) => apply(numeric(name, value, 28765)));

/** A function whose result is a double, or a decimal of a decimal. `accepts` names the domain. */
function real(
  name: `$${DecimalFunction}`,
  apply: (value: number) => number,
  domain?: { accepts: (order: number) => boolean; code: number },
): Operator {
  return onNumber(name, (value) => {
    const isNaNValue = Number.isNaN(toNumber(value));
    if (domain && !isNaNValue && !domain.accepts(compareNumbers(value, 0)))
      throw location(domain.code, `${name}'s argument is out of its domain: ${value}`);
    if (value instanceof Decimal128) return decimalFunction(name.slice(1) as DecimalFunction, value);
    return new Double(apply(toNumber(value)));
  });
}

function absolute(value: Numeric): Numeric {
  if (value instanceof Decimal128) return decimalFunction('abs', value);
  if (value instanceof Double) return new Double(Math.abs(value.value));
  const result = value < 0 ? arithmetic('*', value, -1) : value;
  if (result === undefined) throw location(28680, "can't take $abs of long long min");
  return result;
}

/** Rounds to a number of decimal places; whole numbers change only where the places are negative. */
const round = (name: string, rounding: Rounding): Operator =>
  onPresent([1, 2], (value, places = 0) => {
    const number = numeric(name, value, 51081);
    const digits = wholeNumber(places);
    if (digits === undefined) throw location(51082, `the precision of ${name} must be a whole number`);
    if (digits < -20 || digits > 100) throw location(51083, `the precision of ${name} must be -20 to 100`);
    return roundTo(number, digits, rounding);
  });

function roundTo(value: Numeric, places: number, rounding: Rounding): Numeric {
  if (value instanceof Decimal128) return roundDecimal(value, places, rounding);
  if (value instanceof Double) return new Double(roundDouble(value.value, places, rounding));
  if (places >= 0) return value;
  const result = roundLong(BigInt(value), places, rounding);
  if (!fitsLong(result)) throw location(51080, 'the rounded number is beyond an int64');
  return typeof value === 'bigint' ? result : integer(result);
}

/** Whole powers stay whole where an int64 holds them. */
function power(base: Present, exponent: Present): Value {
  const [a, b] = [numeric('$pow', base, 28762), numeric('$pow', exponent, 28763)];
  if (isZero(a) && compareNumbers(b, 0) < 0 && !Number.isNaN(toNumber(b)))
    throw location(28764, '$pow cannot take a base of 0 and a negative exponent');
  if (isDecimal(a, b)) return decimalPower(toDecimal(a), toDecimal(b));
  const result = toNumber(a) ** toNumber(b);
  const stays = toNumber(b) >= 0 || Math.abs(toNumber(a)) === 1;
  if (isDouble(a, b) || !stays || Math.abs(result) > 2 ** 63) return new Double(result);
  const whole = toNumber(b) < 0 ? BigInt(result) : BigInt(a as bigint) ** BigInt(b as bigint);
  if (!fitsLong(whole)) return new Double(result);
  return isLong(a, b) ? whole : integer(whole);
}

/** The sum of the numbers among the values; everything else is ignored. */
function sumOf(values: Value[]): Numeric {
  const running = sum();
  for (const value of values) if (isNumeric(value)) running.add(value);
  return running.total();
}

/** The mean of numbers by their sum, null where there are none. */
export const mean = (total: Numeric, count: number): Value => (count === 0 ? null : divide(total, count));

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
  $multiply: onList(folded('$multiply', '*', 1)),
  $divide: onPresent(2, divide),
  $mod: onPresent(2, modulo),
  $abs: onNumber('$abs', absolute),
  $floor: onNumber('$floor', (value) => roundTo(value, 0, 'floor')),
  $ceil: onNumber('$ceil', (value) => roundTo(value, 0, 'ceil')),
  $round: round('$round', 'halfEven'),
  $trunc: round('$trunc', 'towardZero'),
  $sqrt: real('$sqrt', Math.sqrt, { accepts: (order) => order >= 0, code: 28714 }),
  $exp: real('$exp', Math.exp),
  $ln: real('$ln', Math.log, { accepts: (order) => order > 0, code: 28766 }),
  $log10: real('$log10', Math.log10, { accepts: (order) => order > 0, code: 28761 }),
  $pow: onPresent(2, power),
  $sum: onElements(sumOf),
  $avg: onElements((values) => mean(sumOf(values), values.filter(isNumeric).length)),
  $min: onElements((values) => extreme(values, -1)),
  $max: onElements((values) => extreme(values, 1)),
  $cmp: onValues(2, (a, b) => compare(a, b)),
};
