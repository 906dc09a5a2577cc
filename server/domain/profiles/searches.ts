import type { Profile } from '#schemas/profile.ts';
import { limits } from './limits.ts';
import { putFirst } from './newest-first.ts';
import type { FoldEvent } from './types.ts';

/**
 * What was searched for, newest first, each text once with how often, at most 20; in place. Case and outer space do not
 * count.
 */
export const advanceSearches = (profile: Pick<Profile, 'searches'>, event: FoldEvent): void => {
  if (event.kind !== 'searched') return;
  const query = event.data.query.trim().toLowerCase().slice(0, limits.textLength);
  if (query === '') return;
  profile.searches ??= [];
  const { searches } = profile;
  const instead = searches.findIndex((search) => search.query === query);
  const count = (searches[instead]?.count ?? 0) + 1;
  putFirst(searches, { item: { query, count, at: event.at }, instead, limit: limits.searches });
};
