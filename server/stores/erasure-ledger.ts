import { type Scope, scopeKey } from '#schemas/scope.ts';
import { type Connection, collection } from '#server/platform/mongo.ts';

/** Somebody who was erased, by a keyed hash of an identity alone. */
export type LedgerEntry = {
  hash: string;
  /** What happened until then is not taken in any more; null while the erasure runs: then nothing is. */
  erasedAt: Date | null;
  changedAt: Date;
};
type LedgerDocument = LedgerEntry & { _id: string; scope: string };

const ledger = collection<LedgerDocument>('erasure_ledger', [{ keys: { scope: 1, changedAt: 1 } }]);

/** Who was erased: kept forever, so that neither a late event nor an old backup brings them back. */
export const erasureLedgerStore = (db: Connection, scope: Scope) => {
  const prefix = scopeKey(scope);
  const { collection: native } = ledger(db);
  return {
    put: async (entries: readonly LedgerEntry[]): Promise<void> => {
      if (entries.length === 0) return;
      const writes = entries.map((entry) => ({
        replaceOne: {
          filter: { _id: `${prefix}/${entry.hash}` },
          replacement: { scope: prefix, ...entry },
          upsert: true,
        },
      }));
      await native.bulkWrite(writes as never[], { ordered: false });
    },

    /** Those that changed from a time on. */
    since: async (changedAt: Date): Promise<LedgerEntry[]> => {
      const found = await native.find({ scope: prefix, changedAt: { $gte: changedAt } } as never).toArray();
      return (found as unknown as LedgerDocument[]).map(({ hash, erasedAt, changedAt: at }) => ({
        hash,
        erasedAt,
        changedAt: at,
      }));
    },
  };
};

export type ErasureLedgerStore = ReturnType<typeof erasureLedgerStore>;
