import { randomUUID } from 'node:crypto';
import { type Scope, scopeKey } from '#schemas/scope.ts';
import { type ClientSession, type Connection, collection } from '#server/platform/mongo.ts';

/** Who did what to which thing, and when. */
type AuditEntry = {
  at: Date;
  actor: string;
  action: string;
  subject: string;
  detail?: Record<string, unknown>;
};
type StoredEntry = AuditEntry & { _id: string; scope: string };

const auditLog = collection<StoredEntry>('audit_log', [
  { keys: { scope: 1, at: -1 } },
  { keys: { scope: 1, subject: 1, at: 1 } },
]);

export const auditLogStore = (db: Connection, scope: Scope) => {
  const model = auditLog(db);
  const prefix = scopeKey(scope);
  return {
    record: async (entry: AuditEntry, session?: ClientSession): Promise<void> => {
      const stored = { _id: `${prefix}/${randomUUID()}`, scope: prefix, ...entry };
      await model.collection.insertOne(stored as never, session ? { session } : {});
    },

    /** What was done with one thing or one customer, the oldest first. */
    about: async (subject: string): Promise<AuditEntry[]> => {
      const found = await model.collection
        .find({ scope: prefix, subject } as never, { sort: { at: 1 } })
        .toArray();
      return (found as unknown as StoredEntry[]).map(({ _id, scope: _scope, ...entry }) => entry);
    },
  };
};

export type AuditLogStore = ReturnType<typeof auditLogStore>;
