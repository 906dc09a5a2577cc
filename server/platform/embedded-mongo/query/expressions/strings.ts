import { location } from '../../errors.ts';
import { isNumeric, wholeNumber } from '../../values/numbers.ts';
import { typeName } from '../../values/type-names.ts';
import type { Value } from '../../values/types.ts';
import { compileRegex } from '../regex.ts';
import { toText } from './conversions.ts';
import { given, isNullish, type Operator, onList, onNamed, onPresent, onValues } from './operands.ts';

/** Text operators take null and missing as the empty string. */
function text(name: string, value: Value): string {
  if (isNullish(value)) return '';
  if (typeof value === 'string') return value;
  if (isNumeric(value) || value instanceof Date) return toText(value);
  throw location(16007, `can't convert from BSON type ${typeName(value)} to String (${name})`);
}

function requireText(name: string, value: Value, code: number): string {
  if (typeof value === 'string') return value;
  throw location(code, `${name} requires strings, found: ${typeName(value)}`);
}

const WHITESPACE =
  '\0\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a';

function trim(name: string, pattern: (characters: string) => RegExp): Operator {
  return onNamed(['input'], ['chars'], (named) => {
    const { input } = named;
    const characters = given(named, 'chars', WHITESPACE);
    if (isNullish(input) || characters === null) return null;
    const set = requireText(name, characters, 50700).replace(/[\]\\^-]/g, '\\$&');
    return requireText(name, input, 50699).replace(pattern(`[${set}]`), '');
  });
}

function substring(value: Value, start: Value, count: Value): Value {
  const characters = [...text('$substrCP', value)];
  const [from, size] = [wholeNumber(start), wholeNumber(count)];
  if (from === undefined || from < 0) throw location(34455, '$substrCP needs a non-negative starting index');
  if (size === undefined || size < 0) throw location(34454, '$substrCP needs a non-negative length');
  return characters.slice(from, from + size).join('');
}

// only ASCII letters have a case to $toLower and $toUpper, as the reference says
export const STRINGS: Record<string, Operator> = {
  $concat: onList((values) =>
    values.some(isNullish) ? null : values.map((value) => requireText('$concat', value, 16702)).join(''),
  ),
  $toLower: onValues(1, (value) => text('$toLower', value).replace(/[A-Z]+/g, (part) => part.toLowerCase())),
  $toUpper: onValues(1, (value) => text('$toUpper', value).replace(/[a-z]+/g, (part) => part.toUpperCase())),
  $strLenCP: onValues(1, (value) => [...requireText('$strLenCP', value, 34471)].length),
  $substrCP: onValues(3, substring),
  $split: onPresent(2, (value, separator) => {
    const by = requireText('$split', separator, 40086);
    if (by === '') throw location(40087, '$split requires a non-empty separator');
    return requireText('$split', value, 40085).split(by);
  }),
  $replaceAll: onNamed(['input', 'find', 'replacement'], [], ({ input, find, replacement }) => {
    if ([input, find, replacement].some(isNullish)) return null;
    const [whole, from, to] = [input, find, replacement].map((value) =>
      requireText('$replaceAll', value, 51746),
    );
    return whole?.split(from ?? '').join(to);
  }),
  $trim: trim('$trim', (set) => new RegExp(`^${set}+|${set}+$`, 'gu')),
  $ltrim: trim('$ltrim', (set) => new RegExp(`^${set}+`, 'u')),
  $rtrim: trim('$rtrim', (set) => new RegExp(`${set}+$`, 'u')),
  $regexMatch: onNamed(['input', 'regex'], ['options'], ({ input, regex, options }) => {
    if (isNullish(input) || isNullish(regex)) return false;
    return compileRegex(regex, options ?? '').test(requireText('$regexMatch', input, 51104));
  }),
};
