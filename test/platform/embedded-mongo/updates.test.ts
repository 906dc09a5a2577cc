import { Decimal128, Double, Long } from 'mongodb';
import { expect, test } from 'vitest';
import { collectionOf, testDatabase } from './database.ts';

const database = testDatabase();

// What it shows, the document before, the update, the document after (without _id), and options with a query.
type Case = [string, object, object, object, { query?: object; arrayFilters?: object[] }?];

const cases: Case[] = [
  ['$set makes the documents on its way', { a: 1 }, { $set: { 'b.c': 2 } }, { a: 1, b: { c: 2 } }],
  ['$set at a place of an array', { a: [1, 2] }, { $set: { 'a.1': 5 } }, { a: [1, 5] }],
  ['$set beyond the end fills with null', { a: [1] }, { $set: { 'a.3': 5 } }, { a: [1, null, null, 5] }],
  ['$set of a number makes a field of a document', { a: {} }, { $set: { 'a.0': 5 } }, { a: { 0: 5 } }],
  ['$unset removes a field', { a: 1, b: 2 }, { $unset: { a: '' } }, { b: 2 }],
  ['$unset of an element leaves null', { a: [1, 2] }, { $unset: { 'a.0': 1 } }, { a: [null, 2] }],
  ['$unset of nothing changes nothing', { a: 1 }, { $unset: { 'b.c': 1 } }, { a: 1 }],
  ['$inc adds', { a: 1 }, { $inc: { a: 2, b: -1 } }, { a: 3, b: -1 }],
  ['$mul multiplies, and a missing field becomes 0', { a: 3 }, { $mul: { a: 2, b: 5 } }, { a: 6, b: 0 }],
  ['$min keeps the less', { a: 5, b: 5 }, { $min: { a: 3, b: 9, c: 1 } }, { a: 3, b: 5, c: 1 }],
  ['$max compares across types', { a: 5 }, { $max: { a: 'x' } }, { a: 'x' }],
  ['$rename moves a field to the end', { a: 1, b: 2 }, { $rename: { a: 'c.d' } }, { b: 2, c: { d: 1 } }],
  ['$rename of nothing changes nothing', { a: 1 }, { $rename: { x: 'y' } }, { a: 1 }],
  [
    '$setOnInsert does nothing to what is there',
    { a: 1 },
    { $setOnInsert: { b: 1 }, $set: { a: 2 } },
    { a: 2 },
  ],
  ['$push appends and makes the array', { a: [1] }, { $push: { a: 2, b: 1 } }, { a: [1, 2], b: [1] }],
  ['$push of an array appends it whole', { a: [1] }, { $push: { a: [2, 3] } }, { a: [1, [2, 3]] }],
  ['$each appends one by one', { a: [1] }, { $push: { a: { $each: [2, 3] } } }, { a: [1, 2, 3] }],
  [
    '$position counts from the front',
    { a: [1, 2] },
    { $push: { a: { $each: [9], $position: 1 } } },
    { a: [1, 9, 2] },
  ],
  ['or from the end', { a: [1, 2] }, { $push: { a: { $each: [9], $position: -1 } } }, { a: [1, 9, 2] }],
  ['$slice keeps the last', { a: [1, 2] }, { $push: { a: { $each: [3], $slice: -2 } } }, { a: [2, 3] }],
  ['$slice keeps the first', { a: [1, 2] }, { $push: { a: { $each: [3], $slice: 1 } } }, { a: [1] }],
  ['$slice: 0 empties', { a: [1] }, { $push: { a: { $each: [], $slice: 0 } } }, { a: [] }],
  ['$sort orders values', { a: [3, 1] }, { $push: { a: { $each: [2], $sort: -1 } } }, { a: [3, 2, 1] }],
  [
    '$sort orders documents, then $slice cuts',
    { a: [{ s: 3 }, { s: 1 }] },
    { $push: { a: { $each: [{ s: 2 }], $sort: { s: 1 }, $slice: 2 } } },
    { a: [{ s: 1 }, { s: 2 }] },
  ],
  [
    '$addToSet adds what is not there',
    { a: [1, 2] },
    { $addToSet: { a: { $each: [2, 3, 3] } } },
    { a: [1, 2, 3] },
  ],
  [
    '$addToSet compares documents with order',
    { a: [{ x: 1, y: 2 }] },
    { $addToSet: { a: { y: 2, x: 1 } } },
    {
      a: [
        { x: 1, y: 2 },
        { y: 2, x: 1 },
      ],
    },
  ],
  ['$pull by value', { a: [1, 2, 1] }, { $pull: { a: 1 } }, { a: [2] }],
  ['$pull by condition', { a: [1, 5, 9] }, { $pull: { a: { $gte: 5 } } }, { a: [1] }],
  [
    '$pull by query on documents',
    { a: [{ x: 1, y: 1 }, { x: 2 }] },
    { $pull: { a: { x: 1 } } },
    { a: [{ x: 2 }] },
  ],
  ['$pull of several values', { a: [1, 2, 3] }, { $pull: { a: { $in: [1, 3] } } }, { a: [2] }],
  ['$pullAll by values', { a: [1, 2, 3, 1] }, { $pullAll: { a: [1, 3] } }, { a: [2] }],
  ['$pop takes the last', { a: [1, 2] }, { $pop: { a: 1 } }, { a: [1] }],
  ['$pop: -1 takes the first', { a: [1, 2] }, { $pop: { a: -1 } }, { a: [2] }],
  ['$pop of nothing changes nothing', { b: 1 }, { $pop: { a: 1 } }, { b: 1 }],
  ['$bit works on bits', { a: 13 }, { $bit: { a: { and: 10 } } }, { a: 8 }],
  ['$bit or', { a: 3 }, { $bit: { a: { or: 4 } } }, { a: 7 }],
  [
    '$ is the element that matched',
    { a: [1, 5, 9] },
    { $set: { 'a.$': 0 } },
    { a: [1, 0, 9] },
    { query: { a: 5 } },
  ],
  [
    '$ goes on into the element',
    {
      a: [
        { k: 1, n: 0 },
        { k: 2, n: 0 },
      ],
    },
    { $inc: { 'a.$.n': 1 } },
    {
      a: [
        { k: 1, n: 0 },
        { k: 2, n: 1 },
      ],
    },
    { query: { 'a.k': 2 } },
  ],
  [
    '$ with $elemMatch',
    {
      a: [
        { k: 1, n: 5 },
        { k: 1, n: 9 },
      ],
    },
    { $set: { 'a.$.hit': true } },
    {
      a: [
        { k: 1, n: 5 },
        { k: 1, n: 9, hit: true },
      ],
    },
    { query: { a: { $elemMatch: { k: 1, n: 9 } } } },
  ],
  ['$[] is every element', { a: [1, 2] }, { $inc: { 'a.$[]': 1 } }, { a: [2, 3] }],
  [
    '$[] into documents',
    { a: [{ b: 1 }, { b: 2 }] },
    { $mul: { 'a.$[].b': 10 } },
    { a: [{ b: 10 }, { b: 20 }] },
  ],
  [
    '$[name] is each element its filter picks',
    { a: [1, 5, 9] },
    { $set: { 'a.$[big]': 0 } },
    { a: [1, 0, 0] },
    { arrayFilters: [{ big: { $gte: 5 } }] },
  ],
  [
    '$[name] by a field of the element',
    { a: [{ k: 1 }, { k: 2 }] },
    { $set: { 'a.$[x].hit': 1 } },
    { a: [{ k: 1 }, { k: 2, hit: 1 }] },
    { arrayFilters: [{ 'x.k': 2 }] },
  ],
  [
    'nested $[name]',
    { a: [{ b: [1, 2] }, { b: [3] }] },
    { $inc: { 'a.$[].b.$[n]': 10 } },
    { a: [{ b: [1, 12] }, { b: [13] }] },
    { arrayFilters: [{ n: { $gt: 1 } }] },
  ],
  ['new fields come in order of name', {}, { $set: { c: 1, a: 1, b: 1 } }, { a: 1, b: 1, c: 1 }],
  [
    'a pipeline computes from the document',
    { a: 2 },
    [{ $set: { b: { $add: ['$a', 1] } } }, { $unset: 'a' }],
    { b: 3 },
  ],
];

