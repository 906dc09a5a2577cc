import { Decimal128, Double, Long } from 'bson';
import { expect, test } from 'vitest';
import { codeOf, collectionOf, testDatabase } from './database.ts';
import { testRefusedUpdates, testUpdates } from './update-cases.ts';

const database = testDatabase();

testUpdates(database, [
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
  ['$bit works on bits', { a: 13 }, { $bit: { a: { and: 10 } } }, { a: 8 }],
  ['$bit or', { a: 3 }, { $bit: { a: { or: 4 } } }, { a: 7 }],
  [
    '$min and $max order null below numbers',
    { a: null, b: null },
    { $min: { a: 1 }, $max: { b: 1 } },
    { a: null, b: 1 },
  ],
  ['$min compares dates', { a: new Date(5) }, { $min: { a: new Date(3) } }, { a: new Date(3) }],
  ['$mul by a fraction', { a: 3 }, { $mul: { a: 1.5 } }, { a: 4.5 }],
  ['$bit xor', { a: 1 }, { $bit: { a: { xor: 5 } } }, { a: 4 }],
  ['$bit of nothing begins with 0', {}, { $bit: { a: { or: 6 } } }, { a: 6 }],
  ['$rename takes the place of another field', { a: 1, b: 2 }, { $rename: { a: 'b' } }, { b: 1 }],
  ['$rename out of a document', { a: { b: 1, c: 2 } }, { $rename: { 'a.b': 'b' } }, { a: { c: 2 }, b: 1 }],
  ['$unset through a scalar changes nothing', { a: 1 }, { $unset: { 'a.b': 1 } }, { a: 1 }],
  [
    'places of an array come in order of number',
    { a: [] },
    { $set: { 'a.10': 1, 'a.2': 1 } },
    { a: [null, null, 1, null, null, null, null, null, null, null, 1] },
  ],
  ['a pipeline keeps an _id that it would drop', { a: 1 }, [{ $replaceWith: { b: '$a' } }], { b: 1 }],
  [
    'a pipeline removes with $$REMOVE',
    { a: 1, b: 2 },
    [{ $set: { a: { $cond: [true, '$$REMOVE', '$a'] } } }],
    { b: 2 },
  ],
  ['new fields come in order of name', {}, { $set: { c: 1, a: 1, b: 1 } }, { a: 1, b: 1, c: 1 }],
  [
    'a pipeline computes from the document',
    { a: 2 },
    [{ $set: { b: { $add: ['$a', 1] } } }, { $unset: 'a' }],
    { b: 3 },
  ],
]);

// Codes as MongoDB's error_codes.yml gives them.
testRefusedUpdates(database, [
  ['$inc of a string', { a: 'x' }, { $inc: { a: 1 } }, 14],
  ['$inc of null', { a: null }, { $inc: { a: 1 } }, 14],
  ['$inc by a string', { a: 1 }, { $inc: { a: 'x' } }, 14],
  ['an int64 that overflows', { a: Long.MAX_VALUE }, { $inc: { a: 1 } }, 2],
  ['$set through a scalar', { a: 1 }, { $set: { 'a.b': 1 } }, 28],
  ['$set through an array by name', { a: [1] }, { $set: { 'a.b': 1 } }, 28],
  ['two changes of one path', { a: 1 }, { $set: { a: 1 }, $inc: { a: 1 } }, 40],
  ['a change of a path and of one inside it', {}, { $set: { a: {}, 'a.b': 1 } }, 40],
  ['$rename onto a path that is set', { a: 1 }, { $rename: { a: 'b' }, $set: { b: 1 } }, 40],
  ['another _id', { a: 1 }, { $set: { _id: 2 } }, 66],
  ['an unknown operator', { a: 1 }, { $foo: { a: 1 } }, 9],
  ['an empty part of a path', {}, { $set: { 'a..b': 1 } }, 56],
  ['$currentDate of an unknown type', {}, { $currentDate: { a: { $type: 'day' } } }, 2],
  ['$bit of a double', { a: new Double(1.5) }, { $bit: { a: { and: 1 } } }, 2],
  ['a pipeline stage that makes more than one document', { a: [1] }, [{ $unwind: '$a' }], 72],
  ['a pipeline that changes _id', {}, [{ $set: { _id: 2 } }], 66],
  ['$bit of null', { a: null }, { $bit: { a: { or: 1 } } }, 2],
  ['$bit by an unknown operation', { a: 1 }, { $bit: { a: { nand: 1 } } }, 2],
  ['$currentDate by a number', {}, { $currentDate: { a: 1 } }, 2],
  ['$rename of an element', { a: [1] }, { $rename: { 'a.0': 'b' } }, 2],
  ['$rename into an array', { a: [1], b: 1 }, { $rename: { b: 'a.0' } }, 2],
  ['$rename to itself', { a: 1 }, { $rename: { a: 'a' } }, 2],
  ['$rename to what is no name', { a: 1 }, { $rename: { a: 1 } }, 2],
  ['an operator without fields', {}, { $set: 1 }, 9],
]);

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

test.each([
  ['a path told twice', { a: 1, $and: [{ a: 2 }] }],
  ['a path and one inside it', { a: { b: 1 }, 'a.c': 2 }],
])('an upsert from %s is refused', async (_name, query) => {
  const collection = await collectionOf(database, []);
  expect(await codeOf(collection.updateOne(query, { $set: { z: 1 } }, { upsert: true }))).toBe(54);
});

test('an _id of null stays, wherever it stands', async () => {
  const collection = await collectionOf(database, []);
  await collection.insertOne({ a: 1, _id: null } as never, { forceServerObjectId: true });
  await collection.replaceOne({}, { b: 1 });
  expect(await collection.findOne({})).toEqual({ _id: null, b: 1 });
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
