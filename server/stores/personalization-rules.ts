import type { Rule } from '#schemas/rule.ts';
import { type Scope, scopeKey } from '#schemas/scope.ts';
import { type ClientSession, type Connection, collection } from '#server/platform/mongo.ts';

type StoredRule = Rule & { _id: string; scope: string; release: number };

const rules = collection<StoredRule>('personalization_rules', [{ keys: { scope: 1, key: 1 } }]);

/** The rules in force, for anyone who queries the database; decisions read the compiled release instead. */
export const personalizationRuleStore = (db: Connection, scope: Scope) => {
  const model = rules(db);
  const prefix = scopeKey(scope);
  return {
    write: async (key: string, body: object, release: number, session: ClientSession): Promise<void> => {
      const filter = { _id: `${prefix}/${key}` } as never;
      const stored = { scope: prefix, ...body, release } as never;
      await model.collection.replaceOne(filter, stored, { upsert: true, session });
    },
    remove: async (key: string, session: ClientSession): Promise<void> => {
      await model.deleteOne({ _id: `${prefix}/${key}` }, { session });
    },
  };
};
