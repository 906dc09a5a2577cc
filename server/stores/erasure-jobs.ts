import type { Erasure } from '#schemas/privacy.ts';
import { type Scope, scopeKey } from '#schemas/scope.ts';
import { type Connection, collection } from '#server/platform/mongo.ts';

/** An erasure with what it is about, as long as that has to be known. */
export type ErasureJob = Erasure & {
  identities: string[];
  /** Is it about everyone whom Shopify told of? They are looked up as it goes on. */
  ofShop?: boolean;
};
type JobDocument = ErasureJob & { _id: string; scope: string; leasedUntil: Date };

const jobs = collection<JobDocument>('erasures', [
  { keys: { scope: 1, state: 1, leasedUntil: 1 } },
  { keys: { scope: 1, requestedAt: -1 } },
]);

const bare = ({ _id, scope, leasedUntil, ...job }: JobDocument): ErasureJob => job;
const present = (document: JobDocument): Erasure => {
  const { identities, ofShop, ...job } = bare(document);
  return job;
};

/** Erasures that were asked for: each is taken up by one worker, and by another when that one is gone. */
export const erasureJobStore = (db: Connection, scope: Scope) => {
  const prefix = scopeKey(scope);
  const { collection: native } = jobs(db);
  const byId = (id: string) => ({ _id: `${prefix}/${id}` }) as never;
  return {
    add: async (job: ErasureJob): Promise<void> => {
      const document = { ...job, _id: `${prefix}/${job.id}`, scope: prefix, leasedUntil: new Date(0) };
      await native.insertOne(document as never);
    },

    /** The oldest that nobody works at, for a while; null when there is none. */
    lease: async (at: Date, milliseconds: number): Promise<ErasureJob | null> => {
      const leasedUntil = new Date(at.getTime() + milliseconds);
      // the answer to a write is kept for a minute, for clients that repeat it: it must name nobody
      const taken = await native.findOneAndUpdate(
        { scope: prefix, state: { $in: ['running', 'purging'] }, leasedUntil: { $lte: at } } as never,
        { $set: { leasedUntil } } as never,
        { sort: { requestedAt: 1 }, projection: { _id: 1 } },
      );
      const found = taken && (await native.findOne({ _id: taken._id } as never));
      return found && bare(found as unknown as JobDocument);
    },

    /** Tells how far one has come, and keeps it for a while longer. */
    save: async (id: string, change: Partial<ErasureJob>, leasedUntil: Date): Promise<void> => {
      await native.updateOne(byId(id), { $set: { ...change, leasedUntil } } as never);
    },

    read: async (id: string): Promise<Erasure | null> => {
      const found = await native.findOne(byId(id));
      return found && present(found as unknown as JobDocument);
    },

    /** The newest first. */
    latest: async (limit: number): Promise<Erasure[]> => {
      const found = await native
        .find({ scope: prefix } as never, { sort: { requestedAt: -1 }, limit })
        .toArray();
      return (found as unknown as JobDocument[]).map(present);
    },
  };
};

export type ErasureJobStore = ReturnType<typeof erasureJobStore>;
