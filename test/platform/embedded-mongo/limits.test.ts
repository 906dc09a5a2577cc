import { describe, expect, test } from 'vitest';
import { codeOf, collectionOf, testDatabase } from './database.ts';

const database = testDatabase();
const many = (count: number, size: number) =>
  Array.from({ length: count }, (_, n) => ({ n, text: String(n % 10).repeat(size) }));

describe('results that would be too large', () => {
  test.each([
    [
      'a group that pushes 17 MB into one document',
      [{ $group: { _id: null, all: { $push: '$text' } } }],
      10334,
    ],
    [
      'a lookup of 17 MB into one document',
      [{ $limit: 1 }, { $lookup: { from: 'SELF', localField: 'none', foreignField: 'none', as: 'all' } }],
      10334,
    ],
  ])('%s are refused', async (_, pipeline, code) => {
    const collection = await collectionOf(database, many(170, 100_000));
    const own = JSON.parse(JSON.stringify(pipeline).replace('SELF', collection.collectionName));
    expect(await codeOf(collection.aggregate(own).toArray())).toBe(code);
  });

  test('an update that makes a document larger than 16 MB is refused and changes nothing', async () => {
    const collection = await collectionOf(database, [{ text: 'x'.repeat(10_000_000) }]);
    expect(await codeOf(collection.updateOne({}, { $set: { more: 'y'.repeat(8_000_000) } }))).toBe(17419);
    expect(await collection.countDocuments({ more: { $exists: true } })).toBe(0);
  });
});

describe('maxTimeMS', () => {
  test.each([
    ['find', (on) => on.find({ text: /nowhere/ }, { maxTimeMS: 1 }).toArray()],
    ['aggregate', (on) => on.aggregate([{ $match: { text: /nowhere/ } }], { maxTimeMS: 1 }).toArray()],
    ['countDocuments', (on) => on.countDocuments({ text: /nowhere/ }, { maxTimeMS: 1 })],
    ['distinct', (on) => on.distinct('text', { text: /nowhere/ }, { maxTimeMS: 1 })],
    ['findOneAndUpdate', (on) => on.findOneAndUpdate({ text: /no/ }, { $set: { a: 1 } }, { maxTimeMS: 1 })],
  ] satisfies [string, (on: Awaited<ReturnType<typeof collectionOf>>) => Promise<unknown>][])(
    '%s fails with 50 when its time is up',
    async (_, run) => {
      const collection = await collectionOf(database, many(20_000, 200));
      expect(await codeOf(run(collection))).toBe(50);
    },
  );

  test('a cursor may rest for longer between its batches', async () => {
    const collection = await collectionOf(database, many(500, 10));
    const cursor = collection.find({}, { maxTimeMS: 400, batchSize: 100 });
    await cursor.next();
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await cursor.toArray()).toHaveLength(499);
  });
});

describe('write concerns that one node cannot meet', () => {
  test.each<[{ w: number | 'majority' }, number]>([
    [{ w: 3 }, 100],
    // the driver's types know only what is right
    [{ w: 'elsewhere' as 'majority' }, 79],
  ])('%j', async (writeConcern, code) => {
    const collection = await collectionOf(database, []);
    expect(await codeOf(collection.insertOne({ a: 1 }, { writeConcern }))).toBe(code);
  });
});

test('a document that nests too deeply is answered with an error, and the connection goes on', async () => {
  const collection = await collectionOf(database, [{ a: 1 }]);
  const deep = JSON.parse(`${'{"a":'.repeat(250)}1${'}'.repeat(250)}`);
  expect(await codeOf(collection.insertOne(deep))).toBe(15);
  expect(await collection.countDocuments()).toBe(1);
});
