import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Document, MongoClient } from 'mongodb';
import { describe, expect, test } from 'vitest';
import { startEmbeddedStore } from '#server/platform/embedded-mongo/start.ts';
import { backUpStore, compactStore, verifyStore } from '#server/platform/embedded-mongo/upkeep.ts';
import { freePort } from './free-port.ts';
import { dataOf, folderForStores, withStore } from './own-store.ts';

const root = folderForStores('backup');
let folders = 0;
const newFolder = () => join(root, `store-${++folders}`);

type Row = Document & { _id: string };
const rowsOf = (client: MongoClient) => client.db('shop').collection<Row>('rows');
const pairsOf = (client: MongoClient) => client.db('shop').collection<Row>('pairs');

const bytesOf = (n: number): string => createHash('sha512').update(String(n)).digest('base64').repeat(4);
const manyRows = (count: number): Row[] =>
  Array.from({ length: count }, (_, n) => ({ _id: `row-${n}`, n, text: bytesOf(n) }));

/** Writes pairs in transactions until told to stop; answers the keys that were acknowledged. */
function writePairs(client: MongoClient, writer: string) {
  let stopped = false;
  const acknowledged: string[] = [];
  const done = (async () => {
    for (let n = 0; !stopped; n++) {
      const key = `${writer}-${n}`;
      await client.withSession((session) =>
        session.withTransaction(async () => {
          await pairsOf(client).insertOne({ _id: `${key}-a`, key }, { session });
          await pairsOf(client).insertOne({ _id: `${key}-b`, key }, { session });
        }),
      );
      acknowledged.push(key);
    }
  })().catch((error: unknown) => {
    if (!stopped) throw error;
  });
  const stop = async () => {
    stopped = true;
    await done;
  };
  return { acknowledged, stop };
}

/** The keys of whole pairs, and of half ones, which must not be. */
async function pairsIn(client: MongoClient): Promise<{ whole: Set<string>; halves: string[] }> {
  const groups = await pairsOf(client)
    .aggregate<{ _id: string; n: number }>([{ $group: { _id: '$key', n: { $sum: 1 } } }])
    .toArray();
  const whole = groups.filter(({ n }) => n === 2).map(({ _id }) => _id);
  return { whole: new Set(whole), halves: groups.filter(({ n }) => n !== 2).map(({ _id }) => _id) };
}

describe('a backup of a running store', () => {
  test('has all that was acknowledged before it began, and no half transaction', async () => {
    const [directory, backup] = [newFolder(), newFolder()];
    await withStore(directory, async (client) => {
      await pairsOf(client).createIndex({ key: 1 });
      await rowsOf(client).insertMany(manyRows(5000));
      const writers = ['x', 'y', 'z'].map((name) => writePairs(client, name));
      await pause(300);
      const before = writers.flatMap(({ acknowledged }) => acknowledged);
      const sizes = await backUpStore(directory, backup);
      expect(sizes.after).toBeGreaterThan(0);
      const during = writers.flatMap(({ acknowledged }) => acknowledged).length - before.length;
      expect(during).toBeGreaterThan(0);
      await Promise.all(writers.map(({ stop }) => stop()));

      await withStore(backup, async (restored) => {
        const { whole, halves } = await pairsIn(restored);
        expect(halves).toEqual([]);
        expect(before.filter((key) => !whole.has(key))).toEqual([]);
        expect(await rowsOf(restored).find().toArray()).toEqual(manyRows(5000));
        expect(await pairsOf(restored).find({ key: before[0] }).hint('key_1').toArray()).toHaveLength(2);
      });
    });
    expect(readdirSync(backup)).toEqual(expect.arrayContaining(['data.mdb']));
  });

  test('overwrites nothing', async () => {
    const directory = newFolder();
    await withStore(directory, (client) => rowsOf(client).insertOne({ _id: 'a' }));
    await expect(backUpStore(directory, directory)).rejects.toThrow('is not empty');
  });

  test.each([
    ['below no folder', 'none/backup', /none does not exist; a backup makes only the last folder/],
    ['below a file', 'file/backup', /file is not a folder/],
    ['in place of a file', 'file', /file is not a folder/],
    ['where no folder can be made', '/proc/attune', /proc.* (cannot be made|does not exist)/],
  ])('%s is refused by the command line and by the store', async (_, to, message) => {
    const directory = newFolder();
    writeFileSync(join(root, 'file'), '');
    await withStore(directory, async (client) => {
      await rowsOf(client).insertOne({ _id: 'a' });
      await expect(backUpStore(directory, resolve(root, to))).rejects.toThrow(message);
      await expect(
        client.db('admin').command({ attuneBackup: 1, to: resolve(root, to) }),
      ).rejects.toMatchObject({ code: 268, message: expect.stringMatching(message) });
    });
  });

  test('of a folder without a store is an error and makes none', async () => {
    const directory = newFolder();
    await expect(backUpStore(directory, newFolder())).rejects.toThrow('holds no embedded store');
    expect(existsSync(directory)).toBe(false);
  });
});

