import { randomUUID } from 'node:crypto';
import type { AuditAction, AuditFilter } from '#schemas/audit.ts';
import { type Scope, scopeKey } from '#schemas/scope.ts';
import { literal } from '#server/platform/literal.ts';
import { type ClientSession, type Connection, collection } from '#server/platform/mongo.ts';
import type { ListPage, ListQuery } from '#server/platform/ra-list.ts';

/** Who did what to which thing, and when. */
type AuditEntry = {
  at: Date;
  actor: string;
  action: AuditAction;
  subject: string;
  detail?: Record<string, unknown>;
};
type StoredEntry = AuditEntry & { _id: string; scope: string };

const auditLog = collection<StoredEntry>('audit_log', [
  { keys: { scope: 1, at: -1 } },
  { keys: { scope: 1, subject: 1, at: 1 } },
]);

type Listed = Omit<AuditFilter, 'subject'> & { subject?: string | { exactly: string } | undefined };

/** Somewhere in a text, in small letters or large. */
const containing = (part: string) => ({ $regex: literal(part), $options: 'i' });

const during = ({ since, until }: Listed) =>
  (since || until) && { at: { ...(since && { $gte: since }), ...(until && { $lt: until }) } };

const matching = ({ action, subject, actor, ...times }: Listed) => ({
  ...(action && { action: { $in: [action].flat() } }),
  ...(subject && { subject: typeof subject === 'string' ? containing(subject) : subject.exactly }),
  ...(actor && { actor: containing(actor) }),
  ...during(times),
});

export const auditLogStore = (db: Connection, scope: Scope) => {
  const model = auditLog(db);
  const prefix = scopeKey(scope);
  return {
    record: async (entry: AuditEntry, session?: ClientSession): Promise<void> => {
      const stored = { _id: `${prefix}/${randomUUID()}`, scope: prefix, ...entry };
      await model.collection.insertOne(stored as never, session ? { session } : {});
    },

    /** A page, the newest first. */
    list: async (
      wanted: Listed,
      range: ListQuery['range'],
    ): Promise<ListPage<AuditEntry & { id: string }>> => {
      const filter = { scope: prefix, ...matching(wanted) } as never;
      const window = { skip: range.from, limit: range.to - range.from + 1 };
      const [found, total] = await Promise.all([
        model.collection.find(filter, { sort: { at: -1, _id: 1 }, ...window }).toArray(),
        model.collection.countDocuments(filter),
      ]);
      const rows = (found as unknown as StoredEntry[]).map(({ _id, scope: _scope, ...entry }) => ({
        id: _id.slice(prefix.length + 1),
        ...entry,
      }));
      return { rows, total, range };
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
