import { fnv1a32 } from '#server/domain/assignment/hash.ts';

/**
 * A short name for a text: sixteen hexadecimal digits, two hashes of 32 bits. Of a hundred texts two share a name in
 * one of 10¹⁵ cases; it is no protection against somebody who wants them to.
 * @example digestOf('a').length // 16
 */
export const digestOf = (text: string): string =>
  [text, `2${text}`].map((each) => fnv1a32(each).toString(16).padStart(8, '0')).join('');
