import { type Connection, collection } from '#server/platform/mongo.ts';

type StoredCount = { _id: string; project: string; count: number; expiresAt: Date };

const counts = collection<StoredCount>('rate_limits', [{ keys: { expiresAt: 1 }, expireAfterSeconds: 0 }]);

/** Counters that hold across processes; each ends by itself. */
export const rateLimitStore = (db: Connection, project: string) => {
  const model = counts(db);
  const idOf = (name: string): string => `${project}/${name}`;
  return {
    /** Adds one and returns the count, this one included. */
    count: async (name: string, expiresAt: Date): Promise<number> => {
      const stored = await model
        .findOneAndUpdate(
          { _id: idOf(name) },
          { $inc: { count: 1 }, $setOnInsert: { project, expiresAt } },
          { upsert: true, returnDocument: 'after' },
        )
        .lean<StoredCount | null>();
      return stored?.count ?? 1;
    },
    reset: async (name: string): Promise<void> => {
      await model.deleteOne({ _id: idOf(name) });
    },
  };
};

export type RateLimitStore = ReturnType<typeof rateLimitStore>;
