import type { Profile } from '#schemas/profile.ts';
import type { Settings } from '#schemas/settings.ts';
import { consentFor } from '#server/domain/decisions/consent.ts';
import type { Clock } from '#server/platform/clock.ts';

type ConsentState = Pick<Profile, 'id' | 'consent' | 'consentDetails' | 'restrictedAt'>;

type Dependencies = {
  /** The customers who said something of profiling, or whose processing is restricted. */
  decided: () => AsyncIterable<ConsentState>;
  settings: () => Settings;
  clock: Clock;
};

/** Tells whom models may learn from. Only the exceptions are held in memory: everyone else is as the settings say. */
export const createMayLearnFrom =
  ({ decided, settings, clock }: Dependencies) =>
  async (): Promise<(profileId: string) => boolean> => {
    const input = { context: {}, settings: settings(), at: clock() };
    const others = consentFor('profiling', { ...input, profile: null }).allowed;
    const exceptions = new Set<string>();
    for await (const profile of decided())
      if (consentFor('profiling', { ...input, profile }).allowed !== others) exceptions.add(profile.id);
    return (profileId) => exceptions.has(profileId) !== others;
  };
