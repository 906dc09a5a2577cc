import { type Scope, scopeKey } from '#schemas/scope.ts';
import type { Variant } from '#schemas/variant.ts';
import { type ClientSession, type Connection, collection } from '#server/platform/mongo.ts';

type StoredVariant = {
  _id: string;
  scope: string;
  key: string;
  placement: string;
  body: Variant;
  release: number;
};

const variants = collection<StoredVariant>('experience_variants', [
  { keys: { scope: 1, placement: 1, key: 1 } },
]);

/** The variants in force, for anyone who queries the database; decisions read the compiled release instead. */
export const experienceVariantStore = (db: Connection, scope: Scope) => {
  const model = variants(db);
  const prefix = scopeKey(scope);
  return {
    /** Sets its own fields only, so that what was measured of the variant stays with it. */
    write: async (key: string, body: object, release: number, session: ClientSession): Promise<void> => {
      const { placement } = body as Variant;
      await model.collection.updateOne(
        { _id: `${prefix}/${key}` } as never,
        { $set: { scope: prefix, key, placement, body, release } as never },
        { upsert: true, session },
      );
    },
    remove: async (key: string, session: ClientSession): Promise<void> => {
      await model.deleteOne({ _id: `${prefix}/${key}` }, { session });
    },
  };
};
