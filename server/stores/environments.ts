import { type Scope, scopeKey } from '#schemas/scope.ts';
import { type ClientSession, type Connection, collection } from '#server/platform/mongo.ts';

type StoredEnvironment = { _id: string; scope: string; release: number; publishedAt: Date | null };

const environments = collection<StoredEnvironment>('environments', []);

/** Which release is in force: a pointer, swapped and never merely set. */
export const environmentStore = (db: Connection, scope: Scope) => {
  const model = environments(db);
  const _id = scopeKey(scope);

  const ensure = (): Promise<unknown> =>
    model.updateOne(
      { _id },
      { $setOnInsert: { scope: _id, release: 0, publishedAt: null } },
      { upsert: true },
    );

  return {
    /** Makes the pointer exist, so that swapping it inside a transaction only ever updates. */
    ensure,

    /** The number of the release in force; 0 before anything was published. */
    release: async (): Promise<number> =>
      (await model.findOne({ _id }).lean<StoredEnvironment | null>())?.release ?? 0,

    /** False when another release is in force by now. */
    swap: async (
      { from, to, at }: { from: number; to: number; at: Date },
      session: ClientSession,
    ): Promise<boolean> => {
      const change = { $set: { release: to, publishedAt: at } };
      const result = await model.updateOne({ _id, release: from }, change, { session });
      return result.matchedCount === 1;
    },

    /** Calls back soon after any pointer moved; the returned function ends it. */
    watch: (onChange: () => void, onError: (error: unknown) => void): (() => Promise<void>) => {
      const stream = model.collection.watch([], {});
      stream.on('change', onChange);
      stream.on('error', onError);
      return () => stream.close();
    },
  };
};
