import type { Profile } from '#schemas/profile.ts';
import { openCounters } from './counters.ts';
import { openEngagement } from './engagement.ts';
import { openPatterns } from './patterns.ts';
import { closedTaste, openTaste, type Taste } from './taste.ts';

/**
 * A profile while a run of events is folded into it. What nearly every event changes (counters, patterns, engagement,
 * what was searched for and looked at, taste) is copied once and then changed in place, since nobody else holds it: a
 * copy for each event would be most of what folding takes. Everything else is set anew, and what it was stays as it is.
 */
export type Draft = {
  profile: Profile;
  /** Null until an event says something of it. */
  taste: Taste | null;
};

/**
 * A draft to fold into; the profile that it is made of stays as it is.
 * @example closedDraft(openDraft(profile)) // equals `profile`
 */
export const openDraft = (held: Profile): Draft => {
  const profile: Profile = {
    ...held,
    counters: openCounters(held.counters),
    engagement: openEngagement(held.engagement),
    recentlyViewed: [...held.recentlyViewed],
  };
  if (profile.patterns) profile.patterns = openPatterns(profile.patterns);
  if (profile.searches) profile.searches = [...profile.searches];
  return { profile, taste: null };
};

/** What a customer likes, for an event that says something of it. */
export const tasteOf = (draft: Draft): Taste => {
  draft.taste ??= openTaste(draft.profile);
  return draft.taste;
};

/** The profile that came of a draft, which is not to be folded into any more. */
export const closedDraft = ({ profile, taste }: Draft): Profile =>
  taste === null ? profile : Object.assign(profile, closedTaste(taste));
