import type { StoredEvent } from '#schemas/event.ts';
import { type Scope, scopeKey } from '#schemas/scope.ts';
import { type ClientSession, type Connection, collection } from '#server/platform/mongo.ts';
import { eventId } from './events.ts';

/** An event that could not be folded, and why. */
type Quarantined = { event: StoredEvent; reason: string; at: Date };
type QuarantineDocument = Quarantined & { _id: string; scope: string };

const quarantine = collection<QuarantineDocument>('quarantine', [{ keys: { scope: 1, at: -1 } }]);

export const quarantineStore = (db: Connection, scope: Scope) => {
  const prefix = scopeKey(scope);
  const { collection: native } = quarantine(db);
  return {
    put: async (items: readonly Quarantined[], session: ClientSession): Promise<void> => {
      if (items.length === 0) return;
      const writes = items.map(({ event, reason, at }) => ({
        replaceOne: {
          filter: { _id: eventId(prefix, event) },
          replacement: { scope: prefix, event, reason, at },
          upsert: true,
        },
      }));
      await native.bulkWrite(writes as never[], { session, ordered: false });
    },

    latest: async (limit: number): Promise<Quarantined[]> => {
      const found = await native.find({ scope: prefix } as never, { sort: { at: -1 }, limit }).toArray();
      return (found as unknown as QuarantineDocument[]).map(({ event, reason, at }) => ({
        event,
        reason,
        at,
      }));
    },
  };
};

export type QuarantineStore = ReturnType<typeof quarantineStore>;
