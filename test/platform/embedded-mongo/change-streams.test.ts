import type { Document } from 'mongodb';
import type { mongo } from 'mongoose';
import { describe, expect, onTestFinished, test } from 'vitest';
import { codeOf, collectionOf, testDatabase } from './database.ts';

const database = testDatabase();

type Collection = mongo.Collection<Document>;
type Stream = mongo.ChangeStream<Document, Document>;

/** A stream that is under way: it tells of everything that is done from now on. */
async function watch(
  on: Pick<mongo.Db, 'watch'>,
  pipeline: Document[] = [],
  options: mongo.ChangeStreamOptions = {},
): Promise<Stream> {
  const stream = on.watch(pipeline, { maxAwaitTimeMS: 100, ...options }) as Stream;
  onTestFinished(() => stream.close());
  await stream.tryNext();
  return stream;
}

async function next(stream: Stream, count: number): Promise<Document[]> {
  const events: Document[] = [];
  while (events.length < count) events.push(await stream.next());
  return events;
}

const one = { _id: 1 } as never;

// What is done to {_id: 1, a: 1, b: {c: 1, d: 2}, list: [1, 2, 3]}, and the events that tell of it.
const changes: [string, (on: Collection) => Promise<unknown>, Document[]][] = [
  [
    'insertOne',
    (on) => on.insertOne({ _id: 2, a: 2 } as never),
    [{ operationType: 'insert', documentKey: { _id: 2 }, fullDocument: { _id: 2, a: 2 } }],
  ],
  [
    'insertMany',
    (on) => on.insertMany([{ _id: 2 }, { _id: 3 }] as never[]),
    [
      { operationType: 'insert', fullDocument: { _id: 2 } },
      { operationType: 'insert', fullDocument: { _id: 3 } },
    ],
  ],
  [
    'updateOne',
    (on) => on.updateOne(one, { $set: { 'b.c': 5, z: 1 }, $unset: { a: 1 } }),
    [
      {
        operationType: 'update',
        documentKey: { _id: 1 },
        updateDescription: { updatedFields: { 'b.c': 5, z: 1 }, removedFields: ['a'] },
      },
    ],
  ],
  [
    '$inc',
    (on) => on.updateOne(one, { $inc: { a: 5 } }),
    [{ operationType: 'update', updateDescription: { updatedFields: { a: 6 }, removedFields: [] } }],
  ],
  ['an update that changes nothing', (on) => on.updateOne(one, { $set: { a: 1 } }), []],
  [
    'replaceOne',
    (on) => on.replaceOne(one, { z: 1 }),
    [{ operationType: 'replace', documentKey: { _id: 1 }, fullDocument: { _id: 1, z: 1 } }],
  ],
  [
    'an upsert',
    (on) => on.updateOne({ _id: 7 } as never, { $set: { a: 1 } }, { upsert: true }),
    [{ operationType: 'insert', fullDocument: { _id: 7, a: 1 } }],
  ],
  ['deleteOne', (on) => on.deleteOne(one), [{ operationType: 'delete', documentKey: { _id: 1 } }]],
  ['a delete of nothing', (on) => on.deleteOne({ _id: 99 } as never), []],
  [
    'findOneAndUpdate',
    (on) => on.findOneAndUpdate(one, { $set: { a: 2 } }),
    [{ operationType: 'update', updateDescription: { updatedFields: { a: 2 } } }],
  ],
  [
    'findOneAndDelete',
    (on) => on.findOneAndDelete(one),
    [{ operationType: 'delete', documentKey: { _id: 1 } }],
  ],
  [
    'bulkWrite',
    (on) =>
      on.bulkWrite([
        { insertOne: { document: { _id: 2 } as never } },
        { updateOne: { filter: one, update: { $set: { a: 3 } } } },
        { deleteOne: { filter: { _id: 2 } as never } },
      ]),
    [
      { operationType: 'insert', documentKey: { _id: 2 } },
      { operationType: 'update', documentKey: { _id: 1 } },
      { operationType: 'delete', documentKey: { _id: 2 } },
    ],
  ],
];

