import { BSONRegExp } from 'bson';
import { failure, location } from '../errors.ts';
import type { Value } from '../values/types.ts';

const MAX_PATTERN = 1000;

/**
 * A JS regular expression for a BSON one. Flags `i m s u` mean what they mean to PCRE; `x` is refused.
 * Throws error 51091 for a pattern that JS cannot read.
 */
export function compileRegex(pattern: Value, options: Value = ''): RegExp {
  const source = pattern instanceof BSONRegExp ? pattern.pattern : pattern;
  const flags = options === '' && pattern instanceof BSONRegExp ? pattern.options : options;
  if (typeof source !== 'string') throw failure('BadValue', '$regex has to be a string');
  if (typeof flags !== 'string') throw failure('BadValue', '$options has to be a string');
  if (source.length > MAX_PATTERN)
    throw failure('BadValue', `a regular expression may have ${MAX_PATTERN} characters`);
  const unknown = [...flags].find((flag) => !'imsu'.includes(flag));
  if (unknown) throw failure('BadValue', `invalid flag in regex options: ${unknown}`);
  try {
    return new RegExp(source, flags.replace('u', ''));
  } catch (error) {
    throw location(51091, `Regular expression is invalid: ${(error as Error).message}`);
  }
}

/** The text that every match of the pattern begins with, for index bounds: `^abc` gives `abc`. */
export function literalPrefix(pattern: Value, options: Value): string {
  const source = pattern instanceof BSONRegExp ? pattern.pattern : String(pattern);
  const flags =
    (pattern instanceof BSONRegExp ? pattern.options : '') + (typeof options === 'string' ? options : '');
  if (flags !== '' || source.includes('|')) return '';
  const prefix = /^\^([A-Za-z0-9 _:@/-]+)/.exec(source)?.[1] ?? '';
  const next = source[prefix.length + 1];
  return next !== undefined && '*?{+'.includes(next) ? prefix.slice(0, -1) : prefix;
}
