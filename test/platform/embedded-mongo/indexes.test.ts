import type { Collection, Document } from 'mongodb';
import { expect, test } from 'vitest';
import { collectionOf, testDatabase } from './database.ts';

const database = testDatabase();

async function planOf(collection: Collection<Document>, query: object, sort: object = {}) {
  const { queryPlanner, executionStats } = await collection
    .find(query)
    .sort(sort as never)
    .explain('executionStats');
  const inner = queryPlanner.winningPlan.inputStage ?? queryPlanner.winningPlan;
  return {
    stage: inner.stage,
    index: inner.indexName,
    sorts: queryPlanner.winningPlan.stage === 'SORT',
    docs: executionStats.totalDocsExamined,
  };
}

const people = Array.from({ length: 100 }, (_, i) => ({
  _id: i,
  age: i % 10,
  name: `n${i}`,
  tags: [i % 3, 10 + (i % 5)],
}));

// A query and a sort over 100 documents with indexes {age, name}, {tags}; which index, and how many documents it reads.
const plans: [string, object, object, { stage: string; index?: string; sorts: boolean; docs: number }][] = [
  ['by _id', { _id: 5 }, {}, { stage: 'IDHACK', index: '_id_', sorts: false, docs: 1 }],
  [
    'several ids',
    { _id: { $in: [5, 7, 500] } },
    {},
    { stage: 'IXSCAN', index: '_id_', sorts: false, docs: 2 },
  ],
  [
    'a range of ids',
    { _id: { $gte: 10, $lt: 15 } },
    {},
    { stage: 'IXSCAN', index: '_id_', sorts: false, docs: 5 },
  ],
  ['a prefix', { age: 3 }, {}, { stage: 'IXSCAN', index: 'age_1_name_-1', sorts: false, docs: 10 }],
  [
    'the whole key',
    { age: 3, name: 'n13' },
    {},
    { stage: 'IXSCAN', index: 'age_1_name_-1', sorts: false, docs: 1 },
  ],
  [
    'equality, then a range descending',
    { age: 3, name: { $gt: 'n5' } },
    {},
    { stage: 'IXSCAN', index: 'age_1_name_-1', sorts: false, docs: 5 },
  ],
  [
    'a list, then equality',
    { age: { $in: [1, 2] }, name: 'n11' },
    {},
    { stage: 'IXSCAN', index: 'age_1_name_-1', sorts: false, docs: 1 },
  ],
  [
    'sorted by the rest of the index',
    { age: 3 },
    { name: -1 },
    { stage: 'IXSCAN', index: 'age_1_name_-1', sorts: false, docs: 10 },
  ],
  [
    'and backwards',
    { age: 3 },
    { name: 1 },
    { stage: 'IXSCAN', index: 'age_1_name_-1', sorts: false, docs: 10 },
  ],
  [
    'a sort alone',
    {},
    { age: -1, name: 1 },
    { stage: 'IXSCAN', index: 'age_1_name_-1', sorts: false, docs: 100 },
  ],
  [
    'a sort that no index has',
    { age: 3 },
    { other: 1 },
    { stage: 'IXSCAN', index: 'age_1_name_-1', sorts: true, docs: 10 },
  ],
  ['an element of an array', { tags: 12 }, {}, { stage: 'IXSCAN', index: 'tags_1', sorts: false, docs: 20 }],
  [
    'a regular expression with a fixed beginning',
    { age: 3, name: /^n1/ },
    {},
    { stage: 'IXSCAN', index: 'age_1_name_-1', sorts: false, docs: 1 },
  ],
  [
    'alternatives that all have an index',
    { $or: [{ _id: 1 }, { tags: 12 }] },
    {},
    { stage: 'OR', sorts: false, docs: 21 },
  ],
  ['no index', { other: 1 }, {}, { stage: 'COLLSCAN', sorts: false, docs: 100 }],
  ['a negation bounds nothing', { age: { $ne: 3 } }, {}, { stage: 'COLLSCAN', sorts: false, docs: 100 }],
  [
    'a contradiction reads nothing',
    { age: { $gt: 5, $lt: 2 } },
    {},
    { stage: 'IXSCAN', index: 'age_1_name_-1', sorts: false, docs: 0 },
  ],
];

test.each(plans)('the planner: %s', async (_name, query, sort, expected) => {
  const collection = await collectionOf(database, people);
  await collection.createIndexes([{ key: { age: 1, name: -1 } }, { key: { tags: 1 } }]);
  expect(await planOf(collection, query, sort)).toEqual({ index: undefined, ...expected });
});

test('a duplicate key says which index and which value', async () => {
  const collection = await collectionOf(database, [{ a: 1, b: 'x' }]);
  await collection.createIndex({ a: 1, b: -1 }, { unique: true });
  const error = await collection.insertOne({ a: 1, b: 'x' }).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 11000, keyPattern: { a: 1, b: -1 }, keyValue: { a: 1, b: 'x' } });
  expect((error as Error).message).toContain(
    `E11000 duplicate key error collection: ${database.db.databaseName}.${collection.collectionName} index: a_1_b_-1 dup key: { a: 1, b: "x" }`,
  );
});

