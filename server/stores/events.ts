import type { StoredEvent } from '#schemas/event.ts';
import type { Ownership } from '#schemas/identity.ts';
import { type Scope, scopeKey } from '#schemas/scope.ts';
import { type ClientSession, type Connection, collection, withTransaction } from '#server/platform/mongo.ts';
import { type Appended, appendNew } from './event-append.ts';
import { eventInbox, type InboxEntry } from './event-inbox.ts';

type EventDocument = StoredEvent & {
  _id: string;
  scope: string;
  /** Set aside: it could not be folded, and is left out of its profile. */
  quarantined?: true;
};

const events = collection<EventDocument>(
  'events',
  [
    { keys: { scope: 1, profileId: 1, at: 1, messageId: 1 } },
    // by receipt, so that late events live as long as others; what is too old is removed by a chore
    { keys: { scope: 1, receivedAt: 1 } },
  ],
  { dropped: ['expiresAt_1'] },
);

/** What earlier versions wrote beside. */
type Aged = { expiresAt?: Date };

/** Unambiguous, though identities and message ids may hold slashes: `default/production/customer_id:7/m1`. */
export const eventId = (
  prefix: string,
  { identity, messageId }: Pick<StoredEvent, 'identity' | 'messageId'>,
) => `${prefix}/${identity.replaceAll('%', '%25').replaceAll('/', '%2F')}/${messageId}`;

/** Events that are in no profile yet, and the inbox entries that say so. */
export type Pending = { events: readonly StoredEvent[]; entries: readonly InboxEntry[] };

type Told = { profileIds: readonly string[]; types: readonly string[]; from: Date; to: Date };

const bare = ({ _id, scope, quarantined, expiresAt, ...event }: EventDocument & Aged): StoredEvent => event;

/** What counting reads of an event. */
type Countable = Pick<StoredEvent, 'profileId' | 'identity' | 'messageId' | 'type' | 'at' | 'data'>;
const countable = { _id: 0, profileId: 1, identity: 1, messageId: 1, type: 1, at: 1 } as const;
const COUNTABLE_BATCH = 5000;

const grouped = <Field extends string, E extends Readonly<Record<Field, string>>>(
  events: readonly E[],
  field: Field,
): Map<string, E[]> => {
  const groups = new Map<string, E[]>();
  for (const event of events) {
    const group = groups.get(event[field]);
    if (group) group.push(event);
    else groups.set(event[field], [event]);
  }
  return groups;
};

/** Events by the profile they belong to, in the order given. */
export const eventsByProfile = (events: readonly StoredEvent[]): Map<string, StoredEvent[]> =>
  grouped(events, 'profileId');

/** Events by the identity that they came with, in the order given. */
export const eventsByIdentity = (events: readonly StoredEvent[]): Map<string, StoredEvent[]> =>
  grouped(events, 'identity');

