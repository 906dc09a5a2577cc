import type { Decimal128 as Decimal } from 'mongodb';
import { Decimal128, Double, Long } from 'mongodb';
import { describe, expect, test } from 'vitest';
import { codeOf, collectionOf, testDatabase } from './database.ts';

const database = testDatabase();

type Key = Record<string, 1 | -1>;

// Key, options, and how the index is listed besides.
const listed: [Key, object, object][] = [
  [{ a: 1 }, {}, { name: 'a_1' }],
  [{ a: -1 }, {}, { name: 'a_-1' }],
  [{ a: 1, b: -1 }, {}, { name: 'a_1_b_-1' }],
  [{ 'a.b': 1 }, {}, { name: 'a.b_1' }],
  [{ a: 1 }, { name: 'mine' }, { name: 'mine' }],
  [{ a: 1 }, { unique: true }, { name: 'a_1', unique: true }],
  [{ a: 1 }, { sparse: true }, { name: 'a_1', sparse: true }],
  [{ a: 1 }, { unique: true, sparse: true }, { name: 'a_1', unique: true, sparse: true }],
  [{ a: 1 }, { expireAfterSeconds: 0 }, { name: 'a_1', expireAfterSeconds: 0 }],
  [{ a: 1 }, { expireAfterSeconds: 3600 }, { name: 'a_1', expireAfterSeconds: 3600 }],
  [
    { a: 1 },
    { partialFilterExpression: { b: { $gt: 5 } } },
    { name: 'a_1', partialFilterExpression: { b: { $gt: 5 } } },
  ],
];

test.each(listed)('an index %j with %j is listed as it was made', async (key, options, expected) => {
  const collection = await collectionOf(database, [{ a: 1 }]);
  await collection.createIndex(key, options);
  expect(await collection.indexes()).toEqual([
    { v: 2, key: { _id: 1 }, name: '_id_' },
    { v: 2, key, ...expected },
  ]);
});

// What is wrong, the specification of an index, and the code of the error.
const refused: [string, object, number][] = [
  ['no fields', { key: {}, name: 'x' }, 67],
  ['a direction of 0', { key: { a: 0 }, name: 'x' }, 67],
  ['a direction that is no number', { key: { a: true }, name: 'x' }, 67],
  ['a kind that does not exist', { key: { a: 'nope' }, name: 'x' }, 67],
  ['a field without a name', { key: { '': 1 }, name: 'x' }, 67],
  ['a field that begins with $', { key: { $a: 1 }, name: 'x' }, 67],
  ['an empty part of a path', { key: { 'a..b': 1 }, name: 'x' }, 67],
  [
    'sparse and partial at once',
    { key: { a: 1 }, name: 'x', sparse: true, partialFilterExpression: { b: 1 } },
    67,
  ],
  [
    'a partial filter that negates',
    { key: { a: 1 }, name: 'x', partialFilterExpression: { b: { $ne: 1 } } },
    67,
  ],
  ['a partial filter that is no document', { key: { a: 1 }, name: 'x', partialFilterExpression: 5 }, 14],
  ['a lifetime that is no number', { key: { a: 1 }, name: 'x', expireAfterSeconds: 'x' }, 14],
  ['a negative lifetime', { key: { a: 1 }, name: 'x', expireAfterSeconds: -1 }, 67],
  ['a lifetime with two fields', { key: { a: 1, b: 1 }, name: 'x', expireAfterSeconds: 5 }, 67],
  ['no name', { key: { a: 1 } }, 9],
  ['no key', { name: 'x' }, 9],
  ['an option that does not exist', { key: { a: 1 }, name: 'x', nope: 1 }, 197],
];

test.each(refused)('an index is refused with %s', async (_name, index, code) => {
  const collection = await collectionOf(database, [{ a: 1 }]);
  const command = { createIndexes: collection.collectionName, indexes: [index] };
  expect(await codeOf(database.db.command(command))).toBe(code);
  expect(await collection.indexes()).toHaveLength(1);
});

