import { compileFilter } from '../query/match.ts';
import { PAUSE } from '../query/stages/flow.ts';
import { doc } from '../values/types.ts';
import type { Collection, Index } from './catalog.ts';
import { removeDocument } from './documents.ts';
import type { Engine } from './engine.ts';
import type { KeyRange } from './key-value.ts';
import { TABLE, wholeTable } from './layout.ts';
import { logKey, logTime, TRIMMED } from './log.ts';
import { type Found, prepareQuery, storedOf } from './scan.ts';
import type { Store } from './writer.ts';

const LOG_SECONDS = 24 * 60 * 60;
const LOG_BYTES = 256 * 1024 * 1024;
const PORTION = 2000;

/** One round of housekeeping: expired documents, old log entries, the rest of dropped collections. */
export async function maintain(engine: Engine, now: Date): Promise<void> {
  for (const collection of engine.catalog.list()) {
    for (const index of collection.indexes) {
      if (index.expireAfterSeconds !== undefined) await expire(engine, collection, index, now);
    }
  }
  await purgeDropped(engine);
  await trimLog(engine, now);
}

async function expire(engine: Engine, collection: Collection, index: Index, now: Date): Promise<void> {
  const path = index.fields[0]?.path ?? '';
  const limit = new Date(now.getTime() - (index.expireAfterSeconds ?? 0) * 1000);
  const query = doc({ [path]: doc({ $lt: limit }) });
  const partial = index.partial ?? compileFilter(new Map());
  for (let removed = PORTION; removed === PORTION; ) {
    removed = await engine.writer.write((store) => {
      const expired: Found[] = [];
      for (const found of prepareQuery(collection, query).run(store)) {
        if (found === PAUSE) continue;
        if (found.doc && partial.matches(found.doc)) expired.push(found);
        if (expired.length === PORTION) break;
      }
      for (const found of expired) removeDocument(store, collection, storedOf(found));
      return expired.length;
    });
  }
}

async function purgeDropped(engine: Engine): Promise<void> {
  for (const { key } of [...engine.environment.latest.scan(wholeTable(TABLE.dropped))]) {
    await removeRange(engine, wholeTable(key.readUInt32BE(4)));
    engine.writer.put(key, undefined);
  }
}

/** Keeps a day of the log, and of that the newest 256 MB. */
async function trimLog(engine: Engine, now: Date): Promise<void> {
  const oldest = BigInt(Math.floor(now.getTime() / 1000) - LOG_SECONDS) << 32n;
  let bytes = 0;
  let until = oldest;
  for (const { key, value } of engine.environment.latest.scan({ ...wholeTable(TABLE.log), reverse: true })) {
    bytes += value.length;
    if (bytes > LOG_BYTES || logTime(key) < oldest) {
      until = logTime(key);
      break;
    }
  }
  await removeRange(engine, { low: logKey(0n), high: logKey(until + 1n) }, (store, last) =>
    store.put(TRIMMED, last.subarray(4)),
  );
}

/** Removes all keys of a range, a portion at a time; `note` hears of the last key of each. */
async function removeRange(
  { writer }: Engine,
  range: KeyRange,
  note: (store: Store, last: Buffer) => void = () => {},
): Promise<void> {
  for (let removed = PORTION; removed === PORTION; ) {
    removed = await writer.write((store) => {
      const keys: Buffer[] = [];
      for (const { key } of store.scan(range)) {
        keys.push(key);
        if (keys.length === PORTION) break;
      }
      for (const key of keys) store.remove(key);
      const last = keys.at(-1);
      if (last) note(store, last);
      return keys.length;
    });
  }
}