test.each(changes)('%s is told', async (_name, change, expected) => {
  const collection = await collectionOf(database, [{ a: 1, b: { c: 1, d: 2 }, list: [1, 2, 3] }]);
  const stream = await watch(collection);
  await change(collection);
  await collection.insertOne({ _id: 'last' } as never);
  const events = await next(stream, expected.length + 1);
  expect(events).toMatchObject([...expected, { documentKey: { _id: 'last' } }]);
  for (const { ns } of events) {
    expect(ns).toEqual({ db: database.db.databaseName, coll: collection.collectionName });
  }
});

describe('the document of an update', () => {
  test('is not told unless asked for', async () => {
    const collection = await collectionOf(database, [{ a: 1 }]);
    const stream = await watch(collection);
    await collection.updateOne(one, { $set: { a: 2 } });
    expect(await stream.next()).not.toHaveProperty('fullDocument');
  });

  test('is looked up as it is when the event is read', async () => {
    const collection = await collectionOf(database, [{ a: 1 }]);
    const stream = await watch(collection, [], { fullDocument: 'updateLookup' });
    await collection.updateOne(one, { $set: { a: 2 } });
    await collection.updateOne(one, { $set: { b: 3 } });
    expect(await next(stream, 2)).toMatchObject([
      { fullDocument: { _id: 1, a: 2, b: 3 } },
      { fullDocument: { _id: 1, a: 2, b: 3 } },
    ]);
  });

  test('is null where it is gone', async () => {
    const collection = await collectionOf(database, [{ a: 1 }]);
    const stream = await watch(collection, [], { fullDocument: 'updateLookup' });
    await collection.updateOne(one, { $set: { a: 2 } });
    await collection.deleteOne(one);
    expect(await next(stream, 2)).toMatchObject([
      { operationType: 'update', fullDocument: null },
      { operationType: 'delete' },
    ]);
  });
});

describe('a pipeline', () => {
  test('filters events', async () => {
    const collection = await collectionOf(database, [{ n: 1 }]);
    const stream = await watch(collection, [{ $match: { operationType: { $in: ['update', 'delete'] } } }]);
    await collection.insertOne({ n: 5 });
    await collection.updateOne(one, { $set: { n: 2 } });
    expect(await stream.next()).toMatchObject({ operationType: 'update' });
  });

  test('filters by the document', async () => {
    const collection = await collectionOf(database, []);
    const stream = await watch(collection, [{ $match: { 'fullDocument.n': { $gt: 1 } } }]);
    await collection.insertMany([{ n: 1 }, { n: 2 }, { n: 3 }]);
    expect(await next(stream, 2)).toMatchObject([{ fullDocument: { n: 2 } }, { fullDocument: { n: 3 } }]);
  });

  test('shapes events, which keep their token', async () => {
    const collection = await collectionOf(database, []);
    const stream = await watch(collection, [{ $project: { what: '$operationType' } }]);
    await collection.insertOne({ n: 1 });
    expect(await stream.next()).toEqual({ _id: expect.anything(), what: 'insert' });
  });
});

describe('resuming', () => {
  const inserted = async (resume: (token: unknown) => mongo.ChangeStreamOptions) => {
    const collection = await collectionOf(database, []);
    const stream = await watch(collection);
    await collection.insertMany([{ n: 1 }, { n: 2 }, { n: 3 }]);
    const first = await stream.next();
    await stream.close();
    await collection.insertOne({ n: 4 });
    const resumed = collection.watch([], { maxAwaitTimeMS: 100, ...resume(first['_id']) }) as Stream;
    onTestFinished(() => resumed.close());
    return (await next(resumed, 3)).map(({ fullDocument }) => fullDocument.n);
  };

  test('after a token', async () => {
    expect(await inserted((resumeAfter) => ({ resumeAfter }))).toEqual([2, 3, 4]);
  });

  test('by starting after a token', async () => {
    expect(await inserted((startAfter) => ({ startAfter }))).toEqual([2, 3, 4]);
  });

  test('at the time of an event includes that event', async () => {
    const collection = await collectionOf(database, []);
    const stream = await watch(collection);
    await collection.insertMany([{ n: 1 }, { n: 2 }]);
    const [, second] = await next(stream, 2);
    const startAtOperationTime = second?.['clusterTime'];
    const again = collection.watch([], { maxAwaitTimeMS: 100, startAtOperationTime }) as Stream;
    onTestFinished(() => again.close());
    expect(await again.next()).toMatchObject({ fullDocument: { n: 2 } });
  });

  test('at the token of a batch without events', async () => {
    const collection = await collectionOf(database, []);
    const stream = await watch(collection);
    const { resumeToken } = stream;
    await stream.close();
    await collection.insertOne({ n: 1 });
    const resumed = collection.watch([], { maxAwaitTimeMS: 100, resumeAfter: resumeToken }) as Stream;
    onTestFinished(() => resumed.close());
    expect(await resumed.next()).toMatchObject({ fullDocument: { n: 1 } });
  });
});

