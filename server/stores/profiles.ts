import { randomInt } from 'node:crypto';
import type { Purpose } from '#schemas/consent.ts';
import type { Profile } from '#schemas/profile.ts';
import { type Scope, scopeKey } from '#schemas/scope.ts';
import { literal } from '#server/platform/literal.ts';
import { type ClientSession, type Connection, collection } from '#server/platform/mongo.ts';
import type { ListPage, ListQuery } from '#server/platform/ra-list.ts';
import { type CountedWrite, customerCountStore } from './customer-counts.ts';
import { drawOf } from './draw.ts';
import { type EngagementRank, rankFields, rankOf, usualHalfLife } from './engagement-rank.ts';

type ConsentState = Pick<Profile, 'id' | 'consent' | 'consentDetails' | 'restrictedAt'>;

type ProfileDocument = Profile & { _id: string; scope: string; draw: number; rank: EngagementRank };
/** Whoever turned out to be somebody else. It has no scope field, so that nothing that looks for customers finds it. */
type Redirect = { _id: string; movedTo: string; version: number };

/**
 * A profile's versions begin anywhere. So one that comes again, after an erasure or once a merge was undone, is never
 * taken for what it was before.
 */
const MOST_FIRST = 2 ** 30;

/** How far redirects are followed: each merge shortens those that led to its own customer. */
const MOST_REDIRECTS = 10;

const profiles = collection<ProfileDocument>(
  'customer_profiles',
  [
    { keys: { scope: 1, lastSeenAt: -1 } },
    { keys: { scope: 1, ...rankFields } },
    { keys: { scope: 1, 'history.declared': 1 } },
    { keys: { scope: 1, 'memberships.segment': 1 } },
    { keys: { scope: 1, segmentsDueAt: 1 } },
    { keys: { scope: 1, draw: 1 } },
  ],
  { dropped: ['scope_1_engagement.score_-1'] },
);

const bare = ({ _id, scope, draw, rank, ...profile }: ProfileDocument): Profile => profile;

const sorts = ['lastSeenAt', 'firstSeenAt', 'counters.orders', 'counters.sessions'];

type Sort = Record<string, 1 | -1>;

/** The score as it is now: what is stored is as of each customer's last event. */
const byEngagement = (order: ListQuery['sort']['order']): Sort =>
  order === 'desc' ? rankFields : { 'rank.halfLifeDays': -1, 'rank.key': 1 };

const sortOf = ({ field, order }: ListQuery['sort']): Sort =>
  field === 'engagement.score'
    ? byEngagement(order)
    : { [sorts.includes(field) ? field : '_id']: order === 'asc' ? 1 : -1 };

const asList = (value: unknown): string[] => (Array.isArray(value) ? value : [value]).map(String);

/** Whoever is part of another now is no customer of their own any more. */
const countedOf = ({ before, after, movedTo }: ProfileWrite): CountedWrite => ({
  before,
  after: movedTo === undefined ? after : null,
});

