import { type Scope, scopeKey } from '#schemas/scope.ts';
import { type Connection, collection, isDuplicateKey } from '#server/platform/mongo.ts';

/** Which versions of its parts an evidence number stands for. */
type EvidenceVersions = {
  catalogue: number;
  /** The kept outcomes, and the kept stock, by their hash. */
  outcomes: string;
  stock: string;
  /** Model name to version. */
  models: Record<string, number>;
  /** State of the events that the models were trained on; null before the first training. */
  trainedOn: string | null;
};
export type EvidenceHead = { number: number; at: Date; versions: EvidenceVersions };
type HeadDocument = EvidenceHead & { _id: string; scope: string };

const heads = collection<HeadDocument>('evidence_heads', [{ keys: { scope: 1, number: -1 }, unique: true }]);

const nothing: EvidenceVersions = { catalogue: 0, outcomes: '', stock: '', models: {}, trainedOn: null };

const same = (a: EvidenceVersions, b: EvidenceVersions): boolean =>
  a.catalogue === b.catalogue &&
  a.outcomes === b.outcomes &&
  a.stock === b.stock &&
  a.trainedOn === b.trainedOn &&
  JSON.stringify(Object.entries(a.models).sort()) === JSON.stringify(Object.entries(b.models).sort());

/** Numbers what servers know: every combination of versions gets the next number, once for all servers. */
export const evidenceHeadStore = (db: Connection, scope: Scope) => {
  const prefix = scopeKey(scope);
  const { collection: native } = heads(db);

  const latest = async (): Promise<EvidenceHead> => {
    const found = await native.findOne({ scope: prefix } as never, { sort: { number: -1 } });
    const head = found as unknown as HeadDocument | null;
    return head ?? { number: 0, at: new Date(0), versions: nothing };
  };

  /** False when another server took the number. */
  const append = async (head: EvidenceHead): Promise<boolean> => {
    try {
      await native.insertOne({ _id: `${prefix}/${head.number}`, scope: prefix, ...head } as never);
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  };

  return {
    latest,

    /** The head with these versions in place of the latest ones: the latest itself when nothing differs. */
    advance: async (change: Partial<EvidenceVersions>, at: Date): Promise<EvidenceHead> => {
      for (;;) {
        const before = await latest();
        const versions = { ...before.versions, ...change };
        if (before.number > 0 && same(before.versions, versions)) return before;
        const next = { number: before.number + 1, at, versions };
        if (await append(next)) return next;
      }
    },

    /** Those of the given numbers that are still there. */
    many: async (numbers: readonly number[]): Promise<EvidenceHead[]> => {
      const found = await native.find({
        _id: { $in: numbers.map((number) => `${prefix}/${number}`) },
      } as never);
      return (await found.toArray()) as unknown as EvidenceHead[];
    },

    /** Forgets what was no longer in force at a time; numbers never start again, since the latest stays. */
    prune: async (before: Date): Promise<void> => {
      const query = { scope: prefix, at: { $lt: before } } as never;
      const found = await native.findOne(query, { sort: { number: -1 } });
      if (found === null) return;
      const { number } = found as unknown as HeadDocument;
      await native.deleteMany({ scope: prefix, number: { $lt: number } } as never);
    },
  };
};

export type EvidenceHeadStore = ReturnType<typeof evidenceHeadStore>;