test('creating indexes tells how many there were and are', async () => {
  const createIndexes = 'made_by_its_index';
  const indexes = [
    { key: { a: 1 }, name: 'a' },
    { key: { b: 1 }, name: 'b' },
  ];
  expect(await database.db.command({ createIndexes, indexes })).toMatchObject({
    numIndexesBefore: 1,
    numIndexesAfter: 3,
    createdCollectionAutomatically: true,
  });
  expect(await database.db.command({ createIndexes, indexes })).toMatchObject({
    numIndexesBefore: 3,
    numIndexesAfter: 3,
  });
});

test('making an index again is no error, making another one in its place is', async () => {
  const collection = await collectionOf(database, [{ a: 1 }]);
  await collection.createIndex({ a: 1 }, { unique: true });
  await collection.createIndex({ a: 1 }, { unique: true });
  expect(await codeOf(collection.createIndex({ a: -1 }, { name: 'a_1' }))).toBe(86);
  expect(await codeOf(collection.createIndex({ a: 1 }, { unique: true, name: 'b' }))).toBe(85);
  expect(await collection.indexes()).toHaveLength(2);
});

describe('dropping', () => {
  const indexed = async () => {
    const collection = await collectionOf(database, [{ a: 1, b: 1 }]);
    await collection.createIndexes([{ key: { a: 1 } }, { key: { b: 1 } }, { key: { a: 1, b: 1 } }]);
    return collection;
  };

  // What is dropped, and the names of the indexes that are left, or the code of the error.
  const drops: [string, unknown, string[] | number][] = [
    ['a name', 'a_1', ['_id_', 'b_1', 'a_1_b_1']],
    ['a key', { b: 1 }, ['_id_', 'a_1', 'a_1_b_1']],
    ['several names', ['a_1', 'b_1'], ['_id_', 'a_1_b_1']],
    ['all but that of _id', '*', ['_id_']],
    ['an unknown name', 'nope', 27],
    ['an unknown key', { b: -1 }, 27],
    ['a known and an unknown name', ['a_1', 'nope'], 27],
    ['the index of _id', '_id_', 72],
  ];

  test.each(drops)('%s', async (_name, index, expected) => {
    const collection = await indexed();
    const dropping = database.db.command({ dropIndexes: collection.collectionName, index });
    if (typeof expected === 'number') expect(await codeOf(dropping)).toBe(expected);
    else await dropping;
    const names = (await collection.indexes()).map(({ name }) => name);
    expect(names).toEqual(typeof expected === 'number' ? ['_id_', 'a_1', 'b_1', 'a_1_b_1'] : expected);
  });

  test('in a collection that is not there', async () => {
    const missing = database.db.collection('not_there');
    expect(await codeOf(missing.dropIndex('a_1'))).toBe(26);
    expect(await codeOf(missing.indexes())).toBe(26);
  });

  test('a dropped unique index guards nothing', async () => {
    const collection = await collectionOf(database, [{ a: 1 }]);
    await collection.createIndex({ a: 1 }, { unique: true });
    await collection.dropIndex('a_1');
    await collection.insertOne({ a: 1 });
    expect(await collection.countDocuments({ a: 1 })).toBe(2);
  });
});

const decimal = (text: string): Decimal => Decimal128.fromString(text);

