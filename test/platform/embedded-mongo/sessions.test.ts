import { Long } from 'mongodb';
import { expect, test } from 'vitest';
import { collectionOf, testDatabase } from './database.ts';

const database = testDatabase();

test('a transaction shows its writes to itself, and to others only when it commits', async () => {
  const collection = await collectionOf(database, [{ n: 1 }]);
  const session = database.client.startSession();
  session.startTransaction();
  await collection.insertOne({ n: 2 }, { session });
  await collection.updateOne({ n: 1 }, { $inc: { n: 10 } }, { session });
  expect(
    await collection
      .find({}, { session })
      .map(({ n }) => n)
      .toArray(),
  ).toEqual([11, 2]);
  expect(
    await collection
      .find()
      .map(({ n }) => n)
      .toArray(),
  ).toEqual([1]);
  await session.commitTransaction();
  expect(
    await collection
      .find()
      .map(({ n }) => n)
      .toArray(),
  ).toEqual([11, 2]);
  await session.endSession();
});

test('an aborted transaction leaves nothing, in documents or indexes', async () => {
  const collection = await collectionOf(database, [{ n: 1 }]);
  await collection.createIndex({ n: 1 }, { unique: true });
  const session = database.client.startSession();
  session.startTransaction();
  await collection.insertOne({ n: 2 }, { session });
  await collection.deleteOne({ n: 1 }, { session });
  await session.abortTransaction();
  await session.endSession();
  expect(
    await collection
      .find({ n: { $gte: 0 } })
      .map(({ n }) => n)
      .toArray(),
  ).toEqual([1]);
  await collection.insertOne({ n: 2 });
});

test('a transaction reads the state of its beginning', async () => {
  const collection = await collectionOf(database, [{ n: 1 }]);
  const session = database.client.startSession();
  session.startTransaction();
  expect(await collection.countDocuments({}, { session })).toBe(1);
  await collection.insertOne({ n: 2 });
  expect(await collection.countDocuments({}, { session })).toBe(1);
  await session.commitTransaction();
  await session.endSession();
});

test('two transactions on one document: the second is told to try again', async () => {
  const collection = await collectionOf(database, [{ n: 1 }]);
  const [a, b] = [database.client.startSession(), database.client.startSession()];
  a.startTransaction();
  b.startTransaction();
  await collection.updateOne({}, { $inc: { n: 1 } }, { session: a });
  const conflict = await collection
    .updateOne({}, { $inc: { n: 1 } }, { session: b })
    .catch((error: unknown) => error);
  expect(conflict).toMatchObject({ code: 112, errorLabels: ['TransientTransactionError'] });
  await a.commitTransaction();
  await Promise.all([a.endSession(), b.endSession()]);
});

test('a plain write waits for the transaction that holds the document', async () => {
  const collection = await collectionOf(database, [{ n: 1 }]);
  const session = database.client.startSession();
  session.startTransaction();
  await collection.updateOne({}, { $mul: { n: 10 } }, { session });
  const waiting = collection.updateOne({}, { $inc: { n: 1 } });
  await session.commitTransaction();
  await waiting;
  expect(await collection.findOne({})).toMatchObject({ n: 11 });
  await session.endSession();
});

test('sixteen transactions at once on one counter lose no step', async () => {
  const collection = await collectionOf(database, [{ n: 0 }]);
  const step = () =>
    database.client.withSession((session) =>
      session.withTransaction(async () => {
        const found = await collection.findOne({}, { session });
        await collection.updateOne({ _id: 1 } as never, { $set: { n: found?.['n'] + 1 } }, { session });
      }),
    );
  await Promise.all(Array.from({ length: 16 }, step));
  expect(await collection.findOne({})).toMatchObject({ n: 16 });
});

test('an error ends the transaction', async () => {
  const collection = await collectionOf(database, [{ n: 1 }]);
  const session = database.client.startSession();
  session.startTransaction();
  await collection.insertOne({ n: 2 }, { session });
  await expect(
    collection.updateOne({ n: 1 }, { $inc: { n: 'x' } } as never, { session }),
  ).rejects.toMatchObject({ code: 14 });
  await expect(collection.insertOne({ n: 3 }, { session })).rejects.toMatchObject({ code: 251 });
  await session.endSession();
  expect(await collection.countDocuments()).toBe(1);
});

test('a write that is sent again answers again and is not done again', async () => {
  const collection = await collectionOf(database, [{ n: 1 }]);
  const command = {
    update: collection.collectionName,
    updates: [{ q: {}, u: { $inc: { n: 1 } } }],
  };
  await database.client.withSession(async (session) => {
    const send = (number: number) =>
      database.db.command({ ...command, txnNumber: Long.fromNumber(number) }, { session });
    const first = await send(1001);
    expect(await send(1001)).toMatchObject({ n: first['n'], nModified: 1, ok: 1 });
    expect(await collection.findOne({})).toMatchObject({ n: 2 });
    await send(1002);
    expect(await collection.findOne({})).toMatchObject({ n: 3 });
    await expect(send(1001)).rejects.toMatchObject({ code: 225 });
  });
});