test.each(cases)('%s', async (_name, before, update, after, options = {}) => {
  const collection = await collectionOf(database, [{ _id: 1, ...before }]);
  const { query, ...rest } = options;
  await collection.updateOne({ _id: 1, ...query } as never, update as never, rest as never);
  const stored = await collection.findOne({});
  expect(stored).toEqual({ _id: 1, ...after });
  expect(Object.keys(stored ?? {})).toEqual(['_id', ...Object.keys(after)]);
});

// Codes as MongoDB's error_codes.yml gives them.
const refused: [string, object, object, number, object?][] = [
  ['$inc of a string', { a: 'x' }, { $inc: { a: 1 } }, 14],
  ['$inc of null', { a: null }, { $inc: { a: 1 } }, 14],
  ['$inc by a string', { a: 1 }, { $inc: { a: 'x' } }, 14],
  ['an int64 that overflows', { a: Long.MAX_VALUE }, { $inc: { a: 1 } }, 2],
  ['$push to a scalar', { a: 1 }, { $push: { a: 1 } }, 2],
  ['$addToSet to a scalar', { a: 1 }, { $addToSet: { a: 1 } }, 2],
  ['$pull from a scalar', { a: 1 }, { $pull: { a: 1 } }, 2],
  ['$pop from a scalar', { a: 1 }, { $pop: { a: 1 } }, 14],
  ['$pop by 2', { a: [1] }, { $pop: { a: 2 } }, 9],
  ['$pop through a scalar', { a: 1 }, { $pop: { 'a.b': 1 } }, 28],
  ['$pull through a scalar', { a: 1 }, { $pull: { 'a.b': 1 } }, 28],
  ['$set through a scalar', { a: 1 }, { $set: { 'a.b': 1 } }, 28],
  ['$set through an array by name', { a: [1] }, { $set: { 'a.b': 1 } }, 28],
  ['two changes of one path', { a: 1 }, { $set: { a: 1 }, $inc: { a: 1 } }, 40],
  ['a change of a path and of one inside it', {}, { $set: { a: {}, 'a.b': 1 } }, 40],
  ['$rename onto a path that is set', { a: 1 }, { $rename: { a: 'b' }, $set: { b: 1 } }, 40],
  ['another _id', { a: 1 }, { $set: { _id: 2 } }, 66],
  ['an unknown operator', { a: 1 }, { $foo: { a: 1 } }, 9],
  ['$ without a match in an array', { a: [1] }, { $set: { 'a.$': 1 } }, 2],
  ['$[] on a missing field', {}, { $set: { 'a.$[]': 1 } }, 2],
  ['$[name] without a filter', { a: [1] }, { $set: { 'a.$[x]': 1 } }, 2],
  ['a filter that no path uses', { a: [1] }, { $set: { b: 1 } }, 9, [{ x: 1 }]],
  ['an empty part of a path', {}, { $set: { 'a..b': 1 } }, 2],
  ['$currentDate of an unknown type', {}, { $currentDate: { a: { $type: 'day' } } }, 2],
  ['$bit of a double', { a: new Double(1.5) }, { $bit: { a: { and: 1 } } }, 2],
  ['a pipeline stage that makes more than one document', { a: [1] }, [{ $unwind: '$a' }], 72],
];