describe('the end of a stream', () => {
  test('comes when its collection is dropped', async () => {
    const collection = await collectionOf(database, [{ n: 0 }]);
    const stream = await watch(collection);
    await collection.drop();
    expect(await next(stream, 2)).toMatchObject([{ operationType: 'drop' }, { operationType: 'invalidate' }]);
    expect(stream.closed).toBe(true);
  });

  test('comes when its collection is renamed', async () => {
    const collection = await collectionOf(database, [{ n: 0 }]);
    const { collectionName } = collection;
    const stream = await watch(collection);
    await collection.rename(`${collectionName}_moved`);
    expect(await next(stream, 2)).toMatchObject([
      { operationType: 'rename', to: { coll: `${collectionName}_moved` } },
      { operationType: 'invalidate' },
    ]);
  });

  test('does not come to the stream of a database when a collection is dropped', async () => {
    const [gone, stays] = [await collectionOf(database, [{ n: 0 }]), await collectionOf(database, [])];
    const stream = await watch(database.db);
    await gone.drop();
    await stays.insertOne({ n: 1 });
    expect(await next(stream, 2)).toMatchObject([
      { operationType: 'drop', ns: { coll: gone.collectionName } },
      { operationType: 'insert', ns: { coll: stays.collectionName } },
    ]);
  });
});

describe('transactions', () => {
  test('are told when they commit, as a whole', async () => {
    const collection = await collectionOf(database, [{ n: 0 }]);
    const stream = await watch(collection);
    await database.client.withSession((session) =>
      session.withTransaction(async () => {
        await collection.insertOne({ _id: 2 } as never, { session });
        await collection.deleteOne(one, { session });
        expect(await stream.tryNext()).toBeNull();
      }),
    );
    expect(await next(stream, 2)).toMatchObject([{ operationType: 'insert' }, { operationType: 'delete' }]);
  });

  test('are not told when they abort', async () => {
    const collection = await collectionOf(database, []);
    const stream = await watch(collection);
    const session = database.client.startSession();
    session.startTransaction();
    await collection.insertOne({ n: 1 }, { session });
    await session.abortTransaction();
    await session.endSession();
    await collection.insertOne({ n: 2 });
    expect(await stream.next()).toMatchObject({ fullDocument: { n: 2 } });
  });
});

test('a stream waits and is woken by a write', async () => {
  const collection = await collectionOf(database, []);
  const stream = await watch(collection, [], { maxAwaitTimeMS: 1000 });
  const waiting = stream.next();
  await collection.insertOne({ n: 1 });
  expect(await waiting).toMatchObject({ fullDocument: { n: 1 } });
});

test('a stream of a collection that is not there yet tells of its first document', async () => {
  const collection = database.db.collection<Document>('watched_before_it_is_made');
  const stream = await watch(collection);
  await collection.insertOne({ n: 1 });
  expect(await stream.next()).toMatchObject({ operationType: 'insert', fullDocument: { n: 1 } });
});

test('streams of one collection each get every event', async () => {
  const collection = await collectionOf(database, []);
  const streams = await Promise.all(Array.from({ length: 5 }, () => watch(collection)));
  await collection.insertMany([{ n: 1 }, { n: 2 }]);
  for (const stream of streams) {
    expect((await next(stream, 2)).map(({ fullDocument }) => fullDocument.n)).toEqual([1, 2]);
  }
});

test('a token that is none is refused', async () => {
  const collection = await collectionOf(database, []);
  const stream = collection.watch([], { resumeAfter: { _data: 'zz' } });
  onTestFinished(() => stream.close());
  expect(await codeOf(stream.tryNext())).toEqual(expect.any(Number));
});
