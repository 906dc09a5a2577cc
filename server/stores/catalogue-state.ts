import { type Scope, scopeKey } from '#schemas/scope.ts';
import { type Connection, collection } from '#server/platform/mongo.ts';

/** `version` grows with every write to the catalogue, `removals` with every write that took something away. */
export type CatalogueState = { version: number; removals: number };
type StateDocument = CatalogueState & { _id: string; scope: string };

const states = collection<StateDocument>('catalogue_state', []);

/** How servers notice by one small read that the catalogue has changed. */
export const catalogueStateStore = (db: Connection, scope: Scope) => {
  const prefix = scopeKey(scope);
  const { collection: native } = states(db);
  return {
    read: async (): Promise<CatalogueState> => {
      const found = (await native.findOne({ _id: prefix } as never)) as CatalogueState | null;
      return { version: found?.version ?? 0, removals: found?.removals ?? 0 };
    },

    /** Call it after the write that it announces. */
    changed: async ({ removed = false }: { removed?: boolean } = {}): Promise<void> => {
      const $inc = { version: 1, removals: Number(removed) };
      await native.updateOne({ _id: prefix } as never, { $inc, $setOnInsert: { scope: prefix } } as never, {
        upsert: true,
      });
    },
  };
};

export type CatalogueStateStore = ReturnType<typeof catalogueStateStore>;
