import fc from 'fast-check';
import { Binary, Decimal128, Double, Long, MaxKey, MinKey, ObjectId, Timestamp, UUID } from 'mongodb';
import { expect, test } from 'vitest';
import { compare } from '#server/platform/embedded-mongo/values/compare.ts';
import { decode } from '#server/platform/embedded-mongo/values/decode.ts';
import { encode } from '#server/platform/embedded-mongo/values/encode.ts';
import { encodeKey } from '#server/platform/embedded-mongo/values/keys.ts';
import { doc } from '#server/platform/embedded-mongo/values/types.ts';
import { anyValue } from './arbitraries.ts';
import { collectionOf, testDatabase } from './database.ts';

const database = testDatabase();

test('types sort in the order of the reference', async () => {
  const inOrder = [
    new MinKey(),
    [],
    null,
    new Double(Number.NaN),
    -1,
    Decimal128.fromString('0.5'),
    Long.fromNumber(7),
    'B',
    'a',
    { a: 1 },
    { b: 0 },
    new Binary(Buffer.from('a')),
    new ObjectId(),
    false,
    true,
    new Date(0),
    new Timestamp({ t: 1, i: 1 }),
    /x/,
    new MaxKey(),
  ];
  const collection = await collectionOf(database, inOrder.map((a, place) => ({ _id: place, a })).reverse());
  const sorted = await collection
    .find()
    .sort({ a: 1 })
    .map(({ _id }) => Number(_id))
    .toArray();
  expect(sorted).toEqual(inOrder.map((_, place) => place));
  await collection.createIndex({ a: -1 });
  const reversed = await collection
    .find()
    .sort({ a: -1 })
    .map(({ _id }) => Number(_id))
    .toArray();
  expect(reversed).toEqual([...sorted].reverse());
});

test('an array sorts by its least element ascending and by its greatest descending', async () => {
  const collection = await collectionOf(database, [{ a: [5, 1] }, { a: 3 }, { a: [2, 9] }]);
  const order = (way: 1 | -1) =>
    collection
      .find()
      .sort({ a: way })
      .map(({ _id }) => Number(_id))
      .toArray();
  expect(await order(1)).toEqual([1, 3, 2]);
  expect(await order(-1)).toEqual([3, 1, 2]);
});

test('every type comes back as it was stored', async () => {
  const stored = {
    int: 5,
    double: new Double(5),
    long: Long.fromString('9007199254740993'),
    decimal: Decimal128.fromString('1.50'),
    date: new Date(1234),
    id: new ObjectId(),
    uuid: new UUID(),
    binary: new Binary(Buffer.from([0, 1, 2]), 5),
    regex: /a/i,
    timestamp: new Timestamp({ t: 5, i: 6 }),
    '10': 'names that are numbers',
    '2': 'keep their order',
    empty: {},
    list: [null, [], {}],
  };
  const collection = await collectionOf(database, []);
  await collection.insertOne({ ...stored });
  const options = { promoteValues: false, bsonRegExp: false } as const;
  const [found] = await collection.find({}, options).toArray();
  expect(found?.['double']).toEqual(new Double(5));
  expect(found?.['long']).toEqual(stored.long);
  expect(found?.['uuid'].toString()).toBe(stored.uuid.toString());
  expect(found?.['regex']).toEqual(/a/i);
});

test('a missing _id is made and comes first', async () => {
  const collection = await collectionOf(database, []);
  await collection.insertOne({ a: 1 }, { forceServerObjectId: true });
  const found = await collection.findOne({});
  expect(Object.keys(found ?? {})).toEqual(['_id', 'a']);
  expect(found?._id).toBeInstanceOf(ObjectId);
});

test('decoding and encoding again gives the same bytes', () => {
  fc.assert(
    fc.property(anyValue, (value) => {
      const bytes = encode(doc({ value }));
      expect(encode(decode(bytes))).toEqual(bytes);
    }),
  );
});

test('keys sort as the values do', () => {
  fc.assert(
    fc.property(anyValue, anyValue, (a, b) => {
      const [x, y] = [encodeKey(a), encodeKey(b)];
      fc.pre(Math.max(x.length, y.length) < 360);
      expect(Math.sign(Buffer.compare(x, y))).toBe(compare(a, b));
      expect(Math.sign(Buffer.compare(encodeKey(a, true), encodeKey(b, true)))).toBe(
        Math.sign(-compare(a, b)) + 0,
      );
    }),
    { numRuns: 2000 },
  );
});
