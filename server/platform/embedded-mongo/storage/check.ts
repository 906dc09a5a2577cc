import { failure } from '../errors.ts';
import { decode } from '../values/decode.ts';
import { type Collection, openCatalog } from './catalog.ts';
import { storedKey } from './documents.ts';
import { indexEntries } from './index-keys.ts';
import type { Reader } from './key-value.ts';
import { recordOf, TABLE, wholeTable } from './layout.ts';

export interface Checked {
  documents: number;
  entries: number;
}

const SLICE_MS = 20;

/**
 * Reads everything in one state of the store: every value is what was written, every document is in each of its
 * indexes, and no index has more. Throws what is wrong; lets other work run in between, and tells how many entries
 * it has read so far.
 */
export async function checkContents(
  reader: Reader,
  onProgress: (read: number) => void = () => {},
): Promise<Checked> {
  const breathe = breather();
  const checked = { documents: 0, entries: 0 };
  let read = 0;
  const step = (): Promise<void> | undefined => {
    read += 1;
    const breath = breathe();
    return breath === false ? undefined : breath.then(() => onProgress(read));
  };
  for (const table of Object.values(TABLE)) {
    for (const _entry of reader.scan(wholeTable(table))) await step();
  }
  for (const collection of openCatalog({ newest: () => reader, put: () => {} }).list()) {
    const expected = collection.indexes.map(() => 0);
    for (const { key, value } of reader.scan(wholeTable(collection.table))) {
      checkDocument(reader, collection, recordOf(key), value, expected);
      checked.documents += 1;
      await step();
    }
    for (const [place, { table, name }] of collection.indexes.entries()) {
      let entries = 0;
      for (const _entry of reader.scan(wholeTable(table))) {
        entries += 1;
        await step();
      }
      if (entries !== expected[place])
        throw damaged(collection, `index ${name} has ${entries} entries in place of ${expected[place]}`);
      checked.entries += entries;
    }
  }
  return checked;
}

function checkDocument(
  reader: Reader,
  collection: Collection,
  record: number,
  bytes: Buffer,
  expected: number[],
): void {
  const document = decode(bytes);
  for (const [place, index] of collection.indexes.entries()) {
    const { keys, multikey, lossy } = indexEntries(index, document);
    for (const key of keys) {
      const holder = reader.get(storedKey(index, key, record));
      if (!holder || recordOf(holder) !== record)
        throw damaged(collection, `document ${record} is missing in index ${index.name}`);
    }
    if ((multikey && !index.multikey) || (lossy && !index.lossy))
      throw damaged(collection, `index ${index.name} does not know of the kind of document ${record}`);
    expected[place] = (expected[place] ?? 0) + keys.length;
  }
}

const damaged = ({ namespace }: Collection, what: string) =>
  failure('DataCorruptionDetected', `${namespace}: ${what}.`);

/** Answers true, after other work has run, where a slice of time is over. */
function breather(): () => Promise<boolean> | false {
  let started = performance.now();
  return () => {
    if (performance.now() - started < SLICE_MS) return false;
    return new Promise((resolve) =>
      setImmediate(() => {
        started = performance.now();
        resolve(true);
      }),
    );
  };
}
