type Options<T> = {
  write: (items: readonly T[]) => Promise<void>;
  /** Called with the number of items that will never be written, and why. */
  onLost: (count: number, reason: 'full' | 'failed') => void;
  /** Items that may wait in memory. */
  maxWaiting?: number;
  /** Items in one write. */
  maxBatch?: number;
  /** As many waiting start a write at once: few, since making a batch ready holds up whatever else there is to do. */
  enough?: number;
  /** How long an item may wait for others, in milliseconds. */
  maxDelay?: number;
};

/**
 * Writes what must not slow its caller down: a bounded queue, written in batches soon after. What does not fit, or
 * cannot be written, is counted as lost and nothing else: so only for records that nothing depends on.
 * @example const queue = createWriteBehind({ write: store.insertMany, onLost }); queue.add(record); await queue.close();
 */
export const createWriteBehind = <T>({
  write,
  onLost,
  maxWaiting = 20_000,
  maxBatch = 500,
  enough = Math.min(25, maxBatch),
  maxDelay = 200,
}: Options<T>) => {
  let waiting: T[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> | undefined;
  let closed = false;

  const writeAll = async (): Promise<void> => {
    do {
      const batch = waiting.slice(0, maxBatch);
      waiting = waiting.slice(maxBatch);
      await write(batch).catch(() => onLost(batch.length, 'failed'));
    } while (waiting.length >= enough);
  };

  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    writing ??= writeAll().finally(() => {
      writing = undefined;
      if (waiting.length > 0) flushSoon();
    });
    return writing;
  };

  const flushSoon = (): void => {
    timer ??= setTimeout(() => void flush(), maxDelay);
  };

  const drain = async (): Promise<void> => {
    while (waiting.length > 0 || writing) await flush();
  };

  return {
    /** Returns at once; false when the item is lost, because the queue is full or closed. */
    add: (item: T): boolean => {
      if (closed || waiting.length >= maxWaiting) {
        onLost(1, 'full');
        return false;
      }
      waiting.push(item);
      if (waiting.length >= enough) void flush();
      else flushSoon();
      return true;
    },

    /** Resolves when everything added so far is written or lost. */
    drain,

    /** Drains, and takes nothing more. */
    close: (): Promise<void> => {
      closed = true;
      return drain();
    },
  };
};
