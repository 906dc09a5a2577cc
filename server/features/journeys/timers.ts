import type { Clock } from '#server/platform/clock.ts';
import { type Connection, withTransaction } from '#server/platform/mongo.ts';
import type { JourneyTimerStore } from '#server/stores/journey-timers.ts';
import type { ProfileStore } from '#server/stores/profiles.ts';
import { JourneyConflict, type JourneyService } from './service.ts';

type Dependencies = {
  db: Connection;
  timers: JourneyTimerStore;
  profiles: Pick<ProfileStore, 'read' | 'writeMany'>;
  service: Pick<JourneyService, 'fire'>;
  clock: Clock;
};

const leaseMilliseconds = 30_000;
/** When whoever's processing is restricted is looked at again; lifting that fires what waits at once. */
const restrictedMilliseconds = 15 * 60_000;
const attempts = 5;

type Outcome = 'fired' | 'waits';

/**
 * Makes due journey timers happen. A worker that dies while it holds one loses its lease after 30 seconds and another
 * takes it: firing twice is harmless, because the state that waited for it has been left.
 */
export const createTimerFiring = ({ db, timers, profiles, service, clock }: Dependencies) => {
  /**
   * Profile, instance and timers change together; someone else's write in between aborts it. Whoever's processing is
   * restricted stays where they are.
   */
  const fireOnce = async (profileId: string, journey: string): Promise<Outcome> => {
    const before = await profiles.read(profileId);
    if (!before) return 'fired';
    if (before.restrictedAt) return 'waits';
    const at = clock();
    const plan = await service.fire(before, journey, at);
    await withTransaction(db, async (session) => {
      const journeys = plan.journeys.get(profileId) ?? before.journeys;
      // segments may ask for the state
      const after = { ...before, journeys, segmentsDueAt: at };
      if (!(await profiles.writeMany([{ before, after }], session))) throw new JourneyConflict();
      await plan.write(session);
    });
    return 'fired';
  };

  const fire = async (profileId: string, journey: string): Promise<Outcome> => {
    for (let tried = 1; ; tried += 1) {
      try {
        return await fireOnce(profileId, journey);
      } catch (error) {
        if (!(error instanceof JourneyConflict) || tried === attempts) throw error;
      }
    }
  };

  return {
    /** Fires one timer after another until none is due; returns how many. */
    fireDue: async (): Promise<number> => {
      for (let fired = 0; ; ) {
        const timer = await timers.lease(clock(), leaseMilliseconds);
        if (!timer) return fired;
        if ((await fire(timer.profileId, timer.journey)) === 'waits') {
          await timers.postpone(timer._id, new Date(clock().getTime() + restrictedMilliseconds));
          continue;
        }
        await timers.remove(timer._id);
        fired += 1;
      }
    },
  };
};
