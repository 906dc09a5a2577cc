import { type Scope, scopeKey } from '#schemas/scope.ts';
import { type Connection, collection } from '#server/platform/mongo.ts';

type CounterDocument = { _id: string; scope: string; key: string; since: Date };

const counters = collection<CounterDocument>('counters', [{ keys: { scope: 1, key: 1 } }]);

/** Since when each counter has been declared without a break. */
export const counterStore = (db: Connection, scope: Scope) => {
  const prefix = scopeKey(scope);
  const { collection: native } = counters(db);
  return {
    /** Remembers those that are new, and forgets those that are no longer declared. */
    declare: async (keys: readonly string[], at: Date): Promise<void> => {
      await native.deleteMany({ scope: prefix, key: { $nin: keys } } as never);
      for (const key of keys)
        await native.updateOne(
          { _id: `${prefix}/${key}` } as never,
          { $setOnInsert: { scope: prefix, key, since: at } } as never,
          { upsert: true },
        );
    },

    since: async (): Promise<Map<string, Date>> => {
      const found = await native.find({ scope: prefix } as never).toArray();
      return new Map((found as unknown as CounterDocument[]).map(({ key, since }) => [key, since]));
    },
  };
};

export type CounterStore = ReturnType<typeof counterStore>;
