import type { StoredEvent } from '#schemas/event.ts';
import { problem } from '#server/platform/problems.ts';
import type { EventStore, Pending } from '#server/stores/events.ts';

export type Ingested = { stored: number; duplicates: number };
type Waiting = {
  events: readonly StoredEvent[];
  bytes: number;
  resolve: (result: Ingested) => void;
  reject: (error: unknown) => void;
};

type Options = {
  events: Pick<EventStore, 'append'>;
  /** Events in memory that are not on disk yet; beyond it, callers are told to come back. */
  maxWaiting?: number;
  /** The same in bytes, as JSON. */
  maxWaitingBytes?: number;
  /** Events in one write. */
  maxBatch?: number;
  /** Writes on their way at once: while one is flushed, the next is filled. */
  writers?: number;
  /** Called with the number of events that are turned away. */
  onRefused?: (count: number) => void;
  /** Told what one write has stored and how many bytes that takes, before anybody else is. */
  onStored?: (pending: Pending, bytes: number) => void;
  /** Called when a crowd of events has passed. */
  onCalm?: () => void;
};

/** Events on their way at once that only bulk brings. */
const crowd = 250;

/** What an event takes in memory, about: its free-form parts as JSON, and the rest. */
const sizeOf = ({ data, context }: StoredEvent): number =>
  JSON.stringify(data).length + JSON.stringify(context).length + 500;

const share = ({ events }: Waiting, from: number, duplicates: ReadonlySet<number>): Ingested => {
  const repeated = events.filter((_, index) => duplicates.has(from + index)).length;
  return { stored: events.length - repeated, duplicates: repeated };
};

/**
 * Takes events in durably. Requests that arrive while a write is on its way share the next one (group commit), so
 * a flush costs one a batch and not one a request. An event that is there already counts as a duplicate.
 * @throws ProblemError 'too-many-requests' with Retry-After, before memory grows.
 */
export const createIngest = ({
  events,
  maxWaiting = 20_000,
  maxWaitingBytes = 64 * 1024 * 1024,
  maxBatch = 1000,
  writers = 2,
  onRefused,
  onStored,
  onCalm,
}: Options) => {
  const queue: Waiting[] = [];
  let waiting = 0;
  let waitingBytes = 0;
  let writing = 0;

  const isCrowded = (): boolean => waiting > crowd;

  const take = (): Waiting[] => {
    const taken: Waiting[] = [];
    let size = 0;
    while (queue[0] && (taken.length === 0 || size + queue[0].events.length <= maxBatch)) {
      size += queue[0].events.length;
      taken.push(queue.shift()!);
    }
    return taken;
  };

  const write = async (group: readonly Waiting[]): Promise<void> => {
    const batch = group.flatMap((item) => item.events);
    const size = group.reduce((sum, { bytes }) => sum + bytes, 0);
    try {
      const { duplicates, pending } = await events.append(batch);
      onStored?.(pending, size);
      let from = 0;
      for (const item of group) {
        item.resolve(share(item, from, duplicates));
        from += item.events.length;
      }
    } catch (error) {
      for (const item of group) item.reject(error);
    } finally {
      const wasCrowded = isCrowded();
      waiting -= batch.length;
      waitingBytes -= size;
      if (wasCrowded && !isCrowded()) onCalm?.();
    }
  };

  const pump = (): void => {
    while (writing < writers && queue.length > 0) {
      writing += 1;
      void write(take()).then(() => {
        writing -= 1;
        pump();
      });
    }
  };

  return {
    /** Durable when it resolves. */
    ingest: (batch: readonly StoredEvent[]): Promise<Ingested> => {
      if (batch.length === 0) return Promise.resolve({ stored: 0, duplicates: 0 });
      const bytes = batch.reduce((sum, event) => sum + sizeOf(event), 0);
      // A single call larger than the bounds still passes through an empty queue.
      if (waiting > 0 && (waiting + batch.length > maxWaiting || waitingBytes + bytes > maxWaitingBytes)) {
        onRefused?.(batch.length);
        throw problem('too-many-requests', {
          detail: 'Events arrive faster than they can be written. Send these again later.',
          headers: { 'Retry-After': '1' },
        });
      }
      waiting += batch.length;
      waitingBytes += bytes;
      return new Promise((resolve, reject) => {
        queue.push({ events: batch, bytes, resolve, reject });
        pump();
      });
    },
    /** What is in memory and not on disk yet. */
    waiting: () => ({ events: waiting, bytes: waitingBytes }),
    /** Is it more than visitors send by themselves, one behavior after the other? */
    isCrowded,
  };
};

export type Ingest = ReturnType<typeof createIngest>['ingest'];
