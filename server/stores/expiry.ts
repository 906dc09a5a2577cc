import { type RetentionKind, retentionKinds } from '#schemas/retention.ts';
import { type Scope, scopeKey } from '#schemas/scope.ts';
import type { Connection } from '#server/platform/mongo.ts';

/** Each kind of document that ends with time, and the time that it is counted from. */
const clocks = {
  events: { collection: 'events', field: 'receivedAt', where: {} },
  journey_moves: { collection: 'journey_moves', field: 'storedAt', where: {} },
  segment_changes: { collection: 'segment_changes', field: 'at', where: {} },
  decisions: { collection: 'decisions', field: 'at', where: {} },
  quarantine: { collection: 'quarantine', field: 'at', where: {} },
  audit: { collection: 'audit_log', field: 'at', where: {} },
  consent: { collection: 'consent_history', field: 'at', where: {} },
  // one that waits for its answer stays, however old it is
  privacy_requests: {
    collection: 'privacy_requests',
    field: 'completedAt',
    where: { state: { $in: ['completed', 'refused', 'erased'] } },
  },
} as const satisfies Record<RetentionKind, object>;

/** Removes documents that are older than they may get. */
export const expiryStore = (db: Connection, scope: Scope) => ({
  kinds: retentionKinds,

  /** Says how many. */
  removeBefore: async (kind: RetentionKind, before: Date): Promise<number> => {
    const { collection, field, where } = clocks[kind];
    const filter = { scope: scopeKey(scope), ...where, [field]: { $lt: before } };
    return (await db.collection(collection).deleteMany(filter as never)).deletedCount;
  },
});

export type ExpiryStore = ReturnType<typeof expiryStore>;
