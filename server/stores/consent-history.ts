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
  /** What kind of event it came with; absent in what was kept before kinds were. */
  event?: string;
  /** How the choice came to be known: asked for, or a signal of the browser. */
  signal?: 'gpc';
  evidence?: ConsentEvidence;
  until?: Date;
};
/** With the event that it came with. */
export type KeptConsent = ConsentRecord & Pick<StoredEvent, 'identity' | 'messageId'>;
type RecordDocument = ConsentRecord & { _id: string; scope: string };

const history = collection<RecordDocument>('consent_history', [
  { keys: { scope: 1, profileId: 1, at: 1 } },
  { keys: { scope: 1, at: 1 } },
]);

/** The event that a record was made from: the ids of both are one. */
const eventOf = (prefix: string, { _id }: RecordDocument): Pick<StoredEvent, 'identity' | 'messageId'> => {
  const own = _id.slice(prefix.length + 1);
  const end = own.indexOf('/');
  return {
    identity: own.slice(0, end).replaceAll('%2F', '/').replaceAll('%25', '%'),
    messageId: own.slice(end + 1),
  };
};

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

    /** The newest first. */
    latestOf: async (profileIds: readonly string[], limit: number): Promise<KeptConsent[]> => {
      const query = { scope: prefix, profileId: { $in: profileIds } } as never;
      const found = await native.find(query, { sort: { at: -1, _id: -1 }, limit }).toArray();
      return (found as unknown as RecordDocument[]).map((document) => {
        const { _id, scope: _scope, ...record } = document;
        return { ...record, ...eventOf(prefix, document) };
      });
    },
  };
};

export type ConsentHistoryStore = ReturnType<typeof consentHistoryStore>;
