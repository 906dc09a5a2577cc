import type { Document } from 'mongodb';
import { describe, expect, test } from 'vitest';
import { all, begin, type Collection, type Session } from './begun.ts';
import { codeOf, collectionOf, testDatabase } from './database.ts';

const database = testDatabase();

// What a transaction does to {_id: 1, n: 1} and {_id: 2, n: 2}, and what is there afterwards.
const writes: [string, (on: Collection, session: Session) => Promise<unknown>, Document[]][] = [
  [
    'insertOne',
    (on, session) => on.insertOne({ _id: 3 } as never, { session }),
    [{ _id: 1, n: 1 }, { _id: 2, n: 2 }, { _id: 3 }],
  ],
  [
    'insertMany',
    (on, session) => on.insertMany([{ _id: 3 }, { _id: 4 }] as never[], { session }),
    [{ _id: 1, n: 1 }, { _id: 2, n: 2 }, { _id: 3 }, { _id: 4 }],
  ],
  [
    'updateMany',
    (on, session) => on.updateMany({}, { $inc: { n: 10 } }, { session }),
    [
      { _id: 1, n: 11 },
      { _id: 2, n: 12 },
    ],
  ],
  [
    'replaceOne',
    (on, session) => on.replaceOne({ n: 1 }, { z: 1 }, { session }),
    [
      { _id: 1, z: 1 },
      { _id: 2, n: 2 },
    ],
  ],
  ['deleteOne', (on, session) => on.deleteOne({ n: 1 }, { session }), [{ _id: 2, n: 2 }]],
  ['deleteMany', (on, session) => on.deleteMany({}, { session }), []],
  [
    'an upsert',
    (on, session) => on.updateOne({ _id: 3 } as never, { $set: { n: 3 } }, { upsert: true, session }),
    [
      { _id: 1, n: 1 },
      { _id: 2, n: 2 },
      { _id: 3, n: 3 },
    ],
  ],
  [
    'findOneAndUpdate',
    (on, session) => on.findOneAndUpdate({ n: 2 }, { $set: { n: 5 } }, { session }),
    [
      { _id: 1, n: 1 },
      { _id: 2, n: 5 },
    ],
  ],
  ['findOneAndDelete', (on, session) => on.findOneAndDelete({ n: 2 }, { session }), [{ _id: 1, n: 1 }]],
  [
    'bulkWrite',
    (on, session) =>
      on.bulkWrite(
        [
          { insertOne: { document: { _id: 3, n: 3 } as never } },
          { updateMany: { filter: { n: { $gt: 1 } }, update: { $mul: { n: 2 } } } },
          { deleteOne: { filter: { n: 1 } } },
        ],
        { session },
      ),
    [
      { _id: 2, n: 4 },
      { _id: 3, n: 6 },
    ],
  ],
];

describe.each(writes)('%s', (_name, write, after) => {
  const before = [
    { _id: 1, n: 1 },
    { _id: 2, n: 2 },
  ];

  test('is seen within its transaction at once, and by others when it commits', async () => {
    const collection = await collectionOf(database, before);
    const session = begin(database);
    await write(collection, session);
    expect(await all(collection, session)).toEqual(after);
    expect(await all(collection)).toEqual(before);
    await session.commitTransaction();
    expect(await all(collection)).toEqual(after);
  });

  test('leaves nothing where its transaction is aborted', async () => {
    const collection = await collectionOf(database, before);
    await collection.createIndex({ n: 1 });
    const session = begin(database);
    await write(collection, session);
    await session.abortTransaction();
    expect(await all(collection)).toEqual(before);
    expect(await collection.find().sort({ n: 1 }).hint({ n: 1 }).toArray()).toEqual(before);
  });
});

