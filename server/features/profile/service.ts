import type { Profile } from '#schemas/profile.ts';
import type { Settings } from '#schemas/settings.ts';
import type { Clock } from '#server/platform/clock.ts';
import type { EventStore } from '#server/stores/events.ts';
import type { ProfileStore } from '#server/stores/profiles.ts';
import { presentProfile, type Section, type SegmentReason } from './present.ts';

type Dependencies = {
  profiles: Pick<ProfileStore, 'read'>;
  events: Pick<EventStore, 'latestOf'>;
  settings: () => Settings;
  segmentsOf: (profile: Profile, at: Date) => SegmentReason[] | Promise<SegmentReason[]>;
  clock: Clock;
};

const timelineLength = 50;

export const profileService = ({ profiles, events, settings, segmentsOf, clock }: Dependencies) => ({
  /** The customer as the API shows it; null when nothing is known of this identity. */
  show: async (id: string, include: readonly Section[]) => {
    const profile = await profiles.read(id);
    if (profile === null) return null;
    const at = clock();
    const segments = include.includes('segments') ? await segmentsOf(profile, at) : [];
    const timeline = include.includes('timeline') ? await events.latestOf(id, timelineLength) : [];
    return presentProfile({ profile, settings: settings(), at, include, segments, timeline });
  },
});

export type ProfileService = ReturnType<typeof profileService>;
