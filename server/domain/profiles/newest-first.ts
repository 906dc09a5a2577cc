/**
 * Puts an item first in a list, in place: instead of the one at an index (−1: of none), and of the rest without what is
 * beyond the limit.
 * @example putFirst(list, { item: 'c', instead: 1, limit: 9 }) // ['a', 'b'] is ['c', 'a']
 */
export const putFirst = <T>(
  list: T[],
  { item, instead, limit }: { item: T; instead: number; limit: number },
): void => {
  if (instead === -1) list.unshift(item);
  else {
    list.copyWithin(1, 0, instead);
    list[0] = item;
  }
  if (list.length > limit) list.length = limit;
};
