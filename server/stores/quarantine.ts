import { createHash } from 'node:crypto';
import type { StoredEvent } from '#schemas/event.ts';
import { type QuarantineDoor, quarantineDoors, quarantineStates } from '#schemas/quarantine.ts';
import { type Scope, scopeKey } from '#schemas/scope.ts';
import { literal } from '#server/platform/literal.ts';
import { type ClientSession, type Connection, collection } from '#server/platform/mongo.ts';
import { problem } from '#server/platform/problems.ts';
import type { ListPage, ListQuery } from '#server/platform/ra-list.ts';

/** A row that was stopped, and why. */
export type QuarantineEntry = {
  id: string;
  door: QuarantineDoor;
  reason: string;
  /** The row as JSON text: what it holds may be the very thing that cannot be stored. */
  row: string;
  /** Whose it is, where the row says so. */
  profileId?: string;
  /** Whom it names: identities, hashes of e-mail addresses, `order:` and the id of an order. */
  mentions?: string[];
  /** The stored event, where folding stopped it. */
  event?: StoredEvent;
  receivedAt: Date;
  at: Date;
  /** When somebody discarded it, where that was so; it can be restored until it is removed. */
  discardedAt?: Date;
};
type QuarantineDocument = QuarantineEntry & { _id: string; scope: string; expiresAt: Date };

const quarantine = collection<QuarantineDocument>('quarantine', [
  { keys: { scope: 1, at: -1 } },
  { keys: { scope: 1, profileId: 1 } },
  { keys: { scope: 1, mentions: 1 } },
  { keys: { expiresAt: 1 }, expireAfterSeconds: 0 },
]);

const retentionMs = 90 * 86_400_000;

/** The same for the same row at the same door: a batch that is sent twice fills nothing. */
export const quarantineId = (door: QuarantineDoor, row: string): string =>
  createHash('sha256').update(`${door}/${row}`).digest('base64url').slice(0, 22);

const bare = ({ _id, scope, expiresAt, ...entry }: QuarantineDocument): QuarantineEntry => entry;

const isState = (value: unknown): boolean => quarantineStates.some((state) => state === value);
const waiting = { discardedAt: null } as const;
const discarded = { discardedAt: { $ne: null } } as const;

const isDoor = (value: unknown): boolean => quarantineDoors.some((door) => door === value);

/** Somewhere in a text, in small letters or large. */
const containing = (part: unknown) => ({ $regex: literal(String(part)), $options: 'i' });

/** Rows that wait for someone to fix or discard them, and those that were discarded; for at most 90 days. */
export const quarantineStore = (db: Connection, scope: Scope) => {
  const prefix = scopeKey(scope);
  const { collection: native } = quarantine(db);
  const keyOf = (id: string): string => `${prefix}/${id}`;

  return {
    put: async (items: readonly QuarantineEntry[], session?: ClientSession): Promise<void> => {
      if (items.length === 0) return;
      const writes = items.map((item) => {
        const expiresAt = new Date(item.at.getTime() + retentionMs);
        const replacement = { scope: prefix, ...item, expiresAt };
        return { replaceOne: { filter: { _id: keyOf(item.id) }, replacement, upsert: true } };
      });
      await native.bulkWrite(writes as never[], { ordered: false, ...(session && { session }) });
    },

    /** Newest first, those that wait unless a filter names another `state`; it may also name the `door`, the `source` of an event, and parts of `reason` and of whom it is about (`q`). */
    list: async ({ filter, sort, range }: ListQuery): Promise<ListPage<QuarantineEntry>> => {
      const { state, door, source, reason, id, q } = filter;
      if (state !== undefined && !isState(state))
        throw problem('invalid-request', { detail: `A state is one of ${quarantineStates.join(', ')}.` });
      const wanted = {
        scope: prefix,
        ...(state === 'discarded' ? discarded : waiting),
        ...(isDoor(door) && { door }),
        ...(id !== undefined && { id: { $in: [id].flat().map(String) } }),
        ...(source !== undefined && { 'event.source': String(source) }),
        ...(reason !== undefined && { reason: containing(reason) }),
        ...(q !== undefined && { $or: [{ profileId: containing(q) }, { mentions: containing(q) }] }),
      };
      const order = sort.field === 'at' && sort.order === 'asc' ? 1 : -1;
      const window = { sort: { at: order }, skip: range.from, limit: range.to - range.from + 1 } as const;
      const [found, total] = await Promise.all([
        native.find(wanted as never, window).toArray(),
        native.countDocuments(wanted as never),
      ]);
      return { rows: (found as unknown as QuarantineDocument[]).map(bare), total, range };
    },

    one: async (id: string): Promise<QuarantineEntry | null> => {
      const found = await native.findOne({ _id: keyOf(id) } as never);
      return found && bare(found as unknown as QuarantineDocument);
    },

    remove: async (ids: readonly string[], session?: ClientSession): Promise<number> => {
      const filter = { _id: { $in: ids.map(keyOf) } };
      const { deletedCount } = await native.deleteMany(filter as never, session ? { session } : {});
      return deletedCount;
    },

    /** Marks rows that wait as discarded, or takes the mark from discarded ones; says of how many. */
    mark: async (ids: readonly string[], at: Date | null): Promise<number> => {
      const filter = { _id: { $in: ids.map(keyOf) }, ...(at === null ? discarded : waiting) };
      const update = at === null ? { $unset: { discardedAt: '' } } : { $set: { discardedAt: at } };
      return (await native.updateMany(filter as never, update as never)).modifiedCount;
    },

    latest: async (limit: number): Promise<QuarantineEntry[]> => {
      const found = await native
        .find({ scope: prefix, ...waiting } as never, { sort: { at: -1 }, limit })
        .toArray();
      return (found as unknown as QuarantineDocument[]).map(bare);
    },

    count: (): Promise<number> => native.countDocuments({ scope: prefix, ...waiting } as never),
  };
};

export type QuarantineStore = ReturnType<typeof quarantineStore>;