describe('reading', () => {
  test('a transaction sees what was there when it first read', async () => {
    const collection = await collectionOf(database, [{ n: 1 }]);
    const session = begin(database);
    expect(await collection.countDocuments({}, { session })).toBe(1);
    await collection.insertOne({ n: 2 });
    await collection.updateOne({ n: 1 }, { $set: { n: 9 } });
    expect(await all(collection, session)).toEqual([{ _id: 1, n: 1 }]);
    expect(await collection.distinct('n', {}, { session })).toEqual([1]);
    const sum = [{ $group: { _id: null, n: { $sum: '$n' } } }];
    expect(await collection.aggregate(sum, { session }).toArray()).toEqual([{ _id: null, n: 1 }]);
  });

  test('over two collections it sees one moment', async () => {
    const [one, two] = [await collectionOf(database, [{ n: 1 }]), await collectionOf(database, [{ n: 1 }])];
    const session = begin(database);
    await one.findOne({}, { session });
    await two.updateOne({}, { $set: { n: 2 } });
    expect(await two.findOne({}, { session })).toEqual({ _id: 1, n: 1 });
  });

  test('its own writes are found by index, sort and aggregation', async () => {
    const collection = await collectionOf(database, [{ n: 5 }, { n: 7 }]);
    await collection.createIndex({ n: 1 });
    const session = begin(database);
    await collection.insertOne({ _id: 3, n: 6 } as never, { session });
    await collection.updateOne({ n: 7 }, { $set: { n: 1 } }, { session });
    const ids = (filter: Document) =>
      collection
        .find(filter, { session })
        .sort({ n: 1 })
        .map(({ _id }) => Number(_id))
        .toArray();
    expect(await ids({})).toEqual([2, 1, 3]);
    expect(await ids({ n: 7 })).toEqual([]);
    expect(await ids({ n: { $gte: 6 } })).toEqual([3]);
    const join = { from: collection.collectionName, localField: 'n', foreignField: 'n', as: 'same' };
    const joined = await collection
      .aggregate([{ $lookup: join }, { $sort: { _id: 1 } }], { session })
      .toArray();
    expect(joined.map(({ same }) => same.length)).toEqual([1, 1, 1]);
  });

  test('what it has inserted it can move in an index and remove, before the commit and after', async () => {
    const collection = await collectionOf(database, [{ n: 1 }]);
    await collection.createIndex({ n: 1 });
    const session = begin(database);
    const added = [
      { _id: 2, n: 2 },
      { _id: 3, n: 3 },
      { _id: 4, n: 4 },
    ] as never[];
    await collection.insertMany(added, { session });
    await collection.updateOne({ n: 2 }, { $set: { n: 20 } }, { session });
    await collection.updateOne({ n: 20 }, { $set: { n: 2 } }, { session });
    await collection.deleteOne({ n: 3 }, { session });
    await session.commitTransaction();
    await collection.updateOne({ n: 4 }, { $set: { n: 40 } });
    const sorted = await collection.find().sort({ n: 1 }).hint({ n: 1 }).toArray();
    expect(sorted.map(({ n }) => n)).toEqual([1, 2, 40]);
    expect(await all(collection)).toEqual(sorted);
  });

  test('its cursor goes on over batches', async () => {
    const collection = await collectionOf(
      database,
      Array.from({ length: 50 }, (_, n) => ({ n })),
    );
    const session = begin(database);
    const cursor = collection.find({}, { session }).sort({ n: 1 }).batchSize(10);
    const first = await cursor.next();
    await collection.deleteMany({});
    expect([first, ...(await cursor.toArray())].map((doc) => doc?.['n'])).toEqual(
      Array.from({ length: 50 }, (_, n) => n),
    );
  });
});

describe('errors', () => {
  test('a duplicate key ends the transaction', async () => {
    const collection = await collectionOf(database, [{ n: 1 }]);
    const session = begin(database);
    await collection.insertOne({ _id: 2 } as never, { session });
    expect(await codeOf(collection.insertOne({ _id: 1 } as never, { session }))).toBe(11000);
    expect(await codeOf(collection.insertOne({ _id: 3 } as never, { session }))).toBe(251);
    expect(await all(collection)).toEqual([{ _id: 1, n: 1 }]);
  });

  test('so does an update that cannot be', async () => {
    const collection = await collectionOf(database, [{ text: 'x' }]);
    const session = begin(database);
    await collection.insertOne({ _id: 2 } as never, { session });
    expect(await codeOf(collection.updateOne({}, { $inc: { text: 1 } }, { session }))).toBe(14);
    expect(await codeOf(session.commitTransaction())).toBe(251);
    expect(await collection.countDocuments()).toBe(1);
  });

  test('a commit that is sent again is answered again', async () => {
    const collection = await collectionOf(database, []);
    const session = begin(database);
    await collection.insertOne({ _id: 1 } as never, { session });
    await session.commitTransaction();
    await session.commitTransaction();
    expect(await collection.countDocuments()).toBe(1);
  });

  test('ending a session aborts its transaction', async () => {
    const collection = await collectionOf(database, []);
    const session = begin(database);
    await collection.insertOne({ _id: 1 } as never, { session });
    await session.endSession();
    expect(await all(collection)).toEqual([]);
    await collection.insertOne({ _id: 1 } as never);
  });

  test('an error thrown in withTransaction aborts and comes out', async () => {
    const collection = await collectionOf(database, []);
    const moving = database.client.withSession((session) =>
      session.withTransaction(async () => {
        await collection.insertOne({ _id: 1 } as never, { session });
        throw new RangeError('no more');
      }),
    );
    await expect(moving).rejects.toThrow(RangeError);
    expect(await all(collection)).toEqual([]);
  });
});

test('a transaction makes the collection that it needs', async () => {
  const name = 'made_in_a_transaction';
  const session = begin(database);
  await database.db.collection<Document>(name).insertOne({ _id: 1 } as never, { session });
  await session.commitTransaction();
  expect(await database.db.collection(name).countDocuments()).toBe(1);
});

test('a collection made in a transaction is gone with it', async () => {
  const name = 'made_in_an_aborted_transaction';
  const session = begin(database);
  await database.db.collection<Document>(name).insertOne({ _id: 1 } as never, { session });
  await session.abortTransaction();
  const listed = async () => (await database.db.listCollections({ name }).toArray()).length;
  await expect.poll(listed).toBe(0);
});
