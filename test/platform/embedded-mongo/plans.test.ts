import type { mongo } from 'mongoose';
import { describe, expect, test } from 'vitest';
import { collectionOf, EMBEDDED, testDatabase } from './database.ts';

const database = testDatabase();

async function planOf(collection: mongo.Collection, query: object, sort: object = {}) {
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

describe.runIf(EMBEDDED)('explain, in the words of the embedded store alone', () => {
  test.each(plans)('the planner: %s', async (_name, query, sort, expected) => {
    const collection = await collectionOf(database, people);
    await collection.createIndexes([{ key: { age: 1, name: -1 } }, { key: { tags: 1 } }]);
    expect(await planOf(collection, query, sort)).toEqual({ index: undefined, ...expected });
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
});
