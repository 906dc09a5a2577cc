import { type Scope, scopeKey } from '#schemas/scope.ts';
import { type Connection, collection, isDuplicateKey } from '#server/platform/mongo.ts';

type LeaseDocument = { _id: string; scope: string; holder: string; leasedUntil: Date };

const leases = collection<LeaseDocument>('leases', [{ keys: { scope: 1 } }]);

/** Who may do what only one process should do at a time. */
export const leaseStore = (db: Connection, scope: Scope) => {
  const prefix = scopeKey(scope);
  const { collection: native } = leases(db);
  const idOf = (work: string): string => `${prefix}/${work}`;

  return {
    /** Takes or keeps the lease on some work until a time; false while another holds it. */
    take: async (work: string, { holder, now, until }: { holder: string; now: Date; until: Date }) => {
      const free = { $or: [{ holder }, { leasedUntil: { $lte: now } }] };
      try {
        await native.updateOne(
          { _id: idOf(work), ...free } as never,
          { $set: { scope: prefix, holder, leasedUntil: until } } as never,
          { upsert: true },
        );
        return true;
      } catch (error) {
        // it is there, and not free
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },

    /** Leaves the work to whoever comes next. */
    giveBack: async (work: string, holder: string): Promise<void> => {
      await native.deleteOne({ _id: idOf(work), holder } as never);
    },
  };
};

export type LeaseStore = ReturnType<typeof leaseStore>;
