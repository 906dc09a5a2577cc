import type { Profile } from '#schemas/profile.ts';
import { type Scope, scopeKey } from '#schemas/scope.ts';
import type { ClientSession, Connection } from '#server/platform/mongo.ts';

/** Where a profile leaves documents of its own, and the field that names it there. */
const traces: readonly { collection: string; field: string }[] = [
  { collection: 'events', field: 'profileId' },
  { collection: 'experiment_units', field: 'unit' },
  { collection: 'journey_instances', field: 'profileId' },
  { collection: 'journey_timers', field: 'profileId' },
  { collection: 'quarantine', field: 'event.profileId' },
  { collection: 'decisions', field: 'profileId' },
  { collection: 'replays', field: 'result.examples.profileId' },
];

/** Takes profiles out of every collection at once: the one store that reaches across them. */
export const erasureStore = (db: Connection, scope: Scope) => {
  const prefix = scopeKey(scope);
  const profiles = db.collection('customer_profiles');
  return {
    /** Some of the profiles that the demo shop brought. */
    demoProfiles: async (limit: number): Promise<Profile[]> => {
      const found = await profiles.find({ scope: prefix, demo: true } as never, { limit }).toArray();
      return found as unknown as Profile[];
    },

    /** Removes profiles and all that is stored about them; sums that they are part of are for the caller to correct. */
    remove: async (profileIds: readonly string[], session: ClientSession): Promise<void> => {
      const ids = profileIds.map((id) => `${prefix}/${id}`);
      await profiles.deleteMany({ _id: { $in: ids } } as never, { session });
      for (const { collection, field } of traces)
        await db
          .collection(collection)
          .deleteMany({ scope: prefix, [field]: { $in: profileIds } } as never, { session });
    },
  };
};

export type ErasureStore = ReturnType<typeof erasureStore>;
