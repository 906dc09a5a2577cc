import type { ExperimentUnit } from '#schemas/profile.ts';
import { type Scope, scopeKey } from '#schemas/scope.ts';
import { type ClientSession, type Connection, collection } from '#server/platform/mongo.ts';

type UnitDocument = ExperimentUnit & { _id: string; scope: string; experiment: string; unit: string };
type Write = { experiment: string; unit: string; after: ExperimentUnit | null };

const units = collection<UnitDocument>('experiment_units', [
  { keys: { scope: 1, experiment: 1, variation: 1, firstAt: 1 } },
]);

/** One document for each customer in each experiment. */
export const experimentUnitStore = (db: Connection, scope: Scope) => {
  const prefix = scopeKey(scope);
  const { collection: native } = units(db);
  return {
    writeMany: async (changes: readonly Write[], session: ClientSession): Promise<void> => {
      if (changes.length === 0) return;
      const writes = changes.map(({ experiment, unit, after }) => {
        const filter = { _id: `${prefix}/${experiment}/${unit}` };
        if (after === null) return { deleteOne: { filter } };
        const replacement = { scope: prefix, experiment, unit, ...after };
        return { replaceOne: { filter, replacement, upsert: true } };
      });
      await native.bulkWrite(writes as never[], { session, ordered: false });
    },
  };
};

export type ExperimentUnitStore = ReturnType<typeof experimentUnitStore>;
