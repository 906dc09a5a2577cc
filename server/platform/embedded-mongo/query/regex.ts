import { BSONRegExp } from 'bson';
import { failure, location } from '../errors.ts';
import type { Value } from '../values/types.ts';

const MAX_PATTERN = 1000;

/**
 * A JS regular expression that means what PCRE makes of a BSON one, with the flags `i m s u`. Throws error 51091
 * for a pattern that JS cannot read: Unicode mode refuses what only PCRE knows, such as `\A` or `(?i)`.
 */
export function compileRegex(pattern: Value, options: Value = ''): RegExp {
  const { source, flags } = partsOf(pattern, options);
  if (source.length > MAX_PATTERN)
    throw failure('BadValue', `a regular expression may have ${MAX_PATTERN} characters`);
  const unknown = [...flags].find((flag) => !'imsu'.includes(flag));
  if (unknown) throw location(51108, `invalid flag in regex options: ${unknown}`);
  try {
    return new RegExp(translated(source, flags), flags.includes('i') ? 'iu' : 'u');
  } catch (error) {
    throw location(51091, `Regular expression is invalid: ${(error as Error).message}`);
  }
}

function partsOf(pattern: Value, options: Value): { source: string; flags: string } {
  if (typeof options !== 'string') throw failure('BadValue', '$options has to be a string');
  if (typeof pattern === 'string') return { source: pattern, flags: options };
  if (!(pattern instanceof BSONRegExp)) throw failure('BadValue', '$regex has to be a string');
  if (options !== '' && pattern.options !== '')
    throw location(51075, 'options set in both $regex and $options');
  return { source: pattern.pattern, flags: pattern.options || options };
}

const TOKEN = /\\.|\[(?:\\.|[^\]\\])*\]|[$^.]/gs;
const HARMLESS_ESCAPE = /\\([ !"#%&',:;<=>@_`~-])/g;

/** PCRE ends lines at \n only, and its `$` also stands before a last one. */
function translated(source: string, flags: string): string {
  const meanings: Record<string, string> = {
    $: flags.includes('m') ? '(?![^\\n])' : '(?![^\\n]|\\n[^])',
    '^': flags.includes('m') ? '(?<![^\\n])' : '^',
    '.': flags.includes('s') ? '[^]' : '[^\\n]',
  };
  return source.replace(TOKEN, (token) => {
    if (token.startsWith('[')) return token.replace(/\\([ !"#%&',:;<=>@_`~])/g, '$1');
    return meanings[token] ?? token.replace(HARMLESS_ESCAPE, '$1');
  });
}

/** The text that every match of the pattern begins with, for index bounds: `^abc` gives `abc`. */
export function literalPrefix(pattern: BSONRegExp): string {
  if (pattern.options !== '' || pattern.pattern.includes('|')) return '';
  const prefix = /^\^([A-Za-z0-9 _:@/-]+)/.exec(pattern.pattern)?.[1] ?? '';
  const next = pattern.pattern[prefix.length + 1];
  return next !== undefined && '*?{+'.includes(next) ? prefix.slice(0, -1) : prefix;
}
