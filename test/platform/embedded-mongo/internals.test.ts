import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compare } from '#server/platform/embedded-mongo/values/compare.ts';
import { decode } from '#server/platform/embedded-mongo/values/decode.ts';
import { encode } from '#server/platform/embedded-mongo/values/encode.ts';
import { encodeKey } from '#server/platform/embedded-mongo/values/keys.ts';
import { doc } from '#server/platform/embedded-mongo/values/types.ts';
import { anyValue } from './arbitraries.ts';
import { codeOf, collectionOf, EMBEDDED, testDatabase } from './database.ts';

const database = testDatabase();

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

test('the order of values is total', () => {
  fc.assert(
    fc.property(anyValue, anyValue, anyValue, (a, b, c) => {
      expect(compare(a, b)).toBe(-compare(b, a) + 0);
      const [least, middle, greatest] = [a, b, c].sort(compare);
      expect(compare(least, middle)).not.toBe(1);
      expect(compare(least, greatest)).not.toBe(1);
    }),
  );
});

const document = Buffer.from('0e0000001061000100000000', 'hex');

test.each([
  ['a document without an end', document.subarray(0, 9)],
  ['a length beyond the bytes', Buffer.from('ff0000001061000100000000', 'hex')],
  ['a type that BSON has no longer', Buffer.from('080000000661000000', 'hex')],
])('%s is refused', (_name, bytes) => {
  expect(() => decode(bytes)).toThrow();
});

describe.runIf(EMBEDDED)('what the embedded store alone refuses', () => {
  const queries: [string, object][] = [
    ['$where', { $where: 'true' }],
    ['$text', { $text: { $search: 'x' } }],
    ['$near', { a: { $near: [1, 2] } }],
    ['$bitsAllSet', { a: { $bitsAllSet: 1 } }],
    ['x', { a: { $regex: 'a b', $options: 'x' } }],
    ['\\A', { a: { $regex: '\\Aa' } }],
    ['(?i)', { a: { $regex: '(?i)a' } }],
    ['[[:alpha:]]', { a: { $regex: '[[:alpha:]]' } }],
  ];

  test.each(queries)('%s in a query, by name', async (name, query) => {
    const collection = await collectionOf(database, [{ a: 'x' }]);
    await expect(collection.find(query).toArray()).rejects.toThrow(name);
  });

  const stages: [string, object][] = [
    ['$out', { $out: 'x' }],
    ['let', { $lookup: { from: 'x', let: { a: 1 }, pipeline: [], as: 'y' } }],
    ['$rand', { $set: { a: { $rand: {} } } }],
    ['$stdDevPop', { $group: { _id: null, a: { $stdDevPop: '$a' } } }],
    ['timestamp', { $set: { a: { $convert: { input: 1, to: 'timestamp' } } } }],
  ];

  test.each(stages)('%s in a pipeline, by name', async (name, stage) => {
    const collection = await collectionOf(database, [{ a: 1 }]);
    await expect(collection.aggregate([stage]).toArray()).rejects.toThrow(name);
  });

  test('a positional projection, by name', async () => {
    const collection = await collectionOf(database, [{ a: [1] }]);
    await expect(collection.findOne({ a: 1 }, { projection: { 'a.$': 1 } })).rejects.toThrow('a.$');
  });

  test('a sort by score, by name', async () => {
    const collection = await collectionOf(database, [{ a: 1 }]);
    await expect(
      collection
        .find()
        .sort({ score: { $meta: 'textScore' } })
        .toArray(),
    ).rejects.toThrow('$meta');
  });

  test('a group of more than 100 MB, as MongoDB without disk use', async () => {
    const text = 'x'.repeat(1_000_000);
    const collection = await collectionOf(
      database,
      Array.from({ length: 120 }, () => ({ text })),
    );
    const all = [{ $group: { _id: null, all: { $push: '$text' } } }];
    expect(await codeOf(collection.aggregate(all).toArray())).toBe(292);
  });
});
