import type { AuditAction } from '#schemas/audit.ts';
import type { StoredEvent } from '#schemas/event.ts';
import type { ProblemFault } from '#schemas/problem.ts';
import type { QuarantineDoor } from '#schemas/quarantine.ts';
import type { Clock } from '#server/platform/clock.ts';
import { type Connection, withTransaction } from '#server/platform/mongo.ts';
import { problem } from '#server/platform/problems.ts';
import type { ListQuery } from '#server/platform/ra-list.ts';
import type { AuditLogStore } from '#server/stores/audit-log.ts';
import type { EventStore } from '#server/stores/events.ts';
import { type QuarantineEntry, type QuarantineStore, quarantineId } from '#server/stores/quarantine.ts';
import { mentionsIn } from './mentions.ts';

type Row = Record<string, unknown>;
type Reread = { events: StoredEvent[] } | { faults: ProblemFault[] };
type RefusedRow = {
  door: Exclude<QuarantineDoor, 'fold'>;
  row: unknown;
  /** The row as it was sent, where `row` says more: what tells it from others. */
  sent?: unknown;
  faults: readonly ProblemFault[];
  receivedAt: Date;
  profileId?: string | undefined;
  /** Whom the row is about besides, such as by an order. */
  mentions?: readonly string[];
  /** E-mail addresses of whom the row is about; their hashes are kept. */
  contacts?: readonly string[];
};

type Dependencies = {
  db: Connection;
  store: QuarantineStore;
  events: Pick<EventStore, 'restore'>;
  audit: AuditLogStore;
  /** How each door reads a row of its own; a stored event is read as a behavior. */
  doors: Record<Exclude<QuarantineDoor, 'fold'>, (row: Row, receivedAt: Date) => Promise<Reread> | Reread>;
  readBehavior: (row: Row, receivedAt: Date) => Reread;
  track: (events: readonly StoredEvent[]) => Promise<unknown>;
  /** Brings profiles up to date with their stored events. */
  fold: (profileIds: readonly string[]) => Promise<unknown>;
  onRefused?: (count: number) => void;
  /** A row without anything that is not to be kept in the raw. */
  minimized: (row: unknown) => unknown;
  clock: Clock;
};

const longestReason = 2000;

const reasonOf = (faults: readonly ProblemFault[]): string =>
  faults
    .map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
    .join('; ')
    .slice(0, longestReason);

const textOf = (row: unknown): string => JSON.stringify(row) ?? 'null';

const notThere = (id: string) => problem('not-found', { detail: `Nothing is in quarantine as "${id}".` });

const discardedFirst = 'It was discarded: restore it first.';

