import type { Behavior } from '#schemas/event.ts';
import type { Insights } from '#schemas/insight.ts';
import type { Profile } from '#schemas/profile.ts';
import type { ProfileBuild } from '#schemas/profile-build.ts';
import type { SegmentReason } from '#schemas/segment-reason.ts';
import type { Settings } from '#schemas/settings.ts';
import type { Withheld } from '#schemas/withheld.ts';
import { pictureOf } from '#server/domain/profiles/picture.ts';
import type { Clock } from '#server/platform/clock.ts';
import type { EventStore } from '#server/stores/events.ts';
import type { ProfileStore } from '#server/stores/profiles.ts';
import { presentProfile, type Section } from './present.ts';
import { presentBuild } from './present-build.ts';
import { toldBehaviors } from './told.ts';

/** The segments a customer is in, and what follows from the profile and is not shown. */
type Situation = { segments: SegmentReason[]; withheld: Withheld[] };

type Dependencies = {
  profiles: Pick<ProfileStore, 'read'>;
  events: Pick<EventStore, 'latestOf'>;
  settings: () => Settings;
  situationOf: (profile: Profile, at: Date) => Promise<Situation>;
  insightsOf: (profile: Profile, at: Date) => Promise<Insights>;
  /** Stores behaviors durably and folds them. */
  record: (behaviors: readonly Behavior[], at: Date) => Promise<void>;
  clock: Clock;
};

const timelineLength = 50;

const identityOf = (id: string): Pick<Behavior, 'customer_id' | 'anonymous_id'> => {
  const value = id.slice(id.indexOf(':') + 1);
  return id.startsWith('anonymous_id:') ? { anonymous_id: value } : { customer_id: value };
};

export const profileService = (dependencies: Dependencies) => {
  const { profiles, events, settings, situationOf, insightsOf, record, clock } = dependencies;
  return {
    /** The customer as the API shows it; null when nothing is known of this identity. */
    show: async (id: string, include: readonly Section[]) => {
      const profile = await profiles.read(id);
      if (profile === null) return null;
      const at = clock();
      return presentProfile({
        profile,
        picture: pictureOf(profile, settings(), at),
        at,
        include,
        situation: await situationOf(profile, at),
        timeline: include.includes('timeline') ? await events.latestOf(profile.id, timelineLength) : [],
        insights: include.includes('insights') ? await insightsOf(profile, at) : null,
      });
    },

    /** Stores what is told, then answers what was asked for; null when nothing is known and nothing was told. */
    build: async (id: string, build: ProfileBuild) => {
      const told = toldBehaviors(identityOf(id), build);
      if (told.length > 0) await record(told, clock());
      const profile = await profiles.read(id);
      if (profile === null) return null;
      return presentBuild({ build, profile, picture: pictureOf(profile, settings(), clock()) });
    },
  };
};

export type ProfileService = ReturnType<typeof profileService>;
