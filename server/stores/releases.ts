import type { Release } from '#schemas/release.ts';
import { type Scope, scopeKey } from '#schemas/scope.ts';
import { type Connection, collection, isDuplicateKey } from '#server/platform/mongo.ts';

type StoredRelease = Release & { _id: string; scope: string };

type Page = { skip: number; limit: number; order: 'asc' | 'desc' };

const releases = collection<StoredRelease>('releases', [{ keys: { scope: 1, number: -1 } }]);

/** The releases of one environment. */
export const releaseStore = (db: Connection, scope: Scope) => {
  const model = releases(db);
  const prefix = scopeKey(scope);

  const newestNumber = async (): Promise<number> => {
    const newest = await model.findOne({ scope: prefix }).sort({ number: -1 }).lean<StoredRelease | null>();
    return newest?.number ?? 0;
  };

  const add = async (release: Omit<Release, 'number'>): Promise<Release> => {
    const number = (await newestNumber()) + 1;
    try {
      await model.collection.insertOne({
        _id: `${prefix}/${number}`,
        scope: prefix,
        ...release,
        number,
      } as never);
      return { ...release, number };
    } catch (error) {
      // another publisher took the number
      if (isDuplicateKey(error)) return add(release);
      throw error;
    }
  };

  return {
    /** Writes a release under the next free number; it is not in force by that. */
    add,

    /** Takes back a release that lost the race to be in force. */
    discard: async (number: number): Promise<void> => {
      await model.deleteOne({ _id: `${prefix}/${number}` });
    },

    one: (number: number): Promise<Release | null> =>
      model.findOne({ _id: `${prefix}/${number}` }).lean<Release | null>(),

    list: ({ skip, limit, order }: Page): Promise<Release[]> =>
      model
        .find({ scope: prefix })
        .sort({ number: order === 'asc' ? 1 : -1 })
        .skip(skip)
        .limit(limit)
        .lean<Release[]>(),

    count: (): Promise<number> => model.countDocuments({ scope: prefix }),
  };
};
