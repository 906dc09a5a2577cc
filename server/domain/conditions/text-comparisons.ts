import { RE2JS, RE2JSSyntaxException } from 're2js';
import type { Comparison } from './comparisons.ts';

const MOST_PATTERNS = 1000;
// compiled once for all rules that use it; the oldest goes when there are too many
const compiled = new Map<string, RE2JS | null>();

const compile = (pattern: string): RE2JS | null => {
  try {
    return RE2JS.compile(pattern);
  } catch {
    return null;
  }
};

/**
 * A regular expression in the syntax of RE2, which takes time in proportion to the text and no more; null for one
 * that is not (look-around and back-references are not part of it).
 * @example findPattern('^VIP-[0-9]+$')?.test('VIP-7') // true
 */
export const findPattern = (pattern: string): RE2JS | null => {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  if (compiled.size >= MOST_PATTERNS) compiled.delete(compiled.keys().next().value!);
  const made = compile(pattern);
  compiled.set(pattern, made);
  return made;
};

/** What RE2 leaves out: it would take more than linear time. */
const leftOut = /^\((\?=|\?!|\?<=|\?<!)|^\\[1-9]|^\\k/;

/**
 * What is wrong with a regular expression, and where; null for one that is sound.
 * @example patternFault('((') // 'missing closing ), see "((" at character 1'
 */
export const patternFault = (pattern: string): string | null => {
  try {
    RE2JS.compile(pattern);
    return null;
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error;
    const part = error.getPattern() ?? '';
    const what = leftOut.test(part)
      ? 'RE2 has no look-around and no back-references'
      : error.getDescription();
    const at = part === '' ? -1 : pattern.indexOf(part);
    return at === -1 ? what : `${what}, see "${part}" at character ${at + 1}`;
  }
};

const texts =
  (compare: (actual: string, expected: string) => boolean): Comparison =>
  (actual, expected) =>
    typeof actual === 'string' && typeof expected === 'string' && compare(actual, expected);

/** Beginnings, endings and patterns; letter case counts. */
export const textComparisons = {
  startsWith: texts((actual, expected) => actual.startsWith(expected)),
  endsWith: texts((actual, expected) => actual.endsWith(expected)),
  matches: texts((actual, expected) => findPattern(expected)?.test(actual) ?? false),
} satisfies Record<string, Comparison>;
