import { Binary, Decimal128, Double, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'mongodb';
import { expect, test } from 'vitest';
import { collectionOf, testDatabase } from './database.ts';

const database = testDatabase();

const scalars = [{ a: 1 }, { a: 2 }, { a: 'x' }, { a: null }, {}, { a: [1, 3] }, { a: [] }, { a: { b: 1 } }];
const nested = [
  { a: { b: 1 } },
  { a: { b: [1, 2] } },
  { a: [{ b: 1 }, { b: 5 }] },
  { a: [{ b: 3 }, {}] },
  { a: 4 },
  { a: [] },
  {},
  { a: [[{ b: 1 }]] },
];
const numbers = [
  { a: 5 },
  { a: new Double(5) },
  { a: Long.fromNumber(5) },
  { a: Decimal128.fromString('5') },
  { a: new Double(Number.NaN) },
  { a: Long.fromString('9007199254740993') },
  { a: Decimal128.fromString('0.1') },
];
const texts = [{ s: 'Apple' }, { s: 'apple pie' }, { s: 'pine\napple' }, { s: ['x', 'apple'] }, { s: 5 }];
const lists = [
  { a: [1, 2, 3] },
  { a: [1] },
  { a: [[1, 2], 3] },
  { a: 1 },
  {
    a: [
      { x: 1, y: 2 },
      { x: 2, y: 1 },
    ],
  },
];

// Each row: what it shows, the documents (numbered from 1), the query, and the numbers of those that match.
const cases: [string, object[], object, number[]][] = [
  ['equality reaches into arrays', scalars, { a: 1 }, [1, 6]],
  ['null also means missing, but not an empty array', scalars, { a: null }, [4, 5]],
  ['$exists: false means missing only', scalars, { a: { $exists: false } }, [5]],
  ['$exists: true includes null', scalars, { a: { $exists: true } }, [1, 2, 3, 4, 6, 7, 8]],
  ['$ne holds where no element is equal', scalars, { a: { $ne: 1 } }, [2, 3, 4, 5, 7, 8]],
  ['$ne: null leaves out null and missing', scalars, { a: { $ne: null } }, [1, 2, 3, 6, 7, 8]],
  ['$in takes null as missing', scalars, { a: { $in: [2, null] } }, [2, 4, 5]],
  ['$nin is the opposite of $in', scalars, { a: { $nin: [1, null] } }, [2, 3, 7, 8]],
  ['a range stays within its type', scalars, { a: { $gt: 0 } }, [1, 2, 6]],
  ['a range of strings does not meet numbers', scalars, { a: { $gte: '' } }, [3]],
  ['$gte: null means null and missing', scalars, { a: { $gte: null } }, [4, 5]],
  ['two bounds may be met by two elements', scalars, { a: { $gt: 1, $lt: 3 } }, [2, 6]],
  ['$elemMatch wants one element to meet both', scalars, { a: { $elemMatch: { $gt: 1, $lt: 3 } } }, []],
  ['an empty array equals an empty array', scalars, { a: [] }, [7]],
  ['a whole array equals in order', scalars, { a: [1, 3] }, [6]],
  ['a whole array in another order does not', scalars, { a: [3, 1] }, []],
  ['a document equals as a whole', scalars, { a: { b: 1 } }, [8]],
  ['$size counts elements', scalars, { a: { $size: 2 } }, [6]],
  ['$size: 0 does not mean missing', scalars, { a: { $size: 0 } }, [7]],
  ['$type by name', scalars, { a: { $type: 'string' } }, [3]],
  ['$type: number means all of them, in arrays too', scalars, { a: { $type: 'number' } }, [1, 2, 6]],
  ['$type: array means the array itself', scalars, { a: { $type: 'array' } }, [6, 7]],
  ['$type by number', scalars, { a: { $type: 10 } }, [4]],
  ['$type takes a list', scalars, { a: { $type: ['string', 'null'] } }, [3, 4]],
  ['$not keeps what does not match, missing too', scalars, { a: { $not: { $gt: 1 } } }, [1, 3, 4, 5, 7, 8]],
  [
    '$and, $or and $nor combine',
    scalars,
    { $or: [{ a: 2 }, { $and: [{ a: 'x' }, { a: { $type: 2 } }] }] },
    [2, 3],
  ],
  ['$nor holds where nothing does', scalars, { $nor: [{ a: { $exists: true } }] }, [5]],
  ['$mod takes divisor and remainder', scalars, { a: { $mod: [2, 0] } }, [2]],
  ['$expr compares fields by expressions', scalars, { $expr: { $eq: ['$a', 2] } }, [2]],
  ['a path goes through documents and arrays', nested, { 'a.b': 1 }, [1, 2, 3]],
  ['a path through a scalar is missing', nested, { 'a.b': null }, [4, 5, 7]],
  ['$exists: false on a path', nested, { 'a.b': { $exists: false } }, [5, 6, 7, 8]],
  ['a number in a path is a place', nested, { 'a.0.b': 1 }, [3, 8]],
  ['$elemMatch on documents', nested, { a: { $elemMatch: { b: { $gt: 2 } } } }, [3, 4]],
  ['$ne on a path over an array', nested, { 'a.b': { $ne: 1 } }, [4, 5, 6, 7, 8]],
  ['numbers of different types are equal', numbers, { a: 5 }, [1, 2, 3, 4]],
  ['a decimal query finds the others', numbers, { a: Decimal128.fromString('5.00') }, [1, 2, 3, 4]],
  ['a double does not equal a neighboring long', numbers, { a: new Double(9007199254740992) }, []],
  ['a long beyond 2^53 is exact', numbers, { a: Long.fromString('9007199254740993') }, [6]],
  ['a decimal tenth is not a double tenth', numbers, { a: 0.1 }, []],
  ['NaN equals NaN', numbers, { a: Number.NaN }, [5]],
  ['NaN is not less than a number', numbers, { a: { $lt: 5 } }, [7]],
  ['$type: decimal', numbers, { a: { $type: 'decimal' } }, [4, 7]],
  ['$type: int and long differ', numbers, { a: { $type: 'long' } }, [3, 6]],
  ['a regex matches strings in arrays too', texts, { s: /^apple/ }, [2, 4]],
  ['$options: i ignores case', texts, { s: { $regex: '^apple$', $options: 'i' } }, [1, 4]],
  ['$options: m lets ^ match at lines', texts, { s: { $regex: '^apple', $options: 'm' } }, [2, 3, 4]],
  ['$options: s lets . match line ends', texts, { s: { $regex: 'pine.apple', $options: 's' } }, [3]],
  ['$in takes a regex', texts, { s: { $in: [/pie$/, 'x'] } }, [2, 4]],
  ['$not takes a regex', texts, { s: { $not: /apple/i } }, [5]],
  ['$all wants every value', lists, { a: { $all: [1, 2] } }, [1]],
  ['$all of one array means it as an element or as a whole', lists, { a: { $all: [[1, 2]] } }, [3]],
  ['$all of nothing matches nothing', lists, { a: { $all: [] } }, []],
  ['$all with $elemMatch', lists, { a: { $all: [{ $elemMatch: { x: 1 } }, { $elemMatch: { x: 2 } }] } }, [5]],
  ['$elemMatch keeps conditions on one element', lists, { a: { $elemMatch: { x: 1, y: 1 } } }, []],
  ['without it they may meet two', lists, { 'a.x': 1, 'a.y': 1 }, [5]],
  ['a query inside arrays of arrays goes one level only', lists, { a: 2 }, [1]],
];

test.each(cases)('%s', async (_name, docs, query, expected) => {
  const collection = await collectionOf(database, docs);
  const found = await collection.find(query).toArray();
  expect(found.map(({ _id }) => Number(_id))).toEqual(expected);
});

test('documents are equal only with the same order of fields', async () => {
  const collection = await collectionOf(database, [{ a: { x: 1, y: 2 } }, { a: { y: 2, x: 1 } }]);
  expect(await collection.countDocuments({ a: { y: 2, x: 1 } })).toBe(1);
});

test('binary, object ids, dates and timestamps are found by value', async () => {
  const values = [
    new Binary(Buffer.from('ab')),
    new ObjectId('64b000000000000000000001'),
    new Date(5),
    new Timestamp({ t: 1, i: 2 }),
    new MinKey(),
    new MaxKey(),
    true,
  ];
  const collection = await collectionOf(
    database,
    values.map((a) => ({ a })),
  );
  for (const [place, a] of values.entries()) {
    expect(
      await collection
        .find({ a })
        .map(({ _id }) => Number(_id))
        .toArray(),
    ).toEqual([place + 1]);
  }
});

// Codes as MongoDB's documentation and error_codes.yml give them.
const refused: [string, object, number][] = [
  ['an unknown operator', { a: { $foo: 1 } }, 2],
  ['an unknown top-level operator', { $foo: [] }, 2],
  ['$where, which would run code', { $where: 'true' }, 2],
  ['an empty $or', { $or: [] }, 2],
  ['$in without a list', { a: { $in: 1 } }, 2],
  ['$in with operators', { a: { $in: [{ $gt: 1 }] } }, 2],
  ['$size of a negative number', { a: { $size: -1 } }, 2],
  ['$mod by zero', { a: { $mod: [0, 1] } }, 2],
  ['$all without a list', { a: { $all: 1 } }, 2],
  ['$not without operators', { a: { $not: 1 } }, 2],
  ['$elemMatch without a document', { a: { $elemMatch: 1 } }, 2],
  ['an unknown type name', { a: { $type: 'number5' } }, 2],
  ['a regex that cannot be read', { a: { $regex: '(' } }, 51091],
  ['$text, which needs an index of its own', { $text: { $search: 'x' } }, 2],
  ['$near, which needs an index of its own', { a: { $near: [1, 2] } }, 2],
];

test.each(refused)('%s is refused', async (_name, query, code) => {
  const collection = await collectionOf(database, [{ a: 1 }]);
  await expect(collection.find(query).toArray()).rejects.toMatchObject({ code });
});
