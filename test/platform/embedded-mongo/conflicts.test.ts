import { expect, test } from 'vitest';
import { all, begin } from './begun.ts';
import { collectionOf, testDatabase } from './database.ts';

const database = testDatabase();

const TRANSIENT = { code: 112, errorLabels: ['TransientTransactionError'] };
const failureOf = (work: Promise<unknown>) => work.catch((error: unknown) => error);

test('of two transactions that write one document, the second is told to try again', async () => {
  const collection = await collectionOf(database, [{ n: 1 }]);
  const [a, b] = [begin(database), begin(database)];
  await collection.updateOne({}, { $inc: { n: 1 } }, { session: a });
  expect(await failureOf(collection.updateOne({}, { $inc: { n: 1 } }, { session: b }))).toMatchObject(
    TRANSIENT,
  );
  await a.commitTransaction();
  expect(await all(collection)).toEqual([{ _id: 1, n: 2 }]);
});

test('a transaction cannot write what changed since it first read', async () => {
  const collection = await collectionOf(database, [{ n: 1 }]);
  const session = begin(database);
  await collection.findOne({}, { session });
  await collection.updateOne({}, { $set: { n: 5 } });
  expect(await failureOf(collection.updateOne({}, { $inc: { n: 1 } }, { session }))).toMatchObject(TRANSIENT);
  expect(await all(collection)).toEqual([{ _id: 1, n: 5 }]);
});

test('nor what was removed since', async () => {
  const collection = await collectionOf(database, [{ n: 1 }]);
  const session = begin(database);
  await collection.findOne({}, { session });
  await collection.deleteOne({});
  expect(await failureOf(collection.deleteOne({}, { session }))).toMatchObject(TRANSIENT);
});

test('transactions on different documents both commit', async () => {
  const collection = await collectionOf(database, [{ n: 1 }, { n: 2 }]);
  const [a, b] = [begin(database), begin(database)];
  await collection.updateOne({ _id: 1 } as never, { $inc: { n: 1 } }, { session: a });
  await collection.updateOne({ _id: 2 } as never, { $inc: { n: 1 } }, { session: b });
  await Promise.all([a.commitTransaction(), b.commitTransaction()]);
  expect(await all(collection)).toEqual([
    { _id: 1, n: 2 },
    { _id: 2, n: 3 },
  ]);
});

test('two transactions cannot insert the same _id', async () => {
  const collection = await collectionOf(database, []);
  const [a, b] = [begin(database), begin(database)];
  await collection.findOne({}, { session: b });
  await collection.insertOne({ _id: 7 } as never, { session: a });
  expect(await failureOf(collection.insertOne({ _id: 7 } as never, { session: b }))).toMatchObject(TRANSIENT);
  await a.commitTransaction();
  expect(await all(collection)).toEqual([{ _id: 7 }]);
});

test('nor the same unique value', async () => {
  const collection = await collectionOf(database, []);
  await collection.createIndex({ u: 1 }, { unique: true });
  const [a, b] = [begin(database), begin(database)];
  await collection.findOne({}, { session: b });
  await collection.insertOne({ u: 1 }, { session: a });
  expect(await failureOf(collection.insertOne({ u: 1 }, { session: b }))).toMatchObject(TRANSIENT);
  await a.commitTransaction();
  expect(await collection.countDocuments({ u: 1 })).toBe(1);
});

test('a plain write waits for the transaction that holds the document', async () => {
  const collection = await collectionOf(database, [{ n: 1 }]);
  const session = begin(database);
  await collection.updateOne({}, { $mul: { n: 10 } }, { session });
  const waiting = collection.updateOne({}, { $inc: { n: 1 } });
  await session.commitTransaction();
  await waiting;
  expect(await all(collection)).toEqual([{ _id: 1, n: 11 }]);
});

test('withTransaction tries again until it wins: sixteen at once lose no step', async () => {
  const collection = await collectionOf(database, [{ n: 0 }]);
  const step = () =>
    database.client.withSession((session) =>
      session.withTransaction(async () => {
        const found = await collection.findOne({}, { session });
        await collection.updateOne({ _id: 1 } as never, { $set: { n: found?.['n'] + 1 } }, { session });
      }),
    );
  await Promise.all(Array.from({ length: 16 }, step));
  expect(await all(collection)).toEqual([{ _id: 1, n: 16 }]);
});

test('money moves between accounts at once, and none is lost', async () => {
  const collection = await collectionOf(
    database,
    Array.from({ length: 4 }, () => ({ n: 100 })),
  );
  const move = (from: number, to: number) =>
    database.client.withSession((session) =>
      session.withTransaction(async () => {
        await collection.updateOne({ _id: from } as never, { $inc: { n: -10 } }, { session });
        await collection.updateOne({ _id: to } as never, { $inc: { n: 10 } }, { session });
      }),
    );
  await Promise.all(Array.from({ length: 12 }, (_, i) => move(1 + (i % 4), 1 + ((i + 1 + (i % 3)) % 4))));
  const sum = (await all(collection)).reduce((total, { n }) => total + n, 0);
  expect(sum).toBe(400);
});
