import { type Scope, scopeKey } from '#schemas/scope.ts';
import { type Connection, collection } from '#server/platform/mongo.ts';

type PartDocument = { _id: string; scope: string; content: unknown; expiresAt: Date };

const evidenceParts = collection<PartDocument>('evidence_parts', [
  { keys: { expiresAt: 1 }, expireAfterSeconds: 0 },
]);

/** Parts of evidence under the hash of their content: what many numbers share is kept once. */
export const evidencePartStore = (db: Connection, scope: Scope) => {
  const prefix = scopeKey(scope);
  const { collection: native } = evidenceParts(db);
  const idOf = (hash: string): string => `${prefix}/${hash}`;
  return {
    /** Adds a part, or lets it live longer. */
    keep: async (hash: string, content: unknown, expiresAt: Date): Promise<void> => {
      const change = { $setOnInsert: { scope: prefix, content }, $max: { expiresAt } };
      await native.updateOne({ _id: idOf(hash) } as never, change as never, { upsert: true });
    },

    /** By hash; those whose time is over are not in it. */
    read: async (hashes: readonly string[]): Promise<Map<string, unknown>> => {
      const found = await native.find({ _id: { $in: hashes.map(idOf) } } as never).toArray();
      const parts = found as unknown as PartDocument[];
      return new Map(parts.map(({ _id, content }) => [_id.slice(prefix.length + 1), content]));
    },
  };
};

export type EvidencePartStore = ReturnType<typeof evidencePartStore>;
