import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { open } from 'lmdb';
import { failure } from '../errors.ts';
import { inBatch } from './batch.ts';
import { sealed, unsealed } from './checksum.ts';
import type { Entry, KeyRange, Overlay, Reader } from './key-value.ts';
import { TABLE, tableKey } from './layout.ts';

/** A state of the store that stays as it is until it is released. */
export interface Snapshot extends Reader {
  release(): void;
}

export interface Environment {
  /** Names what is stored under a key, in the error that says that it is damaged. */
  describe: (key: Buffer) => string;
  /** Reads the newest committed state at each call. */
  latest: Reader;
  snapshot(): Snapshot;
  /** The number of keys in a range of the newest committed state. */
  count(range: KeyRange): number;
  /** Of all tables together. */
  entries(): number;
  /** The bytes of the file. */
  size(): number;
  /** Writes all changes as one LMDB transaction; resolves when they are on disk. */
  commit(overlays: readonly Overlay[]): Promise<void>;
  /** Writes the newest committed state, as far as it is wanted, to a new file without a gap, and flushes it. */
  copy(path: string, wanted: Wanted): Promise<void>;
  /** The same, and takes the copy instead of its own file. Nothing may be committed meanwhile. */
  compact(wanted: Wanted): Promise<void>;
  /** Throws where the directory was made by another version; marks an empty one. */
  requireFormat(): void;
  close(): Promise<void>;
}

export type Wanted = (key: Buffer) => boolean;

/** Stored under the first of all keys, so that a directory of another version is known by it. */
const FORMAT = 'attune store 2';
const FORMAT_KEY = tableKey(TABLE.format);
const EVERYTHING = { low: tableKey(0), high: Buffer.alloc(4, 0xff) };
const COPY_PORTION = 1024 * 1024;

export const dataFile = (directory: string): string => join(directory, 'data.mdb');

type Database = ReturnType<typeof openFile>;

function openFile(path: string, sync: boolean) {
  return open<Buffer, Buffer>({
    path,
    encoding: 'binary',
    keyEncoding: 'binary',
    noSync: !sync,
    // all writes are in batches; of its own ones a failed commit leaves a rejection that nobody can handle
    eventTurnBatching: false,
    maxReaders: 1024,
  });
}

/** An LMDB file; one that was replaced stays open until its last snapshot is released. */
interface Held {
  db: Database;
  snapshots: number;
  replaced: boolean;
}

/** Opens the LMDB file of a data directory. Without `sync` a power cut may lose what was acknowledged. */
export function openEnvironment(directory: string, sync: boolean): Environment {
  const path = dataFile(directory);
  const compacted = `${path}.compact`;
  removeFile(compacted);
  let held: Held = { db: openFile(path, sync), snapshots: 0, replaced: false };

  function checked(key: Buffer, bytes: Buffer): Buffer {
    const value = unsealed(key, bytes);
    if (value) return value;
    throw failure('DataCorruptionDetected', `The stored bytes of ${environment.describe(key)} are damaged.`);
  }

  type Transaction = ReturnType<Database['useReadTransaction']>;

  function get(db: Database, key: Buffer, transaction?: Transaction): Buffer | undefined {
    const bytes = transaction ? db.get(key, { transaction }) : db.get(key);
    return bytes && checked(key, bytes);
  }

  function* scan(db: Database, range: KeyRange, transaction?: Transaction): Iterable<Entry> {
    const bounds = range.reverse
      ? { start: range.high, end: range.low, reverse: true, exclusiveStart: true, inclusiveEnd: true }
      : { start: range.low, end: range.high };
    for (const { key, value } of db.getRange(transaction ? { ...bounds, transaction } : bounds))
      yield { key, value: checked(key, value) };
  }

  function snapshot(): Snapshot {
    const owner = held;
    // biome-ignore lint/correctness/useHookAtTopLevel: lmdb's name for it; this is no React hook
    const transaction = owner.db.useReadTransaction();
    let released = false;
    owner.snapshots += 1;
    return {
      get: (key) => get(owner.db, key, transaction),
      scan: (range) => scan(owner.db, range, transaction),
      release() {
        if (released) return;
        released = true;
        transaction.done();
        owner.snapshots -= 1;
        if (owner.replaced && owner.snapshots === 0) void owner.db.close();
      },
    };
  }

  async function copyInto(target: Database, wanted: Wanted): Promise<void> {
    const { scan: read, release } = snapshot();
    let portion: Entry[] = [];
    let bytes = 0;
    const write = () =>
      inBatch(target, () => {
        for (const { key, value } of portion) target.put(key, sealed(key, value));
      });
    try {
      for (const entry of read(EVERYTHING)) {
        if (!wanted(entry.key)) continue;
        portion.push(entry);
        bytes += entry.value.length;
        if (bytes < COPY_PORTION && portion.length < 10_000) continue;
        await write();
        [portion, bytes] = [[], 0];
      }
      await write();
      await target.flushed;
    } finally {
      release();
    }
  }

  const environment: Environment = {
    describe: (key) => `table ${key.readUInt32BE(0)}`,
    latest: { get: (key) => get(held.db, key), scan: (range) => scan(held.db, range) },
    snapshot,
    count: ({ low, high }) => held.db.getKeysCount({ start: low, end: high }),
    entries: () => (held.db.getStats() as { entryCount: number }).entryCount,
    size: () => statSync(path).size,
    async commit(overlays) {
      const { db } = held;
      await inBatch(db, () => {
        for (const overlay of overlays) {
          for (const { key, value } of overlay.changes()) {
            if (value) db.put(key, sealed(key, value));
            else db.remove(key);
          }
        }
      });
      await db.flushed;
      db.resetReadTxn();
    },
    async copy(to, wanted) {
      const target = openFile(to, true);
      try {
        await copyInto(target, wanted);
      } finally {
        await target.close();
        rmSync(lockOf(to), { force: true });
      }
      flushFile(to);
    },
    async compact(wanted) {
      const target = openFile(compacted, sync);
      try {
        await copyInto(target, wanted);
      } catch (error) {
        await target.close();
        removeFile(compacted);
        throw error;
      }
      // LMDB knows its files by their descriptors, so they may take their final names while they are open.
      renameSync(lockOf(compacted), lockOf(path));
      renameSync(compacted, path);
      flushFile(directory);
      const old = held;
      held = { db: target, snapshots: 0, replaced: false };
      old.replaced = true;
      if (old.snapshots === 0) await old.db.close();
    },
    requireFormat: () => requireFormat(held.db, directory),
    close: () => held.db.close(),
  };
  return environment;
}

const lockOf = (path: string): string => `${path}-lock`;

function removeFile(path: string): void {
  for (const file of [path, lockOf(path)]) rmSync(file, { force: true });
}

/** Flushes a file or a directory's list of names. */
export function flushFile(path: string): void {
  const file = openSync(path, 'r');
  fsyncSync(file);
  closeSync(file);
}

function requireFormat(db: Database, directory: string): void {
  const [first] = db.getRange({ limit: 1 });
  const format = sealed(FORMAT_KEY, Buffer.from(FORMAT));
  if (!first) db.putSync(FORMAT_KEY, format);
  else if (!first.key.equals(FORMAT_KEY) || !first.value.equals(format)) {
    throw new Error(
      `${directory} holds a store that another version of Attune has made: open it with that version, export what you need, and import it into a new folder.`,
    );
  }
}