/** Raw events: appended once under the identity and message id as sent, never changed. */
export const eventStore = (db: Connection, scope: Scope) => {
  const prefix = scopeKey(scope);
  const { collection: native } = events(db);
  const idOf = (event: Pick<StoredEvent, 'identity' | 'messageId'>): string => eventId(prefix, event);
  const inbox = eventInbox(db, scope, idOf);

  const documentOf = (event: StoredEvent): EventDocument => ({ _id: idOf(event), scope: prefix, ...event });

  const find = async (filter: object, options: object = {}): Promise<StoredEvent[]> => {
    const found = await native.find({ scope: prefix, ...filter } as never, options).toArray();
    return (found as unknown as EventDocument[]).map(bare);
  };

  const write = async (fresh: readonly StoredEvent[]): Promise<Pending> => {
    if (fresh.length === 0) return { events: [], entries: [] };
    const documents = fresh.map(documentOf);
    return withTransaction(db, async (session) => {
      await native.insertMany(documents as never[], { session });
      return { events: fresh, entries: await inbox.put(fresh, session) };
    });
  };

  const idsIn = (entries: readonly InboxEntry[]): Set<string> =>
    new Set(
      entries.flatMap(({ identity, messageIds }) =>
        messageIds.map((messageId) => idOf({ identity, messageId })),
      ),
    );

  /** Those of some ids under which an event is stored. */
  const known = async (ids: readonly string[]): Promise<string[]> => {
    const found = native.find({ _id: { $in: ids } } as never, { projection: { _id: 1 } });
    return (await found.toArray()).map(({ _id }) => String(_id));
  };

  const byIds = async (ids: readonly string[], session: ClientSession): Promise<StoredEvent[]> => {
    const found = native.find({ _id: { $in: ids } } as never, { session, batchSize: ids.length + 1 });
    return ((await found.toArray()) as unknown as EventDocument[]).map(bare);
  };

  return {
    /** Events as they are stored. */
    documentsOf: (batch: readonly StoredEvent[]): EventDocument[] => batch.map(documentOf),

    /**
     * Durable when it returns, together with the inbox entries that say what is still to be folded: all or nothing.
     * An event that is there already is left as it is and reported as a duplicate.
     */
    append: (batch: readonly StoredEvent[]): Promise<Appended<Pending>> =>
      appendNew(batch, { idOf, known, write }),

    /** The events of these identities that are in no profile yet, in no order. */
    pendingOf: async (identities: readonly string[], session: ClientSession): Promise<Pending> => {
      const entries = await inbox.of(identities, session);
      if (entries.length === 0) return { events: [], entries };
      const events = await byIds([...idsIn(entries)], session);
      return { events, entries };
    },

    /** Every event of a profile but those set aside, by time. */
    historyOf: (profileId: string, session?: ClientSession): Promise<StoredEvent[]> =>
      find(
        { profileId, quarantined: { $exists: false } },
        { sort: { at: 1, messageId: 1 }, ...(session && { session }) },
      ),

    /**
     * What counting reads of the events of some types that are in these profiles already: by profile, in order. Data is
     * empty unless it is asked for.
     */
    foldedOf: async (
      profileIds: readonly string[],
      { types, withData }: { types: readonly string[]; withData: boolean },
      session: ClientSession,
    ): Promise<Map<string, Countable[]>> => {
      const found = (await native
        .find(
          {
            scope: prefix,
            profileId: { $in: profileIds },
            type: { $in: types },
            quarantined: { $exists: false },
          } as never,
          {
            sort: { profileId: 1, at: 1, messageId: 1 },
            projection: { ...countable, ...(withData && { data: 1 }) },
            batchSize: COUNTABLE_BATCH,
            session,
          },
        )
        .toArray()) as unknown as (Omit<Countable, 'data'> & Partial<Countable>)[];
      const entries = await inbox.of([...new Set(found.map(({ identity }) => identity))], session);
      const pending = idsIn(entries);
      const folded = found.filter((event) => pending.size === 0 || !pending.has(idOf(event)));
      return grouped(
        folded.map((event) => ({ data: {}, ...event })),
        'profileId',
      );
    },

    /** Those of some events that are in their profiles: none of them waits in the inbox. */
    foldedAmong: async (all: readonly StoredEvent[], session: ClientSession): Promise<StoredEvent[]> => {
      const entries = await inbox.of([...new Set(all.map(({ identity }) => identity))], session);
      const pending = idsIn(entries);
      return all.filter((event) => !pending.has(idOf(event)));
    },

    /** Every event of a profile after a moment but those set aside, by time. */
    historySince: async (
      profileId: string,
      { at, messageId }: Pick<StoredEvent, 'at' | 'messageId'>,
      session: ClientSession,
    ): Promise<StoredEvent[]> => {
      const found = await find(
        { profileId, at: { $gte: at }, quarantined: { $exists: false } },
        { sort: { at: 1, messageId: 1 }, session },
      );
      return found.filter((event) => event.at > at || event.messageId > messageId);
    },

    /** Events of some profiles and types from a time to another, by time. */
    told: ({ profileIds, types, from, to }: Told): Promise<StoredEvent[]> =>
      find(
        { profileId: { $in: profileIds }, at: { $gte: from, $lte: to }, type: { $in: types } },
        { sort: { at: 1, messageId: 1 } },
      ),

    /** All events of some profiles and types but those set aside, by time. */
    ofTypes: (profileIds: readonly string[], types: readonly string[]): Promise<StoredEvent[]> =>
      find(
        { profileId: { $in: profileIds }, type: { $in: types }, quarantined: { $exists: false } },
        { sort: { at: 1, messageId: 1 } },
      ),

    /** The newest events of a profile, newest first. */
    latestOf: (profileId: string, limit: number): Promise<StoredEvent[]> =>
      find({ profileId }, { sort: { at: -1, messageId: -1 }, limit }),

    /** Gives all events that came under an identity, as stored, to the profiles whose they are. */
    reassign: async (
      identity: string,
      { owner, until }: Ownership,
      session: ClientSession,
    ): Promise<void> => {
      const from = eventId(prefix, { identity, messageId: '' });
      const own = { _id: { $gte: from, $lt: `${from.slice(0, -1)}0` } };
      const give = (profileId: string, at: object): Promise<unknown> =>
        native.updateMany(
          { ...own, ...at, profileId: { $ne: profileId } } as never,
          { $set: { profileId } } as never,
          { session },
        );
      await give(owner ?? identity, until === null ? {} : { at: { $lt: until } });
      if (until !== null) await give(identity, { at: { $gte: until } });
    },

    /** Stores to which profiles some events belong. */
    repoint: async (strayed: readonly StoredEvent[], session: ClientSession): Promise<void> => {
      for (const [profileId, group] of eventsByProfile(strayed))
        await native.updateMany(
          { _id: { $in: group.map(idOf) } } as never,
          { $set: { profileId } } as never,
          {
            session,
          },
        );
    },

    /**
     * Takes pending events that are folded, set aside or not there any more out of the inbox. False where another
     * process has done so meanwhile: then abort the transaction.
     */
    markFolded: ({ events, entries }: Pending, done: readonly StoredEvent[], session: ClientSession) => {
      const left = new Set(events.map(idOf));
      for (const event of done) left.delete(idOf(event));
      return inbox.keep(entries, (event) => left.has(idOf(event)), session);
    },

    setAside: async (poisoned: readonly StoredEvent[], session: ClientSession): Promise<void> => {
      const ids = poisoned.map(idOf);
      await native.updateMany({ _id: { $in: ids } } as never, { $set: { quarantined: true } } as never, {
        session,
      });
    },

    /** Puts an event that was set aside back, as it is now, to be folded. False when it is not there any more. */
    restore: async (event: StoredEvent, session: ClientSession): Promise<boolean> => {
      const { type, data, context, at } = event;
      const change = { $set: { type, data, context, at }, $unset: { quarantined: '' as const } };
      const filter = { _id: idOf(event), quarantined: true };
      const { matchedCount } = await native.updateOne(filter as never, change as never, { session });
      if (matchedCount === 1) await inbox.put([event], session);
      return matchedCount === 1;
    },

    countPending: inbox.count,

    /** Pages through the identities that have pending events, with how many, from at most `limit` appends a page. */
    pendingIdentities: async (after: string, limit: number): Promise<Map<string, number>> => {
      const counts = new Map<string, number>();
      for (const { identity, messageIds } of await inbox.page(after, limit))
        counts.set(identity, (counts.get(identity) ?? 0) + messageIds.length);
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
