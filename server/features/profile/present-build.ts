import type { Profile } from '#schemas/profile.ts';
import type { ProfileBuild } from '#schemas/profile-build.ts';
import type { Picture } from '#server/domain/profiles/picture.ts';
import { presentActivity, presentOrders, presentSearches, presentViews } from './present-behavior.ts';

/** The attributes that were asked for or told, and no others. */
const chosen = (
  asked: Record<string, unknown> | undefined,
  values: Record<string, unknown>,
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(values).filter(([name]) => asked?.[name] !== undefined && asked[name] !== false),
  );

type Parts = { build: ProfileBuild; profile: Profile; picture: Picture };

const predicted = ({ predictive_attributes: asked }: ProfileBuild): string[] =>
  Object.entries(asked ?? {}).flatMap(([name, wanted]) => (wanted ? [name] : []));

/**
 * A built profile: exactly the sections that were asked for. A prediction that no model makes is named under
 * `unknown_attributes` and has no value.
 */
export const presentBuild = ({ build, profile, picture }: Parts) => {
  const { demographics, psychographics, engagement } = picture;
  const unknown = predicted(build);
  return {
    customer_id: profile.id.startsWith('customer_id:') ? profile.subject : null,
    ...(build.behavioral_data && {
      behavioral_data: chosen(build.behavioral_data, {
        browsing_history: presentViews(profile),
        purchase_history: presentOrders(profile),
        search_queries: presentSearches(picture),
        interaction_patterns: presentActivity(picture),
        engagement_metrics: engagement,
      }),
    }),
    ...(build.demographic_data && {
      demographic_data: chosen(build.demographic_data, {
        age_group: demographics.ageGroup?.value ?? null,
        location: demographics.location?.value ?? null,
        device_preferences: demographics.devices,
        channel_preferences: demographics.channels,
      }),
    }),
    ...(build.psychographic_data && {
      psychographic_data: chosen(build.psychographic_data, {
        interests: psychographics.interests,
        values: psychographics.values,
        lifestyle_indicators: psychographics.lifestyle,
        brand_affinity: psychographics.brand_affinity,
      }),
    }),
    ...(build.predictive_attributes && { predictive_attributes: {} }),
    ...(unknown.length > 0 && { unknown_attributes: unknown }),
  };
};