// The key of a unique index, a document that is there, and one that cannot be beside it; or can.
const unique: [string, Key, object, object, object | 'fits'][] = [
  ['equal values', { a: 1 }, { a: 1 }, { a: 1 }, { a: 1 }],
  ['an int and a double', { a: 1 }, { a: 1 }, { a: new Double(1) }, { a: 1 }],
  ['an int and a long', { a: 1 }, { a: 1 }, { a: Long.fromNumber(1) }, { a: 1 }],
  ['an int and a decimal', { a: 1 }, { a: 1 }, { a: decimal('1.00') }, { a: decimal('1.00') }],
  ['a number and its text', { a: 1 }, { a: 1 }, { a: '1' }, 'fits'],
  ['texts in other case', { a: 1 }, { a: 'x' }, { a: 'X' }, 'fits'],
  ['null and missing', { a: 1 }, { a: null }, {}, { a: null }],
  ['missing and missing', { a: 1 }, {}, {}, { a: null }],
  ['missing and empty', { a: 1 }, {}, { a: '' }, 'fits'],
  [
    'documents in the same order',
    { a: 1 },
    { a: { x: 1, y: 2 } },
    { a: { x: 1, y: 2 } },
    { a: { x: 1, y: 2 } },
  ],
  ['documents in another order', { a: 1 }, { a: { x: 1, y: 2 } }, { a: { y: 2, x: 1 } }, 'fits'],
  ['an element of both lists', { a: 1 }, { a: [1, 2] }, { a: [2, 3] }, { a: 2 }],
  ['an element and a value', { a: 1 }, { a: [1, 2] }, { a: 2 }, { a: 2 }],
  ['lists with nothing in common', { a: 1 }, { a: [1, 2] }, { a: [3] }, 'fits'],
  ['nested fields', { 'a.b': 1 }, { a: { b: 1 } }, { a: { b: 1, c: 2 } }, { 'a.b': 1 }],
  ['fields of elements', { 'a.b': 1 }, { a: [{ b: 1 }, { b: 2 }] }, { a: [{ b: 2 }] }, { 'a.b': 2 }],
  ['both of two fields', { a: 1, b: -1 }, { a: 1, b: 'x' }, { a: 1, b: 'x' }, { a: 1, b: 'x' }],
  ['one of two fields', { a: 1, b: -1 }, { a: 1, b: 'x' }, { a: 1, b: 'y' }, 'fits'],
  ['one of two fields, the other missing', { a: 1, b: -1 }, { a: 1 }, { a: 1 }, { a: 1, b: null }],
];

test.each(unique)('a unique index and %s', async (_name, key, there, added, outcome) => {
  const collection = await collectionOf(database, [there]);
  await collection.createIndex(key, { unique: true });
  const adding = collection.insertOne({ ...added });
  if (outcome === 'fits') await adding;
  else await expect(adding).rejects.toMatchObject({ code: 11000, keyPattern: key, keyValue: outcome });
  expect(await collection.countDocuments()).toBe(outcome === 'fits' ? 2 : 1);
});

test('a list may hold a value twice in a unique index', async () => {
  const collection = await collectionOf(database, []);
  await collection.createIndex({ a: 1 }, { unique: true });
  await collection.insertOne({ a: [1, 1, 2] });
  expect(await collection.countDocuments({ a: 1 })).toBe(1);
});

test('a sparse unique index lets any number of documents be without the field', async () => {
  const collection = await collectionOf(database, [{}, {}, { a: 1 }]);
  await collection.createIndex({ a: 1 }, { unique: true, sparse: true });
  expect(await codeOf(collection.insertOne({ a: 1 }))).toBe(11000);
  await collection.insertOne({ a: null });
  expect(await codeOf(collection.insertOne({ a: null }))).toBe(11000);
  await collection.insertOne({});
});

test('a partial unique index guards a document while its filter holds', async () => {
  const collection = await collectionOf(database, [
    { a: 1, on: true },
    { a: 1, on: false },
    { a: 1, on: false },
  ]);
  await collection.createIndex({ a: 1 }, { unique: true, partialFilterExpression: { on: true } });
  const enter = () => codeOf(collection.updateOne({ on: false }, { $set: { on: true } }));
  expect(await enter()).toBe(11000);
  await collection.updateOne({ on: true }, { $set: { on: false } });
  expect(await enter()).toBeUndefined();
});

// What is done to {_id: 2, a: 2} beside {_id: 1, a: 1} with a unique {a: 1}.
const taken: [string, (on: Awaited<ReturnType<typeof collectionOf>>) => Promise<unknown>][] = [
  ['an update', (on) => on.updateOne({ a: 2 }, { $set: { a: 1 } })],
  ['an update of many', (on) => on.updateMany({}, { $set: { a: 1 } })],
  ['a replacement', (on) => on.replaceOne({ a: 2 }, { a: 1 })],
  ['an upsert', (on) => on.updateOne({ b: 1 }, { $set: { a: 1 } }, { upsert: true })],
  ['findOneAndUpdate', (on) => on.findOneAndUpdate({ a: 2 }, { $inc: { a: -1 } })],
  ['findOneAndReplace', (on) => on.findOneAndReplace({ a: 2 }, { a: 1 })],
  ['a pipeline', (on) => on.updateOne({ a: 2 }, [{ $set: { a: [5, 1] } }])],
];

