import { contactHashes } from '#schemas/contact-hash.ts';
import type { Profile } from '#schemas/profile.ts';
import { limits } from './limits.ts';
import { putFirst } from './newest-first.ts';
import type { FoldEvent } from './types.ts';

/** In small letters, but for what stands for a contact: in other letters it would be nobody's. */
const inSmallLetters = (text: string): string => {
  const contacts = text.match(contactHashes) ?? [];
  return text
    .split(contactHashes)
    .map((between, index) => between.toLowerCase() + (contacts[index] ?? ''))
    .join('');
};

/**
 * What was searched for, newest first, each text once with how often, at most 20; in place. Case and outer space do not
 * count.
 */
export const advanceSearches = (profile: Pick<Profile, 'searches'>, event: FoldEvent): void => {
  if (event.kind !== 'searched') return;
  const query = inSmallLetters(event.data.query.trim()).slice(0, limits.textLength);
  if (query === '') return;
  profile.searches ??= [];
  const { searches } = profile;
  const instead = searches.findIndex((search) => search.query === query);
  const count = (searches[instead]?.count ?? 0) + 1;
  putFirst(searches, { item: { query, count, at: event.at }, instead, limit: limits.searches });
};
