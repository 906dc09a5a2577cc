import { Decimal128, Double, ObjectId } from 'bson';
import { failure, location } from '../../errors.ts';
import { compareStrings } from '../../values/compare.ts';
import { wholeNumber } from '../../values/numbers.ts';
import { typeName } from '../../values/type-names.ts';
import type { Value } from '../../values/types.ts';
import { compileRegex } from '../regex.ts';
import { isNullish, type Operator, onList, onNamed, onPresent, onValues, type Present } from './operands.ts';

/** The text of a value as `$toString` gives it; throws 241 for types that have none. */
export function toText(value: Present): string {
  if (typeof value === 'object') {
    if (value instanceof Date) return value.toISOString();
    if (value instanceof Double) return doubleText(value.value);
    if (value instanceof ObjectId) return value.toHexString();
    if (value instanceof Decimal128) return value.toString();
    throw failure(
      'ConversionFailure',
      `Unsupported conversion from ${typeName(value)} to string in $convert with no onError value`,
    );
  }
  return String(value);
}

function doubleText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  return String(value).replace(/e([+-])(\d)$/, 'e$10$2');
}

/** Text operators take null and missing as the empty string. */
function text(name: string, value: Value): string {
  if (isNullish(value)) return '';
  if (typeof value === 'string') return value;
  if (
    typeof value === 'number' ||
    typeof value === 'bigint' ||
    value instanceof Double ||
    value instanceof Date
  )
    return toText(value);
  throw location(16007, `can't convert from BSON type ${typeName(value)} to String (${name})`);
}

function requireText(name: string, value: Value, code: number): string {
  if (typeof value === 'string') return value;
  throw location(code, `${name} requires strings, found: ${typeName(value)}`);
}

function trim(name: string, pattern: (characters: string) => RegExp): Operator {
  return onNamed(['input'], ['chars'], ({ input, chars }) => {
    if (isNullish(input)) return null;
    const set = isNullish(chars) ? '\\s\\0' : requireText(name, chars, 50700).replace(/[\]\\^-]/g, '\\$&');
    return requireText(name, input, 50699).replace(pattern(`[${set}]`), '');
  });
}

function substring(value: Value, start: Value, count: Value): Value {
  const characters = [...text('$substrCP', value)];
  const from = wholeNumber(start) ?? 0;
  const size = wholeNumber(count) ?? 0;
  return characters.slice(from, size < 0 ? undefined : from + size).join('');
}

export const STRINGS: Record<string, Operator> = {
  $concat: onList((values) =>
    values.some(isNullish) ? null : values.map((value) => requireText('$concat', value, 16702)).join(''),
  ),
  $toLower: onValues(1, (value) => text('$toLower', value).toLowerCase()),
  $toUpper: onValues(1, (value) => text('$toUpper', value).toUpperCase()),
  $strLenCP: onValues(1, (value) => [...requireText('$strLenCP', value, 34471)].length),
  $substrCP: onValues(3, substring),
  $strcasecmp: onValues(2, (a, b) =>
    compareStrings(text('$strcasecmp', a).toUpperCase(), text('$strcasecmp', b).toUpperCase()),
  ),
  $split: onPresent(2, (value, separator) => {
    const by = requireText('$split', separator, 40086);
    if (by === '') throw location(40087, '$split requires a non-empty separator');
    return requireText('$split', value, 40085).split(by);
  }),
  $indexOfCP: onValues(2, (value, wanted) => {
    if (isNullish(value)) return null;
    const whole = requireText('$indexOfCP', value, 40093);
    const place = whole.indexOf(requireText('$indexOfCP', wanted, 40094));
    return place < 0 ? -1 : [...whole.slice(0, place)].length;
  }),
  $replaceAll: onNamed(['input', 'find', 'replacement'], [], ({ input, find, replacement }) => {
    if ([input, find, replacement].some(isNullish)) return null;
    const [whole, from, to] = [input, find, replacement].map((value) =>
      requireText('$replaceAll', value, 51746),
    );
    return whole?.split(from ?? '').join(to);
  }),
  $trim: trim('$trim', (set) => new RegExp(`^${set}+|${set}+$`, 'g')),
  $ltrim: trim('$ltrim', (set) => new RegExp(`^${set}+`)),
  $rtrim: trim('$rtrim', (set) => new RegExp(`${set}+$`)),
  $regexMatch: onNamed(['input', 'regex'], ['options'], ({ input, regex, options }) => {
    if (isNullish(input) || isNullish(regex)) return false;
    return compileRegex(regex, options ?? '').test(requireText('$regexMatch', input, 51104));
  }),
};
