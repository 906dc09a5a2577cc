import { setTimeout as sleep } from 'node:timers/promises';

interface Batching {
  batch(change: () => void): Promise<unknown>;
}

/**
 * LMDB's `MDB_BAD_TXN`. The one of lmdb-js now and then takes a record of free pages that is not there for an empty
 * one and fails the commit. Nothing is written then, and it reads its free pages anew at the next try.
 */
const BAD_TRANSACTION = -30782;
const RETRY_MS = [0, 10, 100, 1000];

/** The error of LMDB itself, which lmdb-js hands on as a promise. */
const causeOf = (error: unknown): Promise<unknown> =>
  Promise.resolve((error as { commitError?: Promise<unknown> }).commitError).then(
    () => error,
    (cause: unknown) => cause,
  );

/**
 * Makes changes in one LMDB transaction, and makes them again where LMDB gave up on it for its own reasons: so they
 * must be the same each time. Throws what LMDB says. `await inBatch(db, () => db.put(key, value))`
 */
export async function inBatch(db: Batching, change: () => void): Promise<void> {
  for (let tried = 0; ; tried += 1) {
    try {
      await db.batch(change);
      return;
    } catch (error) {
      const cause = await causeOf(error);
      const pause = RETRY_MS[tried];
      if (pause === undefined || (cause as { code?: unknown }).code !== BAD_TRANSACTION) throw cause;
      await sleep(pause);
    }
  }
}
