import type { Profile } from '#schemas/profile.ts';
import type { Settings } from '#schemas/settings.ts';
import { demographicsOf } from './demographics.ts';
import { engagementAt } from './engagement.ts';
import { engagementByChannel, engagementHistory } from './engagement-history.ts';
import { activityOf } from './patterns.ts';
import { inferences } from './psychographics.ts';

/**
 * A customer as people read one, as of a time: what is worked out from the profile and never stored in it.
 * @example pictureOf(profile, settings, at).engagement.score // 26.3
 */
export const pictureOf = (profile: Profile, settings: Settings, at: Date) => {
  const input = { profile, settings, at };
  return {
    engagement: {
      score: engagementAt(profile.engagement, at, settings),
      channels: engagementByChannel(profile.engagement, at, settings),
      history: engagementHistory(profile, at, settings),
    },
    activity: activityOf(profile.patterns),
    searches: profile.searches ?? [],
    demographics: demographicsOf(profile, at),
    psychographics: {
      interests: inferences('interests', input),
      brand_affinity: inferences('brand_affinity', input),
      values: inferences('values', input),
      lifestyle: inferences('lifestyle', input),
    },
  };
};

export type Picture = ReturnType<typeof pictureOf>;
