import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import { afterAll, describe, expect, test } from 'vitest';
import { type EmbeddedStore, startEmbeddedStore } from '#server/platform/embedded-mongo/start.ts';
import { killStore } from '#test/faults/store-rounds.ts';
import { EMBEDDED } from './database.ts';
import { freePort } from './free-port.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'attune-durable-'));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

const open = (): Promise<EmbeddedStore> => startEmbeddedStore({ dataDir });

describe.runIf(EMBEDDED)('the embedded store as a process', () => {
  test('a kill in the middle of writing loses nothing acknowledged and leaves nothing half done', async () => {
    let acknowledged = 0;
    for await (const round of killStore({ dataDir, rounds: 3, seed: 7 })) {
      const { lost, half, mismatches, refused } = round;
      expect({ lost, half, mismatches, refused }, `killed during ${round.during}`).toEqual({
        lost: [],
        half: [],
        mismatches: [],
        refused: [],
      });
      acknowledged += round.acknowledged;
    }
    expect(acknowledged).toBeGreaterThan(16);
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
    const port = await freePort();
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

  test('a port that cannot be had is told in a sentence, and the store ends again', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'attune-port-'));
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const start = (wanted: number) => startEmbeddedStore({ dataDir: directory, sync: false, port: wanted });
    await expect(start(70_000)).rejects.toThrow(/^port: 0 to 65535$/);
    await expect(start(port)).rejects.toThrow(`port ${port} is in use`);
    await expect.poll(() => readdirSync(directory), { timeout: 5000 }).not.toContain('store.lock');
    expect(readdirSync(directory)).not.toContain('store.sock');
    taken.close();
    rmSync(directory, { recursive: true, force: true });
  });

  test('a port closes with whoever asked for it; the store goes on for the others', async () => {
    const server = await open();
    const visitor = await startEmbeddedStore({ dataDir, port: 0 });
    const look = () => MongoClient.connect(visitor.portUri!, { serverSelectionTimeoutMS: 500 });
    await (await look()).close();
    await visitor.stop();
    // whoever was in the queue for the port is reset
    await expect(look()).rejects.toThrow(/ECONN(REFUSED|RESET)/);
    const client = new MongoClient(server.uri);
    expect(await client.db('admin').command({ ping: 1 })).toMatchObject({ ok: 1 });
    await client.close();
    await server.stop();
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
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
