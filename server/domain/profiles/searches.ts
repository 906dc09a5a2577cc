import type { Profile } from '#schemas/profile.ts';
import { limits } from './limits.ts';
import type { FoldEvent } from './types.ts';

/** What was searched for, newest first, each text once with how often, at most 20. Case and outer space do not count. */
export const foldSearches = (searches: Profile['searches'], event: FoldEvent): Profile['searches'] => {
  if (event.kind !== 'searched') return searches;
  const query = event.data.query.trim().toLowerCase().slice(0, limits.textLength);
  if (query === '') return searches;
  const before = searches ?? [];
  const count = (before.find((search) => search.query === query)?.count ?? 0) + 1;
  const others = before.filter((search) => search.query !== query);
  return [{ query, count, at: event.at }, ...others].slice(0, limits.searches);
};