/** One document a customer; its version is compared and swapped at every write. */
export const profileStore = (db: Connection, scope: Scope, halfLifeDays = () => usualHalfLife) => {
  const prefix = scopeKey(scope);
  const { collection: native } = profiles(db);
  const counts = customerCountStore(db, scope);
  const idOf = (id: string): string => `${prefix}/${id}`;

  /** What is kept beside a profile to find it by. */
  const kept = ({ id, engagement }: Profile) => ({
    draw: drawOf(idOf(id)),
    rank: rankOf(engagement, halfLifeDays()),
  });

  /** Over the version that was read; where there was no profile, nothing or a redirect is written over. */
  const write = ({ before, after, movedTo }: ProfileWrite) => {
    const _id = idOf(after.id);
    const version = before === null ? randomInt(1, MOST_FIRST) : before.version + 1;
    const filter = before === null ? { _id, movedTo: { $exists: true } } : { _id, version: before.version };
    if (movedTo === null) return { deleteOne: { filter } };
    const replacement =
      movedTo === undefined
        ? { ...after, ...kept(after), _id, scope: prefix, version }
        : { _id, movedTo, version };
    return { replaceOne: { filter, replacement, ...(before === null && { upsert: true }) } };
  };

  /** Writes that would find nothing had another process written meanwhile. */
  const mustFind = ({ before, movedTo }: ProfileWrite): boolean => before !== null || movedTo !== null;

  const count = async (): Promise<number> => (await counts.read()).customers;

  /** By one field, in batches. */
  async function* inOrder(sort: Record<string, 1 | -1>, limit: number): AsyncGenerator<Profile> {
    const hint = { scope: 1, ...sort } as const;
    const cursor = native.find({ scope: prefix } as never, { batchSize: 100, limit, sort, hint });
    for await (const found of cursor) yield bare(found as unknown as ProfileDocument);
  }

  return {
    /** The customer whom an identity stands for. */
    read: async (id: string): Promise<Profile | null> => {
      let wanted = id;
      for (let hops = 0; hops < MOST_REDIRECTS; hops += 1) {
        const found = await native.findOne({ _id: idOf(wanted) } as never);
        if (found === null) return null;
        const { movedTo } = found as unknown as Partial<Redirect>;
        if (movedTo === undefined) return bare(found as unknown as ProfileDocument);
        wanted = movedTo;
      }
      return null;
    },

    /** Those of these ids that have a profile of their own; redirects are not followed. */
    readMany: async (ids: readonly string[], session?: ClientSession): Promise<Map<string, Profile>> => {
      const filter = { _id: { $in: ids.map(idOf) }, scope: prefix };
      const found = await native.find(filter as never, session && { session }).toArray();
      const read = (found as unknown as ProfileDocument[]).map(bare);
      return new Map(read.map((profile) => [profile.id, profile]));
    },

    /**
     * Writes new states over the ones that were read (null: there was none), raising each version by one.
     * False when another process wrote one of them meanwhile: then abort the transaction.
     */
    writeMany: async (changes: readonly ProfileWrite[], session: ClientSession): Promise<boolean> => {
      if (changes.length === 0) return true;
      const { upsertedCount, matchedCount, deletedCount } = await native.bulkWrite(
        changes.map(write) as never[],
        { session, ordered: false },
      );
      if (upsertedCount + matchedCount + deletedCount < changes.filter(mustFind).length) return false;
      await counts.add(changes.map(countedOf), session);
      return true;
    },

    /** For the admin UI: `q` is what the customer's id begins with. */
    list: async ({ filter: { id, q }, sort, range }: ListQuery): Promise<ListPage<Profile>> => {
      const wanted = {
        scope: prefix,
        ...(id !== undefined && { _id: { $in: asList(id).map(idOf) } }),
        ...(q !== undefined && { subject: { $regex: `^${literal(String(q))}` } }),
      };
      const window = { sort: sortOf(sort), skip: range.from, limit: range.to - range.from + 1 };
      const [found, total] = await Promise.all([
        native.find(wanted as never, window).toArray(),
        id === undefined && q === undefined ? count() : native.countDocuments(wanted as never),
      ]);
      return { rows: (found as unknown as ProfileDocument[]).map(bare), total, range };
    },

    /**
     * Up to `size` profiles, read as they are asked for: all of them where there are no more, those seen last first;
     * else so many drawn at random, whoever they are and whenever they were seen. The same are drawn as long as they
     * are there, so that two answers can be compared.
     */
    sample: async function* (size: number): AsyncGenerator<Profile> {
      yield* inOrder((await count()) > size ? { draw: 1 } : { lastSeenAt: -1 }, size);
    },

    /** Those that say something of consent to a purpose, or whose processing is restricted. */
    decidedOn: async function* (purpose: Purpose): AsyncGenerator<ConsentState> {
      const decided = [{ [`consent.${purpose}`]: { $exists: true } }, { restrictedAt: { $type: 'date' } }];
      const projection = { _id: 0, id: 1, consent: 1, consentDetails: 1, restrictedAt: 1 } as const;
      for await (const found of native.find({ scope: prefix, $or: decided } as never, { projection }))
        yield found as unknown as ConsentState;
    },

    /** How many there are. */
    count,
  };
};

/** A profile's new state; where it is part of another now, `movedTo` instead, and null where nothing is left of it. */
export type ProfileWrite = { before: Profile | null; after: Profile; movedTo?: string | null };

export type ProfileStore = ReturnType<typeof profileStore>;