/** What was stopped: to be seen, fixed and sent again, or discarded and perhaps restored. */
export const quarantineService = (dependencies: Dependencies) => {
  const { db, store, events, audit, doors, clock } = dependencies;

  const entryOf = async (id: string): Promise<QuarantineEntry> => {
    const entry = await store.one(id);
    if (!entry) throw notThere(id);
    return entry;
  };

  const note = (action: AuditAction, actor: string, entry: QuarantineEntry, fixed = false): Promise<void> =>
    audit.record({
      at: clock(),
      actor,
      action,
      subject: `quarantine/${entry.id}`,
      detail: { door: entry.door, fixed },
    });

  /** A stored event stays the one it is: its customer, id and receipt cannot be fixed into another's. */
  const rereadStored = (event: StoredEvent, row: Row): Reread => {
    const separator = event.identity.indexOf(':');
    const [name, id] = [event.identity.slice(0, separator), event.identity.slice(separator + 1)];
    const read = dependencies.readBehavior({ ...row, [name]: id }, event.receivedAt);
    if ('faults' in read) return read;
    const [fixed] = read.events;
    if (!fixed) return read;
    const { type, data, context, at } = fixed;
    return { events: [{ ...event, type, data, context, at }] };
  };

  const reread = (entry: QuarantineEntry, row: Row): Promise<Reread> | Reread =>
    entry.door === 'fold' ? rereadStored(entry.event!, row) : doors[entry.door](row, entry.receivedAt);

  /** What was stored before is put back; it must not be lost between two writes. */
  const restore = async (entry: QuarantineEntry, [event]: readonly StoredEvent[]): Promise<void> => {
    await withTransaction(db, async (session) => {
      if (event) await events.restore(event, session);
      await store.remove([entry.id], session);
    });
    if (event) await dependencies.fold([event.profileId]);
  };

  /** Marks rows one after the other, each with an entry in the audit log; says how many. */
  const mark = async (ids: readonly string[], actor: string, at: Date | null): Promise<number> => {
    let marked = 0;
    for (const id of ids) {
      const entry = await store.one(id);
      if (!entry || (await store.mark([id], at)) === 0) continue;
      await note(at === null ? 'quarantine.restored' : 'quarantine.discarded', actor, entry);
      marked += 1;
    }
    return marked;
  };

  /** Sends one row again; what is still wrong with it, or null. */
  const send = async (entry: QuarantineEntry, row: Row): Promise<readonly ProblemFault[] | null> => {
    const read = await reread(entry, row);
    if ('faults' in read) return read.faults;
    if (entry.door === 'fold') await restore(entry, read.events);
    else {
      // the events first: a row that is sent twice is a duplicate, one that is lost is lost
      await dependencies.track(read.events);
      await store.remove([entry.id]);
    }
    return null;
  };

  const entryFor = (refused: RefusedRow): QuarantineEntry => {
    const { door, row, sent = row, faults, receivedAt, profileId, mentions = [] } = refused;
    const contacts = dependencies.minimized(refused.contacts ?? []);
    const kept = dependencies.minimized(row);
    return {
      id: quarantineId(door, textOf(sent)),
      door,
      reason: reasonOf(faults),
      row: textOf(kept),
      ...(profileId !== undefined && { profileId }),
      mentions: [...new Set([...mentions, ...mentionsIn(kept), ...mentionsIn(contacts)])],
      receivedAt,
      at: clock(),
    };
  };

  const rowOf = ({ row }: QuarantineEntry): Row => JSON.parse(row) as Row;

  const sendWaiting = async (entry: QuarantineEntry): Promise<readonly ProblemFault[] | null> =>
    entry.discardedAt ? [{ path: '', message: discardedFirst }] : send(entry, rowOf(entry));

  return {
    /** Keeps rows that a door could not take, each with its reasons. */
    refuse: async (rows: readonly RefusedRow[]): Promise<void> => {
      dependencies.onRefused?.(rows.length);
      await store.put(rows.map(entryFor));
    },

    list: (query: ListQuery) => store.list(query),
    one: entryOf,

    /** @throws ProblemError 'invalid-request' with everything that is still wrong; 'not-in-this-state' */
    resend: async (id: string, row: Row, actor: string): Promise<void> => {
      const entry = await entryOf(id);
      if (entry.discardedAt) throw problem('not-in-this-state', { detail: discardedFirst });
      const faults = await send(entry, row);
      if (faults) throw problem('invalid-request', { detail: 'The row has faults.', errors: [...faults] });
      await note('quarantine.resent', actor, entry, JSON.stringify(row) !== entry.row);
    },

    /** One after the other; those that are still at fault stay, each with its reason. */
    resendMany: async (ids: readonly string[], actor: string) => {
      const failed: { id: string; reason: string }[] = [];
      let sent = 0;
      for (const id of ids) {
        const entry = await store.one(id);
        const faults = entry ? await sendWaiting(entry) : [{ path: '', message: 'no longer there' }];
        if (faults) failed.push({ id, reason: reasonOf(faults) });
        else if (entry) {
          sent += 1;
          await note('quarantine.resent', actor, entry);
        }
      }
      return { sent, failed };
    },

    /** Takes rows away from those that wait; they can be restored until retention removes them. */
    discard: async (ids: readonly string[], actor: string): Promise<{ discarded: number }> => ({
      discarded: await mark(ids, actor, clock()),
    }),

    /** Lets discarded rows wait again. */
    restore: async (ids: readonly string[], actor: string): Promise<{ restored: number }> => ({
      restored: await mark(ids, actor, null),
    }),
  };
};

export type QuarantineService = ReturnType<typeof quarantineService>;
