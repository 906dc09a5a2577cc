import type { Profile, Session } from '#schemas/profile.ts';
import { advancePatterns, emptyPatterns } from './patterns.ts';
import { advanceSearches } from './searches.ts';
import { foldSurveys } from './surveys.ts';
import type { FoldEvent } from './types.ts';

type Step = {
  event: FoldEvent;
  /** The visit after the event. */
  session: Session | null;
  /** IANA zone of the customer, else of the shop. */
  zone: string;
};

/** Adds to what profiles keep of behavior for people to read, in place. What is unknown stays absent. */
export const advanceBehavior = (profile: Profile, step: Step): void => {
  const { event, session } = step;
  // only what belongs to a visit changes it
  if (session !== profile.session) {
    profile.patterns ??= emptyPatterns();
    advancePatterns(profile.patterns, step);
  }
  advanceSearches(profile, event);
  const surveys = foldSurveys(profile.surveys, event);
  if (surveys) profile.surveys = surveys;
};
