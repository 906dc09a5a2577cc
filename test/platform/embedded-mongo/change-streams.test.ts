import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { collectionOf, testDatabase } from './database.ts';

const database = testDatabase();

const SOON = { maxAwaitTimeMS: 100 };

test('a stream tells of inserts, updates, replacements and deletions in order', async () => {
  const collection = await collectionOf(database, [{ a: 1, b: { c: 1, d: 2 } }]);
  const stream = collection.watch([], SOON);
  await stream.tryNext();
  await collection.insertOne({ _id: 2, a: 2 } as never);
  await collection.updateOne({ a: 1 }, { $set: { 'b.c': 5 }, $unset: { a: 1 } });
  await collection.replaceOne({ _id: 2 } as never, { z: 1 });
  await collection.deleteOne({ _id: 2 } as never);
  const events = [await stream.next(), await stream.next(), await stream.next(), await stream.next()];
  expect(events).toMatchObject([
    { operationType: 'insert', documentKey: { _id: 2 }, fullDocument: { _id: 2, a: 2 } },
    {
      operationType: 'update',
      documentKey: { _id: 1 },
      updateDescription: { updatedFields: { 'b.c': 5 }, removedFields: ['a'] },
    },
    { operationType: 'replace', fullDocument: { _id: 2, z: 1 } },
    { operationType: 'delete', documentKey: { _id: 2 } },
  ]);
  expect(events[0]).toHaveProperty('ns', { db: database.db.databaseName, coll: collection.collectionName });
  await stream.close();
});

test('a stream resumes after a token', async () => {
  const collection = await collectionOf(database, []);
  const stream = collection.watch([], SOON);
  await stream.tryNext();
  await collection.insertMany([{ n: 1 }, { n: 2 }, { n: 3 }]);
  const first = await stream.next();
  await stream.close();
  const resumed = collection.watch([], { ...SOON, resumeAfter: first._id });
  expect([await resumed.next(), await resumed.next()]).toMatchObject([
    { fullDocument: { n: 2 } },
    { fullDocument: { n: 3 } },
  ]);
  await resumed.close();
});

test('updateLookup adds the document as it is now, and a pipeline filters', async () => {
  const collection = await collectionOf(database, [{ n: 1 }]);
  const stream = collection.watch([{ $match: { operationType: 'update' } }], {
    ...SOON,
    fullDocument: 'updateLookup',
  });
  await stream.tryNext();
  await collection.insertOne({ n: 5 });
  await collection.updateOne({ n: 1 }, { $set: { n: 2 } });
  expect(await stream.next()).toMatchObject({ operationType: 'update', fullDocument: { _id: 1, n: 2 } });
  await stream.close();
});

test('a database is watched as a whole, and a waiting stream is woken at once', async () => {
  const [one, two] = [await collectionOf(database, []), await collectionOf(database, [])];
  const stream = database.db.watch([], { maxAwaitTimeMS: 2000 });
  await stream.tryNext().catch(() => null);
  const next = stream.next();
  await pause(50);
  const startedAt = performance.now();
  await two.insertOne({ a: 1 });
  expect(await next).toMatchObject({ ns: { coll: two.collectionName } });
  expect(performance.now() - startedAt).toBeLessThan(1000);
  await one.insertOne({ a: 1 });
  expect(await stream.next()).toMatchObject({ ns: { coll: one.collectionName } });
  await stream.close();
});

test('an aborted transaction is never told', async () => {
  const collection = await collectionOf(database, [{ n: 0 }]);
  const stream = collection.watch([], SOON);
  await stream.tryNext();
  const session = database.client.startSession();
  session.startTransaction();
  await collection.insertOne({ n: 1 }, { session });
  await session.abortTransaction();
  await session.endSession();
  await collection.insertOne({ n: 2 });
  expect(await stream.next()).toMatchObject({ fullDocument: { n: 2 } });
  await stream.close();
});

test('dropping the collection ends its stream', async () => {
  const collection = await collectionOf(database, [{ n: 0 }]);
  const stream = collection.watch([], SOON);
  await stream.tryNext();
  await collection.drop();
  expect([await stream.next(), await stream.next()]).toMatchObject([
    { operationType: 'drop' },
    { operationType: 'invalidate' },
  ]);
  await stream.close();
});
