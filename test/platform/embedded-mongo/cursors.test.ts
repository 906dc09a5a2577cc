import { type Document, Long } from 'mongodb';
import { describe, expect, test } from 'vitest';
import { codeOf, collectionOf, testDatabase } from './database.ts';

const database = testDatabase();

const numbers = (count: number): Document[] => Array.from({ length: count }, (_, i) => ({ _id: i + 1 }));

describe('what a cursor returns', () => {
  const docs = [
    { _id: 1, a: 3, b: 'x' },
    { _id: 2, a: 1, b: 'y' },
    { _id: 3, a: 2, b: 'x' },
    { _id: 4, a: 3, b: 'a' },
    { _id: 5, b: 'y' },
  ];

  // The options of a find over the documents above, and the ids it returns.
  const finds: [Document, number[]][] = [
    [{ sort: { _id: 1 } }, [1, 2, 3, 4, 5]],
    [{ sort: { _id: -1 } }, [5, 4, 3, 2, 1]],
    [{ sort: { _id: 1 }, limit: 2 }, [1, 2]],
    [{ sort: { _id: 1 }, limit: 0 }, [1, 2, 3, 4, 5]],
    [{ sort: { _id: 1 }, limit: 99 }, [1, 2, 3, 4, 5]],
    [{ sort: { _id: 1 }, skip: 3 }, [4, 5]],
    [{ sort: { _id: 1 }, skip: 9 }, []],
    [{ sort: { _id: 1 }, skip: 1, limit: 2 }, [2, 3]],
    [{ sort: { _id: -1 }, skip: 1, limit: 2 }, [4, 3]],
    [{ sort: { a: 1, _id: 1 } }, [5, 2, 3, 1, 4]],
    [{ sort: { a: -1, _id: 1 } }, [1, 4, 3, 2, 5]],
    [{ sort: { b: 1, a: -1, _id: 1 } }, [4, 1, 3, 2, 5]],
    [{ sort: { b: -1, a: 1 } }, [5, 2, 3, 1, 4]],
    [{ sort: { b: -1, a: 1 }, skip: 1, limit: 3 }, [2, 3, 1]],
    [{ filter: { a: { $gte: 2 } }, sort: { a: 1, _id: -1 }, limit: 2 }, [3, 4]],
    [{ filter: { b: 'x' }, sort: { _id: -1 }, skip: 1 }, [1]],
  ];

  test.each(finds)('find %j', async (options, expected) => {
    const find = (await collectionOf(database, docs)).collectionName;
    const { cursor } = await database.db.command({ find, ...options });
    expect(cursor.firstBatch.map(({ _id }: Document) => _id)).toEqual(expected);
  });

  const wide = { _id: 1, a: 1, b: { c: 2, d: 3 }, list: [{ x: 1, y: 2 }, { x: 3 }, 5], n: [1, 2, 3, 4] };

  // A projection of the document above, and what is left of it.
  const projections: [Document, Document][] = [
    [{ a: 1 }, { _id: 1, a: 1 }],
    [{ a: true, _id: 0 }, { a: 1 }],
    [{ _id: 1 }, { _id: 1 }],
    [{ 'b.c': 1, _id: 0 }, { b: { c: 2 } }],
    [{ b: { d: 1 }, _id: 0 }, { b: { d: 3 } }],
    [{ 'list.x': 1, _id: 0 }, { list: [{ x: 1 }, { x: 3 }] }],
    [{ nope: 1, _id: 0 }, {}],
    [
      { a: 0, list: 0, n: 0 },
      { _id: 1, b: { c: 2, d: 3 } },
    ],
    [
      { 'b.c': 0, list: 0, n: 0 },
      { _id: 1, a: 1, b: { d: 3 } },
    ],
    [
      { 'list.x': 0, b: 0, n: 0 },
      { _id: 1, a: 1, list: [{ y: 2 }, {}, 5] },
    ],
    [
      { n: { $slice: 2 }, _id: 0, a: 1 },
      { a: 1, n: [1, 2] },
    ],
    [
      { n: { $slice: -1 }, _id: 0, a: 1 },
      { a: 1, n: [4] },
    ],
    [
      { n: { $slice: [1, 2] }, _id: 0, a: 1 },
      { a: 1, n: [2, 3] },
    ],
    [{ list: { $elemMatch: { x: { $gt: 1 } } }, _id: 0 }, { list: [{ x: 3 }] }],
    [{ list: { $elemMatch: { x: 9 } }, _id: 0 }, {}],
    [{ sum: { $add: ['$a', '$b.c'] }, _id: 0 }, { sum: 3 }],
    [{ a: '$b.d', _id: 0 }, { a: 3 }],
    [{ a: { $literal: 1 }, _id: 0 }, { a: 1 }],
  ];

  test.each(projections)('a projection %j', async (projection, expected) => {
    const collection = await collectionOf(database, [wide]);
    expect(await collection.findOne({}, { projection })).toEqual(expected);
  });
});

