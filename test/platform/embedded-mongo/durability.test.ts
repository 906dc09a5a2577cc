import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Document, MongoClient } from 'mongodb';
import { afterAll, expect, test } from 'vitest';
import { type EmbeddedStore, startEmbeddedStore } from '#server/platform/embedded-mongo/start.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'attune-durable-'));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

const WRITERS = 16;
const ROUNDS = 3;

interface Acknowledged {
  singles: Set<string>;
  pairs: Set<string>;
}

/** Writes until the store is gone: single documents, and pairs in transactions. */
async function writeUntilKilled(uri: string, round: number, acknowledged: Acknowledged): Promise<void> {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 200, retryWrites: false });
  const singles = client.db().collection<Document & { _id: string }>('singles');
  const pairs = client.db().collection<Document & { _id: string }>('pairs');
  const write = async (writer: number) => {
    for (let number = 0; ; number++) {
      const key = `${round}-${writer}-${number}`;
      if (writer % 2 === 0) {
        await singles.insertOne({ _id: key, at: number });
        acknowledged.singles.add(key);
      } else {
        await client.withSession((session) =>
          session.withTransaction(
            async () => {
              await pairs.insertOne({ _id: `${key}-a`, pair: key }, { session });
              await pairs.insertOne({ _id: `${key}-b`, pair: key }, { session });
            },
            { timeoutMS: 1000 },
          ),
        );
        acknowledged.pairs.add(key);
      }
    }
  };
  await Promise.allSettled(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
  await client.close(true);
}

async function check(uri: string, acknowledged: Acknowledged): Promise<void> {
  const client = new MongoClient(uri);
  const singles = await client.db().collection('singles').distinct('_id');
  expect([...acknowledged.singles].filter((key) => !singles.map(String).includes(key))).toEqual([]);
  const groups = await client
    .db()
    .collection('pairs')
    .aggregate([{ $group: { _id: '$pair', n: { $sum: 1 } } }])
    .toArray();
  expect(groups.filter(({ n }) => n !== 2)).toEqual([]);
  const whole = new Set(groups.map(({ _id }) => String(_id)));
  expect([...acknowledged.pairs].filter((key) => !whole.has(key))).toEqual([]);
  const byIndex = await client.db().collection('pairs').find().hint('pair_1').toArray();
  expect(byIndex).toHaveLength(2 * groups.length);
  await client.close();
}

const open = (): Promise<EmbeddedStore> => startEmbeddedStore({ dataDir });

test('a kill in the middle of writing loses nothing acknowledged and leaves no half transaction', async () => {
  const acknowledged: Acknowledged = { singles: new Set(), pairs: new Set() };
  let store = await open();
  const client = new MongoClient(store.uri);
  await client.db().collection('pairs').createIndex({ pair: 1 });
  await client.close();
  for (let round = 0; round < ROUNDS; round++) {
    const writing = writeUntilKilled(store.uri, round, acknowledged);
    await pause(400 + round * 150);
    process.kill(store.pid, 'SIGKILL');
    await writing;
    store = await open();
    await check(store.uri, acknowledged);
  }
  expect(acknowledged.singles.size).toBeGreaterThan(WRITERS);
  expect(acknowledged.pairs.size).toBeGreaterThan(WRITERS);
  await store.stop();
}, 60_000);

test('a second start joins the store that is there, which ends after the last has let go', async () => {
  const first = await open();
  const second = await open();
  expect(second.pid).toBe(first.pid);
  await first.stop();
  await pause(2000);
  expect(() => process.kill(first.pid, 0)).not.toThrow();
  await second.stop();
  await expect.poll(() => isAlive(first.pid), { timeout: 5000 }).toBe(false);
});

test('starts at the same moment share one store', async () => {
  const stores = await Promise.all([open(), open(), open()]);
  expect(new Set(stores.map(({ pid }) => pid)).size).toBe(1);
  await Promise.all(stores.map(({ stop }) => stop()));
});

test('ordinary tools may look through a loopback port, and a long path gets a short socket', async () => {
  const directory = join(mkdtempSync(join(tmpdir(), 'attune-port-')), 'x'.repeat(100));
  const port = 20_000 + (process.pid % 20_000);
  const store = await startEmbeddedStore({ dataDir: directory, sync: false, port });
  const [local, loopback] = [
    new MongoClient(store.uri),
    new MongoClient(`mongodb://127.0.0.1:${port}/attune`),
  ];
  await local.db().collection('things').insertOne({ a: 1 });
  expect(await loopback.db().collection('things').countDocuments()).toBe(1);
  await Promise.all([local.close(), loopback.close()]);
  await store.stop();
  rmSync(join(directory, '..'), { recursive: true, force: true });
});

test('documents expire by a TTL index', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'attune-ttl-'));
  const store = await startEmbeddedStore({ dataDir: directory, sync: false, sweepSeconds: 1 });
  const client = new MongoClient(store.uri);
  const collection = client.db().collection('visits');
  await collection.createIndex({ at: 1 }, { expireAfterSeconds: 60 });
  await collection.insertMany([
    { at: new Date(Date.now() - 61_000) },
    { at: new Date() },
    { at: 'never' },
    {},
  ]);
  await expect.poll(() => collection.countDocuments(), { timeout: 5000 }).toBe(3);
  await client.close();
  await store.stop();
  rmSync(directory, { recursive: true, force: true });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
