import { Binary, Decimal128, Double, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';
import { expect, test } from 'vitest';
import { codeOf, collectionOf, testDatabase } from './database.ts';

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
const lineEnds = [{ s: 'end\n' }, { s: 'end\r' }, { s: 'end\n\n' }, { s: 'end' }];
const letters = [{ s: 'É' }, { s: '😀' }, { s: 'a-b' }];
// The documents of MongoDB's own test of null semantics, jstests/core/null_query_semantics.js.
const nulls = [
  { a: {} },
  { a: null },
  { a: 4 },
  { a: { b: null } },
  { a: { b: 'hi' } },
  {},
  { a: [[]] },
  { a: [] },
  { a: [{ b: 1 }, { b: 3 }] },
  { a: [{ b: null }, { b: 3 }] },
  { a: [{ b: 3 }, {}] },
  { a: [null, null] },
  { a: [1, 'string', null, 4] },
];
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
  ['null means null, missing, or an element that is null', nulls, { a: null }, [2, 6, 12, 13]],
  ['$ne: null is the opposite', nulls, { a: { $ne: null } }, [1, 3, 4, 5, 7, 8, 9, 10, 11]],
  ['$not: {$gte: null} is so too', nulls, { a: { $not: { $gte: null } } }, [1, 3, 4, 5, 7, 8, 9, 10, 11]],
  ['$in takes null with others', nulls, { a: { $in: [null, 75] } }, [2, 6, 12, 13]],
  [
    '$nin: [null, []] leaves arrays that hold either out',
    nulls,
    { a: { $nin: [null, []] } },
    [1, 3, 4, 5, 9, 10, 11],
  ],
  ['null on a path through arrays of documents', nulls, { 'a.b': null }, [1, 2, 3, 4, 6, 10, 11]],
  ['null within $elemMatch wants an element', nulls, { a: { $elemMatch: { $eq: null } } }, [12, 13]],
  ['missing within $elemMatch counts as null', nulls, { a: { $elemMatch: { b: null } } }, [7, 10, 11]],
  ['$elemMatch with $not negates by element', scalars, { a: { $elemMatch: { $not: { $gt: 1 } } } }, [6]],
  ['$elemMatch with $not may hold for none', scalars, { a: { $elemMatch: { $not: { $gte: 1 } } } }, []],
  ['$elemMatch with $ne', scalars, { a: { $elemMatch: { $ne: 1 } } }, [6]],
  [
    '$elemMatch within $elemMatch enters an inner array',
    lists,
    { a: { $elemMatch: { $elemMatch: { $eq: 2 } } } },
    [3],
  ],
  ['$elemMatch with $or on documents', lists, { a: { $elemMatch: { $or: [{ x: 2 }, { y: 9 }] } } }, [5]],
  ['$not of several conditions', scalars, { a: { $not: { $gt: 0, $lt: 2 } } }, [2, 3, 4, 5, 7, 8]],
  ['$not of $not', scalars, { a: { $not: { $not: { $eq: 2 } } } }, [2]],
  ['everything is greater than MinKey', scalars.slice(0, 4), { a: { $gt: new MinKey() } }, [1, 2, 3, 4]],
  ['everything is less than MaxKey', scalars.slice(0, 4), { a: { $lt: new MaxKey() } }, [1, 2, 3, 4]],
  ['a range of arrays compares them whole', lists, { a: { $gt: [1, 2] } }, [1, 3, 5]],
  ['a range of documents compares field by field', scalars, { a: { $gte: { b: 0 } } }, [8]],
  [
    '$mod takes whole parts of doubles',
    [{ a: new Double(4.9) }, { a: new Double(-4.9) }],
    { a: { $mod: [3, 1] } },
    [1],
  ],
  ['$mod keeps the sign of the dividend', [{ a: -5 }, { a: 5 }], { a: { $mod: [3, -2] } }, [1]],
  ['$mod of a long is exact', numbers, { a: { $mod: [10, 3] } }, [6]],
  ['$mod leaves NaN and decimals below one out', numbers, { a: { $mod: [5, 0] } }, [1, 2, 3, 4, 7]],
  ['$gte: NaN means NaN', numbers, { a: { $gte: Number.NaN } }, [5]],
  ['$in meets every number type', numbers, { a: { $in: [Long.fromNumber(5)] } }, [1, 2, 3, 4]],
  ['$size takes a whole double', lists, { a: { $size: new Double(3) } }, [1]],
  ['$type: double', numbers, { a: { $type: 1 } }, [2, 5]],
  ['$exists is true of any truthy operand', scalars, { a: { $exists: 0 } }, [5]],
  ['$all with one value is equality', lists, { a: { $all: [1] } }, [1, 2, 4]],
  ['$all takes regular expressions', texts, { s: { $all: [/^x$/, /^a/] } }, [4]],
  ['$ without m also stands before a last line end', lineEnds, { s: /end$/ }, [1, 4]],
  ['$ with m stands before every \\n and no other line end', lineEnds, { s: /end$/m }, [1, 3, 4]],
  ['a dot matches every character but \\n', lineEnds, { s: /^end.$/ }, [2]],
  ['a dot is one character beyond the 16-bit ones too', letters, { s: /^.$/ }, [1, 2]],
  ['i ignores the case of letters that are not ASCII', letters, { s: /^é$/i }, [1]],
  ['an escaped sign is the sign', letters, { s: { $regex: 'a\\-b' } }, [3]],
  ['a place beyond the end is missing', lists, { 'a.2': { $exists: false } }, [2, 3, 4, 5]],
  ['a path to a place of an array, and to the elements there', lists, { 'a.0': 1 }, [1, 2, 3]],
  ['$expr calls fields by name', scalars, { $expr: { $gt: ['$a', 1] } }, [2, 3, 6, 7, 8]],
  ['$comment says nothing', scalars, { a: 2, $comment: 'twos' }, [2]],
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
  ['an unknown flag of a regex', { a: { $regex: 'a', $options: 'q' } }, 51108],
  ['options of a regex told twice', { a: { $regex: /a/i, $options: 's' } }, 51075],
  ['$options without $regex', { a: { $options: 'i' } }, 2],
  ['a range by a regex', { a: { $gt: /a/ } }, 2],
  ['$mod of one number', { a: { $mod: [2] } }, 2],
  ['$size of a fraction', { a: { $size: 1.5 } }, 2],
  ['a list of conditions that is none', { $and: [1] }, 2],
];

test.each(refused)('%s is refused', async (_name, query, code) => {
  const collection = await collectionOf(database, [{ a: 1 }]);
  expect(await codeOf(collection.find(query).toArray())).toBe(code);
});
