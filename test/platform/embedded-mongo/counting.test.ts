import { type Document, Double, Long } from 'mongodb';
import { describe, expect, test } from 'vitest';
import { codeOf, collectionOf, testDatabase } from './database.ts';

const database = testDatabase();

const docs = [
  { a: 1, tags: ['x', 'y'], b: { c: 1 } },
  { a: 2, tags: ['y'], b: { c: 2 } },
  { a: 2, tags: [], b: [{ c: 2 }, { c: 3 }] },
  { a: null, tags: 'z' },
  {},
];

// The options of count over the documents above, and the number.
const counts: [Document, number][] = [
  [{}, 5],
  [{ query: { a: 2 } }, 2],
  [{ query: { a: null } }, 2],
  [{ query: { tags: 'y' } }, 2],
  [{ query: { a: 7 } }, 0],
  [{ limit: 2 }, 2],
  [{ limit: -2 }, 2],
  [{ limit: 0 }, 5],
  [{ skip: 4 }, 1],
  [{ skip: 9 }, 0],
  [{ query: { a: 2 }, skip: 1, limit: 5 }, 1],
];

test.each(counts)('count with %j is %i', async (options, expected) => {
  const count = (await collectionOf(database, docs)).collectionName;
  expect(await database.db.command({ count, ...options })).toMatchObject({ n: expected });
});

test('the counts of the driver', async () => {
  const collection = await collectionOf(database, docs);
  expect(await collection.countDocuments({ a: { $gte: 1 } }, { skip: 1, limit: 5 })).toBe(2);
  expect(await collection.estimatedDocumentCount()).toBe(5);
  expect(await database.db.collection('not_there').countDocuments()).toBe(0);
  expect(await database.db.collection('not_there').estimatedDocumentCount()).toBe(0);
});

// The path, the query, and the different values at that path, in order.
const distincts: [string, Document, unknown[]][] = [
  ['a', {}, [null, 1, 2]],
  ['a', { a: { $gt: 1 } }, [2]],
  ['tags', {}, ['x', 'y', 'z']],
  ['tags', { a: 2 }, ['y']],
  ['b.c', {}, [1, 2, 3]],
  ['nope', {}, []],
  ['_id', { a: 2 }, [2, 3]],
  ['tags.0', {}, ['x', 'y']],
  ['b', { _id: 1 }, [{ c: 1 }]],
];

test.each(distincts)('distinct %s where %j', async (path, query, expected) => {
  const collection = await collectionOf(database, docs);
  expect((await collection.distinct(path, query)).sort()).toEqual([...expected].sort());
});

test('distinct counts numbers of different types once', async () => {
  const collection = await collectionOf(database, [
    { a: 1 },
    { a: new Double(1) },
    { a: Long.fromNumber(1) },
    { a: 1.5 },
  ]);
  expect(await collection.distinct('a')).toEqual([1, 1.5]);
});

test('distinct is the same with an index', async () => {
  const collection = await collectionOf(database, docs);
  await collection.createIndex({ tags: 1 });
  expect((await collection.distinct('tags')).sort()).toEqual(['x', 'y', 'z']);
});

describe('refused', () => {
  // What is wrong, the command, and the code of the error.
  const refused: [string, (name: string) => Document, number][] = [
    ['count: a negative skip', (count) => ({ count, skip: -1 }), 51024],
    ['count: a query that is no document', (count) => ({ count, query: 5 }), 14],
    ['count: an operator that does not exist', (count) => ({ count, query: { a: { $nope: 1 } } }), 2],
    ['count: an option that does not exist', (count) => ({ count, nope: 1 }), 40415],
    ['distinct: no key', (distinct) => ({ distinct }), 40414],
    ['distinct: a key that is no text', (distinct) => ({ distinct, key: 5 }), 14],
    [
      'distinct: an operator that does not exist',
      (distinct) => ({ distinct, key: 'a', query: { a: { $nope: 1 } } }),
      2,
    ],
  ];

  test.each(refused)('%s', async (_name, command, code) => {
    const { collectionName } = await collectionOf(database, docs);
    expect(await codeOf(database.db.command(command(collectionName)))).toBe(code);
  });
});
