/** One replacement in a text. */
export type TextChange = { from: number; to: number; insert: string };

/**
 * The smallest single replacement that makes one text of another.
 * @example changeBetween('{"a":1}', '{"a":2}') // { from: 5, to: 6, insert: '2' }
 */
export const changeBetween = (before: string, after: string): TextChange => {
  const shorter = Math.min(before.length, after.length);
  let from = 0;
  while (from < shorter && before[from] === after[from]) from++;
  let same = 0;
  while (same < shorter - from && before.at(-1 - same) === after.at(-1 - same)) same++;
  return { from, to: before.length - same, insert: after.slice(from, after.length - same) };
};