test('a unique index also guards updates, and a failed one changes nothing', async () => {
  const collection = await collectionOf(database, [{ a: 1 }, { a: 2 }]);
  await collection.createIndex({ a: 1 }, { unique: true });
  await expect(collection.updateOne({ a: 2 }, { $set: { a: 1 } })).rejects.toMatchObject({ code: 11000 });
  await expect(collection.updateOne({ a: 2 }, { $set: { a: 2, b: 1 } })).resolves.toMatchObject({
    modifiedCount: 1,
  });
  expect(await collection.find({ a: 1 }).toArray()).toHaveLength(1);
});

test('a unique index holds each element of an array once', async () => {
  const collection = await collectionOf(database, [{ a: [1, 2, 2] }]);
  await collection.createIndex({ a: 1 }, { unique: true });
  await expect(collection.insertOne({ a: [3, 2] })).rejects.toMatchObject({
    code: 11000,
    keyValue: { a: 2 },
  });
});

test('a unique index lets only one document be without the field, a sparse or partial one any number', async () => {
  const plain = await collectionOf(database, [{}]);
  await plain.createIndex({ a: 1 }, { unique: true });
  await expect(plain.insertOne({ b: 1 })).rejects.toMatchObject({ code: 11000, keyValue: { a: null } });
  const sparse = await collectionOf(database, [{}, {}, { a: 1 }]);
  await sparse.createIndex({ a: 1 }, { unique: true, sparse: true });
  await expect(sparse.insertOne({ a: 1 })).rejects.toMatchObject({ code: 11000 });
  const partial = await collectionOf(database, [
    { a: 1, on: false },
    { a: 1, on: false },
  ]);
  await partial.createIndex({ a: 1 }, { unique: true, partialFilterExpression: { on: true } });
  await partial.insertOne({ a: 1, on: true } as never);
  await expect(partial.insertOne({ a: 1, on: true } as never)).rejects.toMatchObject({ code: 11000 });
});

test('sparse and partial indexes serve only queries that they can answer', async () => {
  const collection = await collectionOf(database, [{ a: 1, on: true }, { a: 1 }, { on: true }, {}]);
  await collection.createIndex({ a: 1 }, { sparse: true, name: 'sparse' });
  await collection.createIndex({ b: 1 }, { partialFilterExpression: { on: true }, name: 'partial' });
  expect(await planOf(collection, { a: 1 })).toMatchObject({ index: 'sparse' });
  expect(await planOf(collection, { a: null })).toMatchObject({ stage: 'COLLSCAN' });
  expect(await planOf(collection, { b: null, on: true })).toMatchObject({ index: 'partial', docs: 2 });
  expect(await planOf(collection, { b: null })).toMatchObject({ stage: 'COLLSCAN' });
});

test('two arrays cannot be in one compound index', async () => {
  const collection = await collectionOf(database, []);
  await collection.createIndex({ a: 1, b: 1 });
  await expect(collection.insertOne({ a: [1], b: [2] })).rejects.toMatchObject({ code: 171 });
  await collection.insertOne({ a: [1, 2], b: 3 });
});

test('an index over existing duplicates is refused and not made', async () => {
  const collection = await collectionOf(database, [{ a: 1 }, { a: 1 }]);
  await expect(collection.createIndex({ a: 1 }, { unique: true })).rejects.toMatchObject({ code: 11000 });
  expect(await collection.indexes()).toHaveLength(1);
});

test('indexes are listed and dropped; making one again is no error, making another one is', async () => {
  const collection = await collectionOf(database, [{ a: 1 }]);
  await collection.createIndex({ a: 1 }, { unique: true });
  await collection.createIndex({ a: 1 }, { unique: true });
  expect(await collection.indexes()).toEqual([
    { v: 2, key: { _id: 1 }, name: '_id_' },
    { v: 2, key: { a: 1 }, name: 'a_1', unique: true },
  ]);
  await expect(collection.createIndex({ a: -1 }, { name: 'a_1' })).rejects.toMatchObject({ code: 86 });
  await expect(collection.createIndex({ a: 1 }, { unique: true, name: 'b' })).rejects.toMatchObject({
    code: 85,
  });
  await expect(collection.createIndex({ a: 'text' })).rejects.toMatchObject({ code: 67 });
  await collection.dropIndex('a_1');
  await expect(collection.dropIndex('a_1')).rejects.toMatchObject({ code: 27 });
  await collection.insertOne({ a: 1 });
});

test('values too long for a key are still found, unique and sorted', async () => {
  const long = (end: string) => 'x'.repeat(3000) + end;
  const collection = await collectionOf(database, [{ a: long('b') }, { a: long('a') }, { a: 'x' }]);
  await collection.createIndex({ a: 1 }, { unique: true });
  expect(await planOf(collection, { a: long('a') })).toMatchObject({ stage: 'IXSCAN', docs: 1 });
  await expect(collection.insertOne({ a: long('a') })).rejects.toMatchObject({ code: 11000 });
  expect(
    await collection
      .find()
      .sort({ a: 1 })
      .map(({ _id }) => Number(_id))
      .toArray(),
  ).toEqual([3, 2, 1]);
  expect(await collection.countDocuments({ a: { $gt: long('a') } })).toBe(1);
});
