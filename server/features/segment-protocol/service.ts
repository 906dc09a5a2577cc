import { createHash } from 'node:crypto';
import type { StoredEvent } from '#schemas/event.ts';
import type { ProblemFault } from '#schemas/problem.ts';
import { SegmentMessage } from '#schemas/segment-message.ts';
import type { Settings } from '#schemas/settings.ts';
import type { Visitor } from '#server/domain/profiles/visit-context.ts';
import { faultsOf } from '#server/platform/problems.ts';
import { missingIn, timestampOf, toBehavior } from './to-behavior.ts';

type Receipt = { receivedAt: Date; source: 'segment'; visitor: Visitor };
type Read = { event: StoredEvent; uncounted: string | null } | { faults: ProblemFault[] };

/** A row that could not be taken in, as whoever fixes it needs it. */
type RefusedRow = {
  door: 'segment';
  row: unknown;
  sent: unknown;
  faults: ProblemFault[];
  receivedAt: Date;
  profileId: string | undefined;
};

type Dependencies = {
  /** Checks a behavior and makes it an event. */
  read: (behavior: unknown, receipt: Receipt & { previousId?: string | undefined }) => Read;
  /** Stores events durably; their profiles follow. */
  accept: (events: readonly StoredEvent[]) => Promise<void>;
  /** Keeps rows for someone to fix. */
  refuse: (rows: readonly RefusedRow[]) => Promise<void>;
  settings: () => Settings;
};

/** Messages as they came, and when their sender says it sent them. */
export type Batch = { messages: readonly unknown[]; sentAt?: string | undefined };

const maximumBytes = 32 * 1024;
const longestId = 300;

/** Ids for messages without one, made of what was sent: the same batch sent again brings nothing new. */
const createIds = (): ((message: unknown) => string) => {
  const seen = new Map<string, number>();
  return (message) => {
    const text = JSON.stringify(message);
    const occurrence = seen.get(text) ?? 0;
    seen.set(text, occurrence + 1);
    return `s-${createHash('sha256').update(`${text}/${occurrence}`).digest('base64url').slice(0, 22)}`;
  };
};

/** What comes in by the Segment tracking protocol: the sound messages are events, each of the others is kept. */
export const segmentService = ({ read, accept, refuse, settings }: Dependencies) => {
  const readMessage = (
    raw: unknown,
    {
      sentAt,
      receipt,
      idOf,
    }: { sentAt: string | undefined; receipt: Receipt; idOf: (raw: unknown) => string },
  ): Read => {
    if (Buffer.byteLength(JSON.stringify(raw) ?? '') > maximumBytes)
      return { faults: [{ path: '', message: `an event may take at most ${maximumBytes} bytes` }] };
    const { success, data: message, error } = SegmentMessage.safeParse(raw);
    if (!success) return { faults: faultsOf(error) };
    const missing = missingIn(message);
    if (missing.length > 0) return { faults: missing };
    const timestamp = timestampOf(message, sentAt, receipt.receivedAt);
    const told = { timestamp, messageId: message.messageId ?? idOf(raw) };
    return read(toBehavior(message, told, settings()), { ...receipt, previousId: message.previousId });
  };

  const ownerOf = (raw: unknown): string | undefined => {
    const { userId, anonymousId } = (raw ?? {}) as Record<string, unknown>;
    const known = [userId, anonymousId].findIndex((id) => typeof id === 'string' || typeof id === 'number');
    return [`customer_id:${userId}`, `anonymous_id:${anonymousId}`][known]?.slice(0, longestId);
  };

  /** Its time is by our clock already, so that it stays right whenever the row is sent again. */
  const settled = (raw: unknown, sentAt: string | undefined, receivedAt: Date): unknown => {
    const { success, data: message } = SegmentMessage.safeParse(raw);
    if (!success) return raw;
    const { sentAt: _, originalTimestamp: __, ...rest } = raw as Record<string, unknown>;
    const timestamp = timestampOf(message, sentAt, receivedAt) ?? receivedAt.toISOString();
    return { ...rest, timestamp };
  };

  return {
    settings,

    /** Resolves when every sound message is on disk, and every other one is in quarantine with its reasons. */
    take: async ({ messages, sentAt }: Batch, receipt: Receipt): Promise<void> => {
      const idOf = createIds();
      const events: StoredEvent[] = [];
      const refused: RefusedRow[] = [];
      for (const raw of messages) {
        const item = readMessage(raw, { sentAt, receipt, idOf });
        if ('faults' in item) {
          const row = settled(raw, sentAt, receipt.receivedAt);
          const { receivedAt } = receipt;
          refused.push({
            door: 'segment',
            row,
            sent: raw,
            faults: item.faults,
            receivedAt,
            profileId: ownerOf(raw),
          });
        } else if (item.uncounted === null) events.push(item.event);
      }
      if (events.length > 0) await accept(events);
      if (refused.length > 0) await refuse(refused);
    },

    /** One message, fixed by hand: the event that it is now, or what is still wrong with it. */
    reread: (row: unknown, receivedAt: Date): Read =>
      readMessage(row, {
        sentAt: undefined,
        receipt: { receivedAt, source: 'segment', visitor: {} },
        idOf: createIds(),
      }),
  };
};

export type SegmentService = ReturnType<typeof segmentService>;
