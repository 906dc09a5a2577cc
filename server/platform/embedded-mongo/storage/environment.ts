import { join } from 'node:path';
import { open } from 'lmdb';
import type { Entry, KeyRange, Overlay, Reader } from './key-value.ts';

/** A state of the store that stays as it is until it is released. */
export interface Snapshot extends Reader {
  release(): void;
}

export interface Environment {
  /** Reads the newest committed state at each call. */
  latest: Reader;
  snapshot(): Snapshot;
  /** The number of keys in a range of the newest committed state. */
  count(range: KeyRange): number;
  /** Writes all changes as one LMDB transaction; resolves when they are on disk. */
  commit(overlays: readonly Overlay[]): Promise<void>;
  close(): Promise<void>;
}

/** Opens the LMDB file of a data directory. Without `sync` a power cut may lose what was acknowledged. */
export function openEnvironment(directory: string, sync: boolean): Environment {
  const db = open<Buffer, Buffer>({
    path: join(directory, 'data.mdb'),
    encoding: 'binary',
    keyEncoding: 'binary',
    noSync: !sync,
    maxReaders: 1024,
  });
  type Transaction = ReturnType<typeof db.useReadTransaction>;

  function* scan(range: KeyRange, transaction?: Transaction): Iterable<Entry> {
    const bounds = range.reverse
      ? { start: range.high, end: range.low, reverse: true, exclusiveStart: true, inclusiveEnd: true }
      : { start: range.low, end: range.high };
    yield* db.getRange(transaction ? { ...bounds, transaction } : bounds);
  }

  return {
    latest: { get: (key) => db.get(key), scan: (range) => scan(range) },
    snapshot() {
      // biome-ignore lint/correctness/useHookAtTopLevel: lmdb's name for it; this is no React hook
      const transaction = db.useReadTransaction();
      let released = false;
      return {
        get: (key) => db.get(key, { transaction }),
        scan: (range) => scan(range, transaction),
        release() {
          if (!released) transaction.done();
          released = true;
        },
      };
    },
    count: ({ low, high }) => db.getKeysCount({ start: low, end: high }),
    async commit(overlays) {
      await db.batch(() => {
        for (const overlay of overlays) {
          for (const { key, value } of overlay.changes()) {
            if (value) db.put(key, value);
            else db.remove(key);
          }
        }
      });
      await db.flushed;
      db.resetReadTxn();
    },
    close: () => db.close(),
  };
}
