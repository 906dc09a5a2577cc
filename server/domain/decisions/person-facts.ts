import type { Profile } from '#schemas/profile.ts';
import type { Settings } from '#schemas/settings.ts';
import { demographicsOf } from '#server/domain/profiles/demographics.ts';
import { engagementAt } from '#server/domain/profiles/engagement.ts';
import { engagementByChannel } from '#server/domain/profiles/engagement-history.ts';
import { inferences, type PsychographicKind } from '#server/domain/profiles/psychographics.ts';

type Input = { profile: Profile; settings: Settings; at: Date };

/** Whom nothing is known of. */
export const nobodysFacts = () => ({
  demographics: {},
  psychographics: { interests: [], brands: [], values: [], lifestyle: [] },
});

/** Names of what is believed, strongest first; worked out only when a condition reads them. */
export const psychographicFacts = (input: Input) => {
  const namesOf = (kind: PsychographicKind): string[] => inferences(kind, input).map(({ name }) => name);
  return {
    get interests() {
      return namesOf('interests');
    },
    get brands() {
      return namesOf('brand_affinity');
    },
    get values() {
      return namesOf('values');
    },
    get lifestyle() {
      return namesOf('lifestyle');
    },
  };
};

/** Age group, place, and the device and channel used most; what is not known is absent. */
export const demographicFacts = ({ profile, at }: Input): Record<string, string> => {
  const { ageGroup, location, devices, channels } = demographicsOf(profile, at);
  const [device, channel] = [devices[0]?.name, channels[0]?.name];
  return {
    ...(ageGroup && { age_group: ageGroup.value }),
    ...location?.value,
    ...(device !== undefined && { device }),
    ...(channel !== undefined && { channel }),
  };
};

/** The score, and by channel; the channels are worked out only when a condition reads them. */
export const engagementFacts = ({ profile: { engagement }, settings, at }: Input) => ({
  score: engagementAt(engagement, at, settings),
  get channels(): Record<string, number> {
    const scores = engagementByChannel(engagement, at, settings);
    return Object.fromEntries(scores.map(({ channel, score }) => [channel, score]));
  },
});