test.each(refused)('%s is refused and changes nothing', async (_name, before, update, code, arrayFilters) => {
  const collection = await collectionOf(database, [{ _id: 1, ...before }]);
  const options = arrayFilters ? { arrayFilters } : {};
  await expect(
    collection.updateOne({ _id: 1 } as never, update as never, options as never),
  ).rejects.toMatchObject({ code });
  expect(await collection.findOne({}, { promoteLongs: false, promoteValues: false })).toBeTruthy();
});

test('number types grow only as far as they must', async () => {
  const collection = await collectionOf(database, [
    { int: 2_147_483_647, long: Long.fromNumber(1), double: 1.5, decimal: Decimal128.fromString('0.1') },
  ]);
  await collection.updateOne(
    {},
    { $inc: { int: 1, long: 1, double: 1, decimal: Decimal128.fromString('0.2') } },
  );
  const [types] = await collection
    .aggregate([
      {
        $project: {
          _id: 0,
          int: { $type: '$int' },
          long: { $type: '$long' },
          double: { $type: '$double' },
          decimal: { $type: '$decimal' },
        },
      },
    ])
    .toArray();
  expect(types).toEqual({ int: 'long', long: 'long', double: 'double', decimal: 'decimal' });
  expect((await collection.findOne({}))?.['decimal']).toEqual(Decimal128.fromString('0.3'));
});

