import type { StoredEvent } from '#schemas/event.ts';
import { type Scope, scopeKey } from '#schemas/scope.ts';
import { type ClientSession, type Connection, collection } from '#server/platform/mongo.ts';

/** Events of one identity that came together and are in no profile yet. */
export type InboxEntry = { _id: string; identity: string; messageIds: string[] };
type InboxDocument = InboxEntry & { scope: string };

const inbox = collection<InboxDocument>('event_inbox', [{ keys: { scope: 1, identity: 1 } }]);

const byIdentity = (events: readonly StoredEvent[]): Map<string, string[]> => {
  const groups = new Map<string, string[]>();
  for (const { identity, messageId } of events) {
    const group = groups.get(identity);
    if (group) group.push(messageId);
    else groups.set(identity, [messageId]);
  }
  return groups;
};

/**
 * What is still to be folded, so that the events themselves are written once. Entries go by identity, which never
 * changes: whose profile an event belongs to is found out when it is folded.
 */
export const eventInbox = (
  db: Connection,
  scope: Scope,
  eventId: (event: Pick<StoredEvent, 'identity' | 'messageId'>) => string,
) => {
  const prefix = scopeKey(scope);
  const { collection: native } = inbox(db);

  return {
    /** An event is in one entry at most, so the id of its first event is an entry's own. */
    put: async (events: readonly StoredEvent[], session: ClientSession): Promise<InboxEntry[]> => {
      const entries = [...byIdentity(events)].map(
        ([identity, messageIds]): InboxDocument => ({
          _id: eventId({ identity, messageId: messageIds[0]! }),
          scope: prefix,
          identity,
          messageIds,
        }),
      );
      await native.insertMany(entries as never[], { session });
      return entries;
    },

    of: async (identities: readonly string[], session?: ClientSession): Promise<InboxEntry[]> => {
      const filter = { scope: prefix, identity: { $in: identities } };
      return (await native
        .find(filter as never, session && { session })
        .toArray()) as unknown as InboxEntry[];
    },

    /** Takes out of some entries whatever is not `left` in them. False where one was not there any more. */
    keep: async (
      entries: readonly InboxEntry[],
      left: (event: Pick<StoredEvent, 'identity' | 'messageId'>) => boolean,
      session: ClientSession,
    ): Promise<boolean> => {
      const gone: string[] = [];
      for (const { _id, identity, messageIds } of entries) {
        const kept = messageIds.filter((messageId) => left({ identity, messageId }));
        if (kept.length === 0) gone.push(_id);
        else if (kept.length < messageIds.length)
          await native.updateOne({ _id } as never, { $set: { messageIds: kept } } as never, { session });
      }
      if (gone.length === 0) return true;
      const { deletedCount } = await native.deleteMany({ _id: { $in: gone } } as never, { session });
      return deletedCount === gone.length;
    },

    /** The next entries by identity. */
    page: async (after: string, limit: number): Promise<InboxEntry[]> => {
      const filter = { scope: prefix, identity: { $gt: after } };
      const found = native.find(filter as never, { sort: { identity: 1 }, limit });
      return (await found.toArray()) as unknown as InboxEntry[];
    },

    count: async (): Promise<number> => {
      const [sum] = await native
        .aggregate<{ events: number }>([
          { $match: { scope: prefix } },
          { $group: { _id: null, events: { $sum: { $size: '$messageIds' } } } },
        ])
        .toArray();
      return sum?.events ?? 0;
    },
  };
};
