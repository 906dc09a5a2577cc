import type { ConsentChoices, ConsentEvidence } from '#schemas/consent.ts';
import type { StoredEvent } from '#schemas/event.ts';
import { type Scope, scopeKey } from '#schemas/scope.ts';
import { type ClientSession, type Connection, collection } from '#server/platform/mongo.ts';
import { eventId } from './events.ts';

/** One time that a customer chose: what proves it outlives the event it came with. */
export type ConsentRecord = {
  profileId: string;
  purposes: ConsentChoices;
  at: Date;
  receivedAt: Date;
  source: StoredEvent['source'];
  /** How the choice came to be known: asked for, or a signal of the browser. */
  signal?: 'gpc';
  evidence?: ConsentEvidence;
  until?: Date;
};
type RecordDocument = ConsentRecord & { _id: string; scope: string };

const history = collection<RecordDocument>('consent_history', [
  { keys: { scope: 1, profileId: 1, at: 1 } },
  { keys: { scope: 1, at: 1 } },
]);

/** What customers chose, append-only: the proof that consent was given. */
export const consentHistoryStore = (db: Connection, scope: Scope) => {
  const prefix = scopeKey(scope);
  const { collection: native } = history(db);
  return {
    /** Once for each event, however often it is folded. */
    keep: async (
      records: readonly { event: StoredEvent; record: ConsentRecord }[],
      session: ClientSession,
    ): Promise<void> => {
      if (records.length === 0) return;
      const writes = records.map(({ event, record }) => ({
        replaceOne: {
          filter: { _id: eventId(prefix, event) },
          replacement: { scope: prefix, ...record },
          upsert: true,
        },
      }));
      await native.bulkWrite(writes as never[], { session, ordered: false });
    },

    /** The oldest first. */
    of: async (profileIds: readonly string[]): Promise<ConsentRecord[]> => {
      const query = { scope: prefix, profileId: { $in: profileIds } } as never;
      const found = await native.find(query, { sort: { at: 1 } }).toArray();
      return (found as unknown as RecordDocument[]).map(({ _id, scope: _scope, ...record }) => record);
    },
  };
};