test('an upsert begins with what the query says must be equal', async () => {
  const collection = await collectionOf(database, []);
  const query = { 'k.a': 1, $and: [{ b: { $eq: 2 } }, { c: { $gt: 5 } }], d: { $in: [7] } };
  const result = await collection.updateOne(
    query,
    { $set: { e: 1 }, $setOnInsert: { f: 2 } },
    { upsert: true },
  );
  expect(result).toMatchObject({ matchedCount: 0, upsertedCount: 1 });
  expect(await collection.findOne({}, { projection: { _id: 0 } })).toEqual({
    k: { a: 1 },
    b: 2,
    d: 7,
    e: 1,
    f: 2,
  });
});

test('an upserted replacement takes only the id from the query', async () => {
  const collection = await collectionOf(database, []);
  await collection.replaceOne({ _id: 'k', a: 1 } as never, { b: 2 }, { upsert: true });
  expect(await collection.findOne({})).toEqual({ _id: 'k', b: 2 });
});

test('an update that changes nothing is matched and not modified', async () => {
  const collection = await collectionOf(database, [{ a: 1 }]);
  expect(await collection.updateOne({}, { $set: { a: 1 } })).toMatchObject({
    matchedCount: 1,
    modifiedCount: 0,
  });
});

test('updateMany changes each match once, even when the change makes it match again', async () => {
  const collection = await collectionOf(database, [{ a: 1 }, { a: 2 }, { a: 3 }]);
  await collection.createIndex({ a: 1 });
  expect(await collection.updateMany({ a: { $gte: 1 } }, { $inc: { a: 10 } })).toMatchObject({
    modifiedCount: 3,
  });
  expect(
    await collection
      .find()
      .map(({ a }) => a)
      .toArray(),
  ).toEqual([11, 12, 13]);
});

test('findAndModify answers with the document before or after, projected', async () => {
  const collection = await collectionOf(database, [
    { a: 1, b: 1 },
    { a: 2, b: 2 },
  ]);
  const before = await collection.findOneAndUpdate(
    {},
    { $inc: { b: 10 } },
    { sort: { a: -1 }, projection: { _id: 0, b: 1 } },
  );
  expect(before).toEqual({ b: 2 });
  const after = await collection.findOneAndUpdate({ a: 2 }, { $inc: { b: 1 } }, { returnDocument: 'after' });
  expect(after).toMatchObject({ b: 13 });
  expect(await collection.findOneAndDelete({ a: 1 })).toMatchObject({ a: 1 });
  expect(await collection.findOneAndUpdate({ a: 9 }, { $set: { b: 1 } })).toBeNull();
  expect(
    await collection.findOneAndUpdate(
      { a: 9 },
      { $set: { b: 1 } },
      { upsert: true, returnDocument: 'after' },
    ),
  ).toMatchObject({ a: 9, b: 1 });
});

test('an ordered bulk stops at the first error, an unordered one goes on', async () => {
  const documents = [{ _id: 1 }, { _id: 1 }, { _id: 2 }] as never[];
  const ordered = await collectionOf(database, []);
  await expect(ordered.insertMany(documents)).rejects.toMatchObject({ code: 11000, insertedCount: 1 });
  const unordered = await collectionOf(database, []);
  await expect(unordered.insertMany(documents, { ordered: false })).rejects.toMatchObject({
    insertedCount: 2,
  });
});

test('bulkWrite mixes writes and reports each kind', async () => {
  const collection = await collectionOf(database, [{ a: 1 }, { a: 2 }]);
  const result = await collection.bulkWrite([
    { insertOne: { document: { a: 3 } } },
    { updateOne: { filter: { a: 1 }, update: { $set: { b: 1 } } } },
    { updateOne: { filter: { a: 9 }, update: { $set: { b: 1 } }, upsert: true } },
    { replaceOne: { filter: { a: 2 }, replacement: { c: 1 } } },
    { deleteMany: { filter: { a: { $gte: 3 } } } },
  ]);
  expect(result).toMatchObject({
    insertedCount: 1,
    matchedCount: 2,
    modifiedCount: 2,
    upsertedCount: 1,
    deletedCount: 2,
  });
});
