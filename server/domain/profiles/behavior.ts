import type { Profile, Session } from '#schemas/profile.ts';
import { foldEvidence } from './evidence.ts';
import type { Interest } from './interests.ts';
import { foldPatterns } from './patterns.ts';
import { foldSearches } from './searches.ts';
import { foldSurveys } from './surveys.ts';
import type { FoldEvent } from './types.ts';

type Behavior = Pick<Profile, 'evidence' | 'patterns' | 'searches' | 'surveys'>;

type Step = {
  event: FoldEvent;
  interests: readonly Interest[];
  affinities: Profile['affinities'];
  session: Session | null;
  /** IANA zone of the customer, else of the shop. */
  zone: string;
};

/** What profiles keep of behavior for people to read, and for what is inferred from it. What is unknown stays absent. */
export const foldBehavior = (profile: Profile, step: Step): Behavior => {
  const { event, session } = step;
  const evidence = foldEvidence(profile.evidence, step);
  // only what belongs to a visit changes it
  const patterns = session === profile.session ? profile.patterns : foldPatterns(profile.patterns, step);
  const searches = foldSearches(profile.searches, event);
  const surveys = foldSurveys(profile.surveys, event);
  return {
    ...(evidence && { evidence }),
    ...(patterns && { patterns }),
    ...(searches && { searches }),
    ...(surveys && { surveys }),
  };
};
