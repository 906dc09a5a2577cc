import type { Insights } from '#schemas/insight.ts';
import type { JourneyStateEffect } from '#schemas/journey.ts';
import type { Profile } from '#schemas/profile.ts';
import type { SegmentReason } from '#schemas/segment-reason.ts';
import type { Withheld } from '#schemas/withheld.ts';
import type { Evidence } from '#server/domain/decisions/evidence.ts';
import { type ActionInput, nextBestAction, trendOf } from '#server/domain/profiles/insights.ts';
import { type Picture, pictureOf } from '#server/domain/profiles/picture.ts';
import type { Inference } from '#server/domain/profiles/psychographics.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import type { Clock } from '#server/platform/clock.ts';
import type { EngagementStore } from '#server/stores/engagement.ts';
import type { ProfileStore } from '#server/stores/profiles.ts';

type Situation = {
  segments: SegmentReason[];
  /** May the customer get anything but defaults? */
  open: boolean;
  withheld: Withheld[];
};

type Dependencies = {
  profiles: Pick<ProfileStore, 'read'>;
  engagement: Pick<EngagementStore, 'days' | 'keptSince'>;
  situationOf: (profile: Profile, at: Date) => Promise<Situation>;
  /** Null when nothing was decided for this customer. */
  newestDecisionOf: (profile: Profile) => Promise<{ elements: ActionInput['decided'] } | null>;
  release: () => CompiledRelease;
  evidence: () => Evidence;
  clock: Clock;
};

export type InsightSection = 'preferences' | 'predictions' | 'segments';

const inferred = ({ evidence, ...inference }: Inference) => ({
  ...inference,
  evidence: { ...evidence, newest: evidence.newest?.toISOString() ?? null },
});

const preferencesOf = ({ psychographics, demographics }: Picture): Insights['preferences'] => ({
  interests: psychographics.interests.map(inferred),
  brand_affinity: psychographics.brand_affinity.map(inferred),
  values: psychographics.values.map(inferred),
  lifestyle: psychographics.lifestyle.map(inferred),
  device: demographics.devices[0]?.name ?? null,
  channel: demographics.channels[0]?.name ?? null,
});

/** Being in a state is being in those around it; the innermost that does something counts. */
const effectIn = (effects: ReadonlyMap<string, JourneyStateEffect>, state: string) => {
  const around = state.split('.').map((_, index, steps) => steps.slice(0, steps.length - index).join('.'));
  return around.map((path) => effects.get(path)).find((effect) => effect !== undefined);
};

const idsOf = ({ id, subject }: Profile) => ({
  customer_id: id.startsWith('customer_id:') ? subject : null,
  anonymous_id: id.startsWith('anonymous_id:') ? subject : null,
});

/** What follows from what is known of customers: worked out when it is asked for, so it is never out of date. */
export const insightService = (dependencies: Dependencies) => {
  const { profiles, engagement, situationOf, newestDecisionOf, release, evidence, clock } = dependencies;

  const conclude = async (
    profile: Profile,
    at: Date,
    include: readonly InsightSection[],
  ): Promise<Insights> => {
    const { settings, journeys } = release();
    const picture = pictureOf(profile, settings, at);
    const trend = trendOf(profile, at, settings);
    const [{ segments, open, withheld }, decision] = await Promise.all([
      situationOf(profile, at),
      newestDecisionOf(profile),
    ]);
    const action = nextBestAction({
      profile,
      settings,
      at,
      open,
      trend,
      interests: picture.psychographics.interests,
      effectOf: (journey, state) => effectIn(journeys.get(journey)?.effects ?? new Map(), state),
      decided: decision?.elements ?? [],
      product: (id) => evidence().catalogue.products.get(id),
    });
    return {
      ...idsOf(profile),
      as_of: at.toISOString(),
      ...(include.includes('preferences') && { preferences: preferencesOf(picture) }),
      trend,
      ...(include.includes('segments') && { segments }),
      ...(include.includes('predictions') && {
        predictions: { state: 'absent' as const, reason: 'no model predicts anything of customers yet' },
      }),
      next_best_action: action,
      withheld: withheld.filter(({ section }) => section === 'next_best_action' || include.includes(section)),
    };
  };

  return {
    conclude,

    /** Null when nothing is known of this identity. */
    show: async (id: string, include: readonly InsightSection[]): Promise<Insights | null> => {
      const profile = await profiles.read(id);
      return profile && conclude(profile, clock(), include);
    },

    /** Engagement of one customer: now, by channel, and over 26 weeks. Null when nothing is known of them. */
    engagementOf: async (id: string) => {
      const profile = await profiles.read(id);
      const at = clock();
      return (
        profile && { ...idsOf(profile), as_of: at, ...pictureOf(profile, release().settings, at).engagement }
      );
    },

    engagementDays: engagement.days,
    engagementKeptSince: engagement.keptSince,
    now: clock,
  };
};

export type InsightService = ReturnType<typeof insightService>;