describe('batches', () => {
  const opened = async (count: number, options: Document) => {
    const { collectionName } = await collectionOf(database, numbers(count));
    const { cursor } = await database.db.command(
      { find: collectionName, ...options },
      { promoteLongs: false },
    );
    const more = async (batchSize?: number) => {
      const command = { getMore: cursor.id, collection: collectionName };
      const next = await database.db.command(batchSize ? { ...command, batchSize } : command);
      return { count: next['cursor'].nextBatch.length, open: Number(next['cursor'].id) !== 0 };
    };
    const first = { count: cursor.firstBatch.length, open: !cursor.id.isZero() };
    return { collectionName, id: cursor.id as Long, first, more };
  };

  // The number of documents, the options, and the first batch: how many, and whether there are more.
  const first: [number, Document, { count: number; open: boolean }][] = [
    [150, {}, { count: 101, open: true }],
    [101, {}, { count: 101, open: true }],
    [100, {}, { count: 100, open: false }],
    [10, { batchSize: 3 }, { count: 3, open: true }],
    [10, { batchSize: 0 }, { count: 0, open: true }],
    [10, { batchSize: 11 }, { count: 10, open: false }],
    [10, { batchSize: 3, singleBatch: true }, { count: 3, open: false }],
    [10, { batchSize: 5, limit: 3 }, { count: 3, open: false }],
    [10, { batchSize: 3, limit: 5 }, { count: 3, open: true }],
    [0, {}, { count: 0, open: false }],
  ];

  test.each(first)('of %i documents with %j', async (count, options, expected) => {
    expect((await opened(count, options)).first).toEqual(expected);
  });

  test('getMore returns the rest, as many at a time as asked', async () => {
    const { more } = await opened(10, { batchSize: 2 });
    expect(await more(3)).toEqual({ count: 3, open: true });
    expect(await more(1)).toEqual({ count: 1, open: true });
    expect(await more()).toEqual({ count: 4, open: false });
    expect(await codeOf(more())).toBe(43);
  });

  test('a limit holds over all batches', async () => {
    const { more } = await opened(10, { batchSize: 2, limit: 5 });
    expect(await more(2)).toEqual({ count: 2, open: true });
    expect(await more(2)).toEqual({ count: 1, open: false });
  });

  test('a killed cursor is gone', async () => {
    const { collectionName, id, more } = await opened(10, { batchSize: 2 });
    const kill = { killCursors: collectionName, cursors: [id, Long.fromNumber(123456789)] };
    const killed = await database.db.command(kill, { promoteLongs: false });
    expect(killed['cursorsKilled']).toEqual([id]);
    expect(killed['cursorsNotFound']).toEqual([Long.fromNumber(123456789)]);
    expect(await codeOf(more())).toBe(43);
  });

  test('a cursor belongs to its collection', async () => {
    const { id } = await opened(10, { batchSize: 2 });
    expect(await codeOf(database.db.command({ getMore: id, collection: 'other' }))).toBe(13);
  });

  test('a cursor ends when its collection is dropped', async () => {
    const { collectionName, more } = await opened(300, { batchSize: 2 });
    await database.db.collection(collectionName).drop();
    // gone, unknown or killed: which one depends on the moment
    expect([26, 43, 175]).toContain(await codeOf(more(200)));
  });

  // Commands over a collection, and the code of the error.
  const refused: [string, (name: string) => Document, number][] = [
    ['a cursor that never was', (collection) => ({ getMore: Long.fromNumber(42), collection }), 43],
    ['a cursor id that is no long', (collection) => ({ getMore: 'x', collection }), 14],
    ['a negative batch', (find) => ({ find, batchSize: -1 }), 51024],
    ['a negative limit', (find) => ({ find, limit: -1 }), 51024],
    ['a negative skip', (find) => ({ find, skip: -1 }), 51024],
    ['aggregation without a cursor', (aggregate) => ({ aggregate, pipeline: [] }), 9],
  ];

  test.each(refused)('%s is an error', async (_name, command, code) => {
    const { collectionName } = await collectionOf(database, numbers(1));
    expect(await codeOf(database.db.command(command(collectionName)))).toBe(code);
  });
});

describe('the cursor of the driver', () => {
  test('walks over all batches', async () => {
    const collection = await collectionOf(database, numbers(250));
    const seen: unknown[] = [];
    for await (const { _id } of collection.find().sort({ _id: -1 }).batchSize(60)) seen.push(_id);
    expect(seen).toEqual(Array.from({ length: 250 }, (_, i) => 250 - i));
  });

  test('tells whether there is more, closes early and rewinds', async () => {
    const collection = await collectionOf(database, numbers(5));
    const cursor = collection.find().sort({ _id: 1 }).batchSize(2);
    expect([await cursor.hasNext(), await cursor.next(), await cursor.tryNext()]).toEqual([
      true,
      { _id: 1 },
      { _id: 2 },
    ]);
    cursor.rewind();
    expect(await cursor.next()).toEqual({ _id: 1 });
    await cursor.close();
  });

  test('of an aggregation comes in batches too', async () => {
    const collection = await collectionOf(database, numbers(25));
    const cursor = collection.aggregate([{ $sort: { _id: 1 } }, { $skip: 5 }], { batchSize: 4 });
    expect(await cursor.map(({ _id }) => _id).toArray()).toEqual(Array.from({ length: 20 }, (_, i) => i + 6));
  });

  test('many cursors are open at once', async () => {
    const collection = await collectionOf(database, numbers(30));
    const cursors = Array.from({ length: 20 }, (_, skip) =>
      collection.find().sort({ _id: 1 }).skip(skip).batchSize(3),
    );
    const sums = await Promise.all(
      cursors.map(async (cursor) => (await cursor.toArray()).reduce((sum, { _id }) => sum + Number(_id), 0)),
    );
    expect(sums).toEqual(cursors.map((_, skip) => 465 - (skip * (skip + 1)) / 2));
  });

  test('returns each document once while another client inserts and removes', async () => {
    const collection = await collectionOf(database, numbers(200));
    const seen: number[] = [];
    for await (const { _id } of collection
      .find({ _id: { $lte: 200 } } as never)
      .sort({ _id: 1 })
      .batchSize(20)) {
      seen.push(Number(_id));
      if (Number(_id) % 20 === 0) await collection.insertOne({ _id: 1000 + Number(_id) } as never);
    }
    expect(seen).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
  });
});
