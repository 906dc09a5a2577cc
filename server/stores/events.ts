import type { StoredEvent } from '#schemas/event.ts';
import { type Scope, scopeKey } from '#schemas/scope.ts';
import { type ClientSession, type Connection, collection, duplicatesOf } from '#server/platform/mongo.ts';

type EventDocument = StoredEvent & {
  _id: string;
  scope: string;
  /** Counted from receipt, so that late events live as long as others. */
  expiresAt: Date;
  /** Until the event is in its profile. */
  pending?: true;
  /** Set aside: it could not be folded, and is left out of its profile. */
  quarantined?: true;
};

const events = collection<EventDocument>('events', [
  { keys: { scope: 1, profileId: 1, at: 1, messageId: 1 } },
  { keys: { scope: 1, profileId: 1 }, name: 'pending', partialFilterExpression: { pending: true } },
  { keys: { scope: 1, receivedAt: 1 } },
  // A TTL index has one key only.
  { keys: { expiresAt: 1 }, expireAfterSeconds: 0 },
]);

const day = 86_400_000;

/** Unambiguous, though identities and message ids may hold slashes: `default/production/customer_id:7/m1`. */
export const eventId = (
  prefix: string,
  { identity, messageId }: Pick<StoredEvent, 'identity' | 'messageId'>,
) => `${prefix}/${identity.replaceAll('%', '%25').replaceAll('/', '%2F')}/${messageId}`;

/** Which of the appended events, by index, were there already. */
type Appended = { stored: number; duplicates: Set<number> };

type Told = { profileIds: readonly string[]; types: readonly string[]; from: Date; to: Date };

const bare = ({ _id, scope, expiresAt, pending, quarantined, ...event }: EventDocument): StoredEvent => event;

/** Events by the profile they belong to, in the order given. */
export const eventsByProfile = (events: readonly StoredEvent[]): Map<string, StoredEvent[]> => {
  const groups = new Map<string, StoredEvent[]>();
  for (const event of events) {
    const group = groups.get(event.profileId);
    if (group) group.push(event);
    else groups.set(event.profileId, [event]);
  }
  return groups;
};

/** Raw events: appended once under the identity and message id as sent, never changed. */
export const eventStore = (db: Connection, scope: Scope) => {
  const prefix = scopeKey(scope);
  const { collection: native } = events(db);
  const idOf = (event: StoredEvent): string => eventId(prefix, event);

  const documentOf = (event: StoredEvent, retentionDays: number): EventDocument => ({
    _id: idOf(event),
    scope: prefix,
    ...event,
    expiresAt: new Date(event.receivedAt.getTime() + retentionDays * day),
    pending: true,
  });

  const find = async (filter: object, options: object = {}): Promise<StoredEvent[]> => {
    const found = await native.find({ scope: prefix, ...filter } as never, options).toArray();
    return (found as unknown as EventDocument[]).map(bare);
  };

  return {
    /** Durable when it returns. An event that is there already is left as it is and reported as a duplicate. */
    append: async (batch: readonly StoredEvent[], retentionDays: number): Promise<Appended> => {
      const documents = batch.map((event) => documentOf(event, retentionDays));
      try {
        await native.insertMany(documents as never[], { ordered: false });
        return { stored: batch.length, duplicates: new Set() };
      } catch (error) {
        const duplicates = duplicatesOf(error);
        return { stored: batch.length - duplicates.size, duplicates };
      }
    },

    /** The events of these profiles that are not in them yet, in no order. */
    pendingOf: (profileIds: readonly string[], session?: ClientSession): Promise<StoredEvent[]> =>
      find({ profileId: { $in: profileIds }, pending: true }, session && { session }),

    /** Every event of a profile but those set aside, by time. */
    historyOf: (profileId: string, session?: ClientSession): Promise<StoredEvent[]> =>
      find(
        { profileId, quarantined: { $exists: false } },
        { sort: { at: 1, messageId: 1 }, ...(session && { session }) },
      ),

    /** Events of some profiles and types from a time to another, by time. */
    told: ({ profileIds, types, from, to }: Told): Promise<StoredEvent[]> =>
      find(
        { profileId: { $in: profileIds }, at: { $gte: from, $lte: to }, type: { $in: types } },
        { sort: { at: 1, messageId: 1 } },
      ),

    /** The newest events of a profile, newest first. */
    latestOf: (profileId: string, limit: number): Promise<StoredEvent[]> =>
      find({ profileId }, { sort: { at: -1, messageId: -1 }, limit }),

    markFolded: async (folded: readonly StoredEvent[], session: ClientSession): Promise<void> => {
      const ids = folded.map(idOf);
      await native.updateMany({ _id: { $in: ids } } as never, { $unset: { pending: '' } }, { session });
    },

    setAside: async (poisoned: readonly StoredEvent[], session: ClientSession): Promise<void> => {
      const ids = poisoned.map(idOf);
      const change = { $unset: { pending: '' as const }, $set: { quarantined: true } };
      await native.updateMany({ _id: { $in: ids } } as never, change, { session });
    },

    countPending: (): Promise<number> => native.countDocuments({ scope: prefix, pending: true } as never),

    /** Pages through the profiles that have pending events: at most `limit` events a page. */
    pendingProfiles: async (after: string, limit: number): Promise<Map<string, number>> => {
      const page = await native
        .find({ scope: prefix, pending: true, profileId: { $gt: after } } as never, {
          projection: { _id: 0, profileId: 1 },
          sort: { profileId: 1 },
          limit,
        })
        .toArray();
      const counts = new Map<string, number>();
      for (const { profileId } of page as unknown as { profileId: string }[])
        counts.set(profileId, (counts.get(profileId) ?? 0) + 1);
      return counts;
    },

    /** All events of a type, those of one customer one after the other by time. */
    stream: async function* (type: string): AsyncGenerator<StoredEvent> {
      const sort = { profileId: 1, at: 1, messageId: 1 } as const;
      for await (const document of native.find({ scope: prefix, type } as never, { sort }))
        yield bare(document as unknown as EventDocument);
    },

    /** Differs whenever events were added or have expired. */
    state: async (): Promise<string> => {
      const newest = await native.findOne({ scope: prefix } as never, {
        sort: { receivedAt: -1 },
        projection: { receivedAt: 1 },
      });
      const { receivedAt } = (newest as { receivedAt: Date } | null) ?? {};
      const count = await native.countDocuments({ scope: prefix } as never);
      return `${count} until ${receivedAt?.toISOString() ?? 'never'}`;
    },

    /** By receipt. */
    countSince: (since: Date): Promise<number> =>
      native.countDocuments({ scope: prefix, receivedAt: { $gte: since } } as never),

    count: (): Promise<number> => native.countDocuments({ scope: prefix } as never),
  };
};

export type EventStore = ReturnType<typeof eventStore>;