describe('compaction', () => {
  test('gives room back; open cursors read on, and writes that come meanwhile are kept', async () => {
    const directory = newFolder();
    await withStore(directory, async (client) => {
      const rows = rowsOf(client);
      await rows.createIndex({ n: 1 });
      await rows.insertMany(manyRows(6000));
      const cursor = rows.find().batchSize(100);
      await cursor.next();
      await rows.deleteMany({ n: { $gte: 500 } });
      const writer = writePairs(client, 'w');
      const { before, after } = await compactStore(directory, { purge: false });
      await writer.stop();
      // what was removed is still in the change log, so not all of its room comes back
      expect(after).toBeLessThan(0.75 * before);
      expect(await cursor.toArray()).toHaveLength(5999);
      expect(await rows.find().sort({ n: 1 }).toArray()).toEqual(manyRows(500));
      const { whole, halves } = await pairsIn(client);
      expect(halves).toEqual([]);
      expect(writer.acknowledged.filter((key) => !whole.has(key))).toEqual([]);
      await rows.insertOne({ _id: 'after', n: 1000 });
    });
    await withStore(directory, async (client) => expect(await rowsOf(client).countDocuments()).toBe(501));
    expect(await verifyStore(directory)).toMatchObject({ documents: expect.any(Number) });
  });

  test('loses nothing acknowledged where it is killed, whenever that is', async () => {
    const directory = newFolder();
    await withStore(directory, async (client) => {
      await rowsOf(client).insertMany(manyRows(2000));
    });
    for (const wait of [10, 40, 80, 160]) {
      const store = await startEmbeddedStore({ dataDir: directory });
      const client = new MongoClient(store.uri, { serverSelectionTimeoutMS: 300 });
      await rowsOf(client).updateMany({}, { $inc: { round: 1 } });
      const compacting = compactStore(directory, { purge: false }).catch(() => undefined);
      await pause(wait);
      process.kill(store.pid, 'SIGKILL');
      await compacting;
      await Promise.allSettled([client.close(true), store.stop()]);
    }
    await withStore(directory, async (client) => {
      expect(await rowsOf(client).countDocuments({ round: 4 })).toBe(2000);
    });
    expect(readdirSync(directory).filter((name) => name.includes('compact'))).toEqual([]);
  }, 120_000);

  test('with purge leaves no trace of what was removed, and streams must begin anew', async () => {
    const directory = newFolder();
    await withStore(directory, async (client) => {
      const rows = rowsOf(client);
      await rows.insertMany([...manyRows(300), { _id: 'erased', text: 'Wilhelmina Example' }]);
      const stream = rows.watch();
      await stream.tryNext();
      const { resumeToken } = stream;
      await stream.close();
      await rows.updateOne({ _id: 'erased' }, { $set: { text: 'Wilhelmina Example the second' } });
      await rows.deleteOne({ _id: 'erased' });
      await compactStore(directory, { purge: true });
      expect(await rows.countDocuments()).toBe(300);
      await expect(rows.watch([], { resumeAfter: resumeToken }).tryNext()).rejects.toMatchObject({
        code: 286,
      });
      expect(readFileSync(dataOf(directory)).includes('Wilhelmina')).toBe(false);
    });
    expect(readFileSync(dataOf(directory)).includes('Wilhelmina')).toBe(false);
  });
});

describe('a check', () => {
  test('says what a store holds, running or not', async () => {
    const directory = newFolder();
    await withStore(directory, async (client) => {
      await rowsOf(client).createIndex({ n: 1 });
      await rowsOf(client).insertMany(manyRows(20));
      expect(await verifyStore(directory)).toEqual({ documents: 20, entries: 40 });
    });
    expect(await verifyStore(directory)).toEqual({ documents: 20, entries: 40 });
  });
});

test('upkeep and further ports are not for the port', async () => {
  const directory = newFolder();
  const port = await freePort();
  await withStore(
    directory,
    async () => {
      const client = new MongoClient(`mongodb://127.0.0.1:${port}`);
      for (const command of [
        { attuneBackup: 1, to: newFolder() },
        { attuneCompact: 1 },
        { attuneVerify: 1 },
        { attuneListen: 0 },
      ])
        await expect(client.db('admin').command(command)).rejects.toMatchObject({ code: 13 });
      await client.close();
    },
    { port },
  );
});