test.each(taken)('%s to a value that is taken fails and changes nothing', async (_name, change) => {
  const collection = await collectionOf(database, [{ a: 1 }, { a: 2 }]);
  await collection.createIndex({ a: 1 }, { unique: true });
  await expect(change(collection)).rejects.toMatchObject({
    code: 11000,
    keyPattern: { a: 1 },
    keyValue: { a: 1 },
  });
  expect(await collection.find().sort({ _id: 1 }).toArray()).toEqual([
    { _id: 1, a: 1 },
    { _id: 2, a: 2 },
  ]);
});

test('a document may be updated to the unique value that it has', async () => {
  const collection = await collectionOf(database, [{ a: 1 }]);
  await collection.createIndex({ a: 1 }, { unique: true });
  expect(await collection.updateOne({ a: 1 }, { $set: { a: 1, b: 1 } })).toMatchObject({ modifiedCount: 1 });
});

test('_id is unique, whatever the type of its number', async () => {
  const collection = await collectionOf(database, [{ _id: 1 }]);
  for (const _id of [1, new Double(1), Long.fromNumber(1)]) {
    await expect(collection.insertOne({ _id } as never)).rejects.toMatchObject({
      code: 11000,
      keyPattern: { _id: 1 },
      keyValue: { _id: 1 },
    });
  }
});

test('a unique index over documents that are equal is refused and not made', async () => {
  const collection = await collectionOf(database, [{ a: 1 }, { a: 1 }]);
  expect(await codeOf(collection.createIndex({ a: 1 }, { unique: true }))).toBe(11000);
  expect(await collection.indexes()).toHaveLength(1);
});

test('two lists cannot be in one compound index', async () => {
  const collection = await collectionOf(database, [{ a: [1, 2], b: 3 }]);
  await collection.createIndex({ a: 1, b: 1 });
  expect(await codeOf(collection.insertOne({ a: [1], b: [2] }))).toBe(171);
  expect(await codeOf(collection.updateOne({}, { $set: { b: [4] } }))).toBe(171);
  await collection.insertOne({ a: 1, b: [2, 3] });
  expect(await collection.countDocuments()).toBe(2);
});

test('a lifetime is changed in place', async () => {
  const collection = await collectionOf(database, []);
  await collection.createIndex({ at: 1 }, { expireAfterSeconds: 60 });
  const collMod = collection.collectionName;
  const index = { keyPattern: { at: 1 }, expireAfterSeconds: 120 };
  expect(await database.db.command({ collMod, index })).toMatchObject({
    expireAfterSeconds_old: 60,
    expireAfterSeconds_new: 120,
  });
  expect(await collection.indexes()).toMatchObject([{}, { expireAfterSeconds: 120 }]);
  const missing = { keyPattern: { other: 1 }, expireAfterSeconds: 120 };
  expect(await codeOf(database.db.command({ collMod, index: missing }))).toBe(27);
});

test('a hint names an index by its name, its key or as none; an unknown one is an error', async () => {
  const collection = await collectionOf(database, [{ a: 2 }, { a: 1 }, {}]);
  await collection.createIndex({ a: 1 }, { sparse: true });
  const ids = (hint: string | Key | { $natural: 1 }) =>
    collection
      .find({}, { hint })
      .map(({ _id }) => Number(_id))
      .toArray();
  expect(await ids('a_1')).toEqual([2, 1]);
  expect(await ids({ a: 1 })).toEqual([2, 1]);
  expect(await ids({ $natural: 1 })).toEqual([1, 2, 3]);
  expect(await codeOf(ids('nope'))).toBe(2);
});
