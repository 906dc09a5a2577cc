import type { Purpose } from '#schemas/consent.ts';
import type { Profile } from '#schemas/profile.ts';
import { type Scope, scopeKey } from '#schemas/scope.ts';
import { literal } from '#server/platform/literal.ts';
import { type ClientSession, type Connection, collection } from '#server/platform/mongo.ts';
import type { ListPage, ListQuery } from '#server/platform/ra-list.ts';

type ConsentState = Pick<Profile, 'id' | 'consent' | 'consentDetails' | 'restrictedAt'>;

type ProfileDocument = Profile & { _id: string; scope: string };
/** Whoever turned out to be somebody else. It has no scope field, so that nothing that looks for customers finds it. */
type Redirect = { _id: string; movedTo: string; version: number };

/** How far redirects are followed: each merge shortens those that led to its own customer. */
const MOST_REDIRECTS = 10;

const profiles = collection<ProfileDocument>('customer_profiles', [
  { keys: { scope: 1, lastSeenAt: -1 } },
  { keys: { scope: 1, 'engagement.score': -1 } },
  { keys: { scope: 1, 'history.declared': 1 } },
  { keys: { scope: 1, 'memberships.segment': 1 } },
  { keys: { scope: 1, segmentsDueAt: 1 } },
]);

const bare = ({ _id, scope, ...profile }: ProfileDocument): Profile => profile;

const sorts = ['lastSeenAt', 'firstSeenAt', 'engagement.score', 'counters.orders', 'counters.sessions'];

const sortOf = ({ field, order }: ListQuery['sort']): Record<string, 1 | -1> => ({
  [sorts.includes(field) ? field : '_id']: order === 'asc' ? 1 : -1,
});

/** Times from which the part of a sample that is not the newest is read. */
const SPREAD = 20;

const asList = (value: unknown): string[] => (Array.isArray(value) ? value : [value]).map(String);

/** One document a customer; its version is compared and swapped at every write. */
export const profileStore = (db: Connection, scope: Scope) => {
  const prefix = scopeKey(scope);
  const { collection: native } = profiles(db);
  const idOf = (id: string): string => `${prefix}/${id}`;

  /** Over the version that was read; where there was no profile, nothing or a redirect is written over. */
  const write = ({ before, after, movedTo }: ProfileWrite) => {
    const [_id, version] = [idOf(after.id), (before?.version ?? 0) + 1];
    const filter = before === null ? { _id, movedTo: { $exists: true } } : { _id, version: before.version };
    if (movedTo === null) return { deleteOne: { filter } };
    const replacement =
      movedTo === undefined ? { ...after, _id, scope: prefix, version } : { _id, movedTo, version };
    return { replaceOne: { filter, replacement, ...(before === null && { upsert: true }) } };
  };

  /** Writes that would find nothing had another process written meanwhile. */
  const mustFind = ({ before, movedTo }: ProfileWrite): boolean => before !== null || movedTo !== null;

  /** By when they were last seen, in batches. */
  async function* inTime(lastSeenAt: object, order: 1 | -1, limit: number): AsyncGenerator<Profile> {
    const cursor = native.find({ scope: prefix, lastSeenAt } as never, { batchSize: 100, limit });
    for await (const found of cursor.sort({ lastSeenAt: order }))
      yield bare(found as unknown as ProfileDocument);
  }

  async function* spreadBefore(end: Date, size: number): AsyncGenerator<Profile> {
    const read = new Set<string>();
    let from: number | null = null;
    for await (const { lastSeenAt } of inTime({ $lt: end }, 1, 1)) from = lastSeenAt.getTime();
    if (from === null) return;
    const share = (step: number): number => Math.floor((size * step) / SPREAD);
    for (let step = 0; step < SPREAD; step++) {
      const since = new Date(from + ((end.getTime() - from) * step) / SPREAD);
      const wanted = share(step + 1) - share(step);
      if (wanted === 0) continue;
      for await (const profile of inTime({ $gte: since, $lt: end }, 1, wanted)) {
        if (!read.has(profile.id)) yield profile;
        read.add(profile.id);
      }
    }
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
      return upsertedCount + matchedCount + deletedCount >= changes.filter(mustFind).length;
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
        native.countDocuments(wanted as never),
      ]);
      return { rows: (found as unknown as ProfileDocument[]).map(bare), total, range };
    },

    /**
     * Up to `size` profiles, read as they are asked for: all of them where there are no more; else half of them those
     * seen most recently, and the others from evenly spaced times before. Each comes once.
     */
    sample: async function* (size: number): AsyncGenerator<Profile> {
      const population = await native.countDocuments({ scope: prefix } as never);
      const recent = Math.ceil(size / 2);
      const newest = inTime({ $exists: true }, -1, population > size ? recent : size);
      let boundary: Date | null = null;
      for await (const profile of newest) {
        boundary = profile.lastSeenAt;
        yield profile;
      }
      if (population > size && boundary !== null) yield* spreadBefore(boundary, size - recent);
    },

    /** Those that say something of consent to a purpose, or whose processing is restricted. */
    decidedOn: async function* (purpose: Purpose): AsyncGenerator<ConsentState> {
      const decided = [{ [`consent.${purpose}`]: { $exists: true } }, { restrictedAt: { $type: 'date' } }];
      const projection = { _id: 0, id: 1, consent: 1, consentDetails: 1, restrictedAt: 1 } as const;
      for await (const found of native.find({ scope: prefix, $or: decided } as never, { projection }))
        yield found as unknown as ConsentState;
    },

    count: (): Promise<number> => native.countDocuments({ scope: prefix } as never),
  };
};

/** A profile's new state; where it is part of another now, `movedTo` instead, and null where nothing is left of it. */
export type ProfileWrite = { before: Profile | null; after: Profile; movedTo?: string | null };

export type ProfileStore = ReturnType<typeof profileStore>;
