// biome-ignore-all lint/suspicious/noThenProperty: $cond and $switch have one
import { Decimal128, Double, Long, ObjectId } from 'mongodb';
import { expect, test } from 'vitest';
import { collectionOf, testDatabase } from './database.ts';

const database = testDatabase();

const sales = [
  { shop: 'n', item: 'a', price: 10, count: 2, tags: ['x', 'y'] },
  { shop: 's', item: 'b', price: 20, count: 1, tags: [] },
  { shop: 'n', item: 'b', price: 30, count: 4 },
  { shop: null, item: 'c', price: new Double(0.5), count: 1, tags: ['x'] },
  { item: 'c', price: 'free', count: 1, tags: null },
];

// What it shows, the documents, the pipeline, what comes out.
const cases: [string, object[], object[], object[]][] = [
  ['$match and $count', sales, [{ $match: { shop: 'n' } }, { $count: 'n' }], [{ n: 2 }]],
  ['$count of nothing answers nothing', sales, [{ $match: { shop: 'x' } }, { $count: 'n' }], []],
  [
    '$group: missing groups as null, and only numbers are summed',
    sales,
    [{ $group: { _id: '$shop', total: { $sum: '$price' } } }, { $sort: { _id: 1 } }],
    [
      { _id: null, total: 0.5 },
      { _id: 'n', total: 40 },
      { _id: 's', total: 20 },
    ],
  ],
  [
    '$group by a document keeps missing fields out',
    sales.slice(3),
    [{ $group: { _id: { shop: '$shop' }, n: { $count: {} } } }, { $sort: { _id: 1 } }],
    [
      { _id: {}, n: 1 },
      { _id: { shop: null }, n: 1 },
    ],
  ],
  [
    'accumulators',
    sales.slice(0, 3),
    [
      {
        $group: {
          _id: null,
          avg: { $avg: '$price' },
          min: { $min: '$price' },
          max: { $max: '$item' },
          first: { $first: '$item' },
          last: { $last: '$shop' },
          all: { $push: '$item' },
          set: { $addToSet: '$item' },
          revenue: { $sum: { $multiply: ['$price', '$count'] } },
        },
      },
    ],
    [
      {
        _id: null,
        avg: 20,
        min: 10,
        max: 'b',
        first: 'a',
        last: 'n',
        all: ['a', 'b', 'b'],
        set: ['a', 'b'],
        revenue: 160,
      },
    ],
  ],
  [
    'numbers of different types are one group',
    [{ k: 1 }, { k: Long.fromNumber(1) }, { k: new Double(1) }],
    [{ $group: { _id: '$k', n: { $sum: 1 } } }],
    [{ _id: 1, n: 3 }],
  ],
  [
    'decimals are summed as decimals',
    [{ v: Decimal128.fromString('0.1') }, { v: Decimal128.fromString('0.2') }],
    [{ $group: { _id: null, v: { $sum: '$v' } } }],
    [{ _id: null, v: Decimal128.fromString('0.3') }],
  ],
  [
    '$unwind leaves out empty, null and missing',
    sales,
    [{ $unwind: '$tags' }, { $project: { _id: 1, tags: 1 } }],
    [
      { _id: 1, tags: 'x' },
      { _id: 1, tags: 'y' },
      { _id: 4, tags: 'x' },
    ],
  ],
  [
    '$unwind may keep them and tell the place',
    sales.slice(1, 3),
    [
      { $unwind: { path: '$tags', preserveNullAndEmptyArrays: true, includeArrayIndex: 'at' } },
      { $project: { tags: 1, at: 1 } },
    ],
    [
      { _id: 1, at: null },
      { _id: 2, at: null },
    ],
  ],
  [
    '$unwind keeps an empty document',
    [{ a: [{}, { b: 1 }] }],
    [{ $unwind: '$a' }],
    [
      { _id: 1, a: {} },
      { _id: 1, a: { b: 1 } },
    ],
  ],
  [
    '$project includes, computes and drops _id',
    sales.slice(0, 1),
    [{ $project: { _id: 0, item: 1, total: { $multiply: ['$price', '$count'] } } }],
    [{ item: 'a', total: 20 }],
  ],
  [
    '$project excludes',
    [{ a: 1, b: { c: 1, d: 2 } }],
    [{ $project: { 'b.c': 0 } }],
    [{ _id: 1, a: 1, b: { d: 2 } }],
  ],
  [
    '$project goes into arrays',
    [{ a: [{ x: 1, y: 2 }, 5, { y: 3 }] }],
    [{ $project: { 'a.x': 1 } }],
    [{ _id: 1, a: [{ x: 1 }, {}] }],
  ],
  [
    '$addFields sets nested fields and keeps the rest',
    [{ a: { b: 1 } }],
    [{ $addFields: { 'a.c': 2, d: { e: 1 } } }],
    [{ _id: 1, a: { b: 1, c: 2 }, d: { e: 1 } }],
  ],
  ['$$REMOVE takes a field away', [{ a: 1, b: 2 }], [{ $set: { a: '$$REMOVE' } }], [{ _id: 1, b: 2 }]],
  [
    '$unset removes paths',
    [{ a: { b: 1, c: 2 }, d: 1 }],
    [{ $unset: ['a.b', 'd'] }],
    [{ _id: 1, a: { c: 2 } }],
  ],
  [
    '$replaceRoot puts a document on top',
    [{ a: { b: 1 } }],
    [{ $replaceRoot: { newRoot: { $mergeObjects: [{ z: 0 }, '$a'] } } }],
    [{ z: 0, b: 1 }],
  ],
  ['$replaceWith is its short form', [{ a: { b: 1 } }], [{ $replaceWith: '$a' }], [{ b: 1 }]],
  [
    '$sortByCount',
    sales,
    [{ $sortByCount: '$item' }, { $limit: 2 }, { $sort: { _id: 1 } }],
    [
      { _id: 'b', count: 2 },
      { _id: 'c', count: 2 },
    ],
  ],
  [
    '$sort, $skip and $limit',
    sales,
    [{ $sort: { count: -1, _id: 1 } }, { $skip: 1 }, { $limit: 1 }, { $project: { _id: 1 } }],
    [{ _id: 1 }],
  ],
  [
    '$bucket is closed on the left',
    [{ v: 0 }, { v: 5 }, { v: 10 }, { v: 99 }],
    [{ $bucket: { groupBy: '$v', boundaries: [0, 5, 10], default: 'other', output: { n: { $sum: 1 } } } }],
    [
      { _id: 0, n: 1 },
      { _id: 5, n: 1 },
      { _id: 'other', n: 2 },
    ],
  ],
  [
    '$facet runs several pipelines',
    sales,
    [
      {
        $facet: {
          n: [{ $count: 'n' }],
          top: [
            { $sort: { price: -1 } },
            { $match: { price: { $type: 'number' } } },
            { $limit: 1 },
            { $project: { price: 1 } },
          ],
        },
      },
    ],
    [{ n: [{ n: 5 }], top: [{ _id: 3, price: 30 }] }],
  ],
];

test.each(cases)('%s', async (_name, docs, pipeline, expected) => {
  const collection = await collectionOf(database, docs);
  expect(await collection.aggregate(pipeline).toArray()).toEqual(expected);
});

test('$lookup joins by equality; null meets missing, and arrays meet each element', async () => {
  const brands = await collectionOf(database, [{ name: 'x' }, { name: 'y' }, { other: 1 }]);
  const items = await collectionOf(database, [{ brand: 'x' }, { brand: ['x', 'y'] }, {}, { brand: 'z' }]);
  const joined = await items
    .aggregate([
      { $lookup: { from: brands.collectionName, localField: 'brand', foreignField: 'name', as: 'found' } },
      { $project: { found: '$found._id' } },
    ])
    .toArray();
  expect(joined.map(({ found }) => found)).toEqual([[1], [1, 2], [3], []]);
});

test('$lookup takes a pipeline over what it finds', async () => {
  const orders = await collectionOf(database, [
    { c: 1, v: 5 },
    { c: 1, v: 9 },
    { c: 2, v: 7 },
  ]);
  const customers = await collectionOf(database, [{}, {}]);
  const pipeline = [{ $match: { v: { $gt: 6 } } }, { $project: { _id: 0, v: 1 } }];
  const joined = await customers
    .aggregate([
      {
        $lookup: {
          from: orders.collectionName,
          localField: '_id',
          foreignField: 'c',
          as: 'orders',
          pipeline,
        },
      },
    ])
    .toArray();
  expect(joined).toEqual([
    { _id: 1, orders: [{ v: 9 }] },
    { _id: 2, orders: [{ v: 7 }] },
  ]);
});

const id = new ObjectId('64b000000000000000000001');
const at = new Date('2024-02-29T13:45:30.123Z');
const fields = {
  n: 7,
  d: new Double(2.5),
  s: 'Hello',
  a: [3, 1, 2],
  o: { x: 1, y: 2 },
  at,
  nil: null,
  id,
  list: [{ p: 1 }, { p: 2 }],
};

// An expression over the document above, and its value. Values follow the examples of MongoDB's reference.
const expressions: [unknown, unknown][] = [
  [{ $add: ['$n', 1, '$d'] }, 10.5],
  [{ $add: ['$at', 1000] }, new Date('2024-02-29T13:45:31.123Z')],
  [{ $add: ['$n', null] }, null],
  [{ $subtract: ['$n', 10] }, -3],
  [{ $subtract: ['$at', new Date('2024-02-29T13:45:30.000Z')] }, 123],
  [{ $multiply: ['$n', '$d'] }, 17.5],
  [{ $divide: ['$n', 2] }, 3.5],
  [{ $mod: [-7, 3] }, -1],
  [{ $abs: -4 }, 4],
  [{ $floor: '$d' }, 2],
  [{ $ceil: '$d' }, 3],
  [{ $round: ['$d'] }, 2],
  [{ $round: [2.345, 2] }, 2.35],
  [{ $round: [125, -1] }, 120],
  [{ $trunc: -2.7 }, -2],
  [{ $sqrt: 16 }, 4],
  [{ $pow: [2, 10] }, 1024],
  [{ $sum: '$a' }, 6],
  [{ $avg: ['$n', 9] }, 8],
  [{ $min: '$a' }, 1],
  [{ $max: ['$n', '$d', null] }, 7],
  [{ $cmp: ['a', 'b'] }, -1],
  [{ $gt: ['$s', '$n'] }, true],
  [{ $eq: ['$missing', null] }, false],
  [{ $and: [1, 'x', {}] }, true],
  [{ $or: [0, null, false] }, false],
  [{ $not: ['$nil'] }, true],
  [{ $cond: [{ $gte: ['$n', 5] }, 'big', 'small'] }, 'big'],
  [{ $cond: { if: '$missing', then: 1, else: 2 } }, 2],
  [{ $ifNull: ['$nil', '$missing', 'default'] }, 'default'],
  [
    {
      $switch: {
        branches: [
          { case: { $lt: ['$n', 5] }, then: 1 },
          { case: true, then: 2 },
        ],
      },
    },
    2,
  ],
  [{ $let: { vars: { x: '$n' }, in: { $multiply: ['$$x', 2] } } }, 14],
  [{ $literal: '$n' }, '$n'],
  [{ $arrayElemAt: ['$a', -1] }, 2],
  [{ $first: '$a' }, 3],
  [{ $last: '$a' }, 2],
  [{ $size: '$a' }, 3],
  [{ $in: [2, '$a'] }, true],
  [{ $isArray: '$n' }, false],
  [{ $slice: ['$a', 1, 2] }, [1, 2]],
  [{ $slice: ['$a', -2] }, [1, 2]],
  [{ $concatArrays: ['$a', [9]] }, [3, 1, 2, 9]],
  [{ $reverseArray: '$a' }, [2, 1, 3]],
  [{ $indexOfArray: ['$a', 2] }, 2],
  [{ $range: [0, 6, 2] }, [0, 2, 4]],
  [{ $setUnion: ['$a', [2, 5]] }, [1, 2, 3, 5]],
  [{ $setIntersection: ['$a', [2, 5]] }, [2]],
  [{ $setDifference: ['$a', [2]] }, [1, 3]],
  [{ $map: { input: '$a', as: 'x', in: { $add: ['$$x', '$n'] } } }, [10, 8, 9]],
  [{ $filter: { input: '$a', cond: { $gt: ['$$this', 1] } } }, [3, 2]],
  [{ $filter: { input: '$a', as: 'x', cond: true, limit: 1 } }, [3]],
  [{ $reduce: { input: '$a', initialValue: 0, in: { $add: ['$$value', '$$this'] } } }, 6],
  ['$list.p', [1, 2]],
  ['$$ROOT.o.x', 1],
  [
    { $objectToArray: '$o' },
    [
      { k: 'x', v: 1 },
      { k: 'y', v: 2 },
    ],
  ],
  [
    {
      $arrayToObject: [
        [
          ['a', 1],
          ['b', 2],
        ],
      ],
    },
    { a: 1, b: 2 },
  ],
  [{ $mergeObjects: ['$o', { y: 3 }, null] }, { x: 1, y: 3 }],
  [{ $getField: { field: 'x', input: '$o' } }, 1],
  [{ $type: '$d' }, 'double'],
  [{ $type: '$missing' }, 'missing'],
  [{ $concat: ['$s', ' ', 'you'] }, 'Hello you'],
  [{ $concat: ['$s', '$nil'] }, null],
  [{ $toUpper: '$s' }, 'HELLO'],
  [{ $substrCP: ['$s', 1, 3] }, 'ell'],
  [{ $strLenCP: 'añb' }, 3],
  [{ $split: ['a-b', '-'] }, ['a', 'b']],
  [{ $trim: { input: ' x ' } }, 'x'],
  [{ $replaceAll: { input: 'aXbX', find: 'X', replacement: '-' } }, 'a-b-'],
  [{ $regexMatch: { input: '$s', regex: '^h', options: 'i' } }, true],
  [{ $toString: '$n' }, '7'],
  [{ $toString: '$id' }, '64b000000000000000000001'],
  [{ $toString: '$at' }, '2024-02-29T13:45:30.123Z'],
  [{ $toInt: '12' }, 12],
  [{ $toInt: 2.9 }, 2],
  [{ $toDouble: '1.5' }, 1.5],
  [{ $toBool: 0 }, false],
  [{ $toDate: '2024-01-01' }, new Date('2024-01-01')],
  [{ $toObjectId: '64b000000000000000000001' }, id],
  [{ $convert: { input: 'x', to: 'int', onError: -1 } }, -1],
  [{ $convert: { input: null, to: 'int', onNull: 0 } }, 0],
  [{ $year: '$at' }, 2024],
  [{ $month: '$at' }, 2],
  [{ $dayOfMonth: { date: '$at', timezone: '+12:00' } }, 1],
  [{ $hour: { date: '$at', timezone: 'America/New_York' } }, 8],
  [{ $minute: '$at' }, 45],
  [{ $second: '$at' }, 30],
  [{ $millisecond: '$at' }, 123],
  [{ $dayOfWeek: '$at' }, 5],
  [{ $dayOfYear: '$at' }, 60],
  [{ $isoWeek: '$at' }, 9],
  [{ $dateToString: { date: '$at', format: '%Y-%m-%d' } }, '2024-02-29'],
  [{ $dateToString: { date: '$at' } }, '2024-02-29T13:45:30.123Z'],
  [{ $dateTrunc: { date: '$at', unit: 'day' } }, new Date('2024-02-29')],
  [{ $dateTrunc: { date: '$at', unit: 'week', startOfWeek: 'monday' } }, new Date('2024-02-26')],
  [{ $dateTrunc: { date: '$at', unit: 'hour', binSize: 6 } }, new Date('2024-02-29T12:00:00Z')],
  [
    { $dateTrunc: { date: '$at', unit: 'day', timezone: 'America/New_York' } },
    new Date('2024-02-29T05:00:00Z'),
  ],
  [{ $dateTrunc: { date: '$at', unit: 'quarter' } }, new Date('2024-01-01')],
  [{ $dateAdd: { startDate: '$at', unit: 'year', amount: 1 } }, new Date('2025-02-28T13:45:30.123Z')],
  [{ $dateSubtract: { startDate: '$at', unit: 'day', amount: 29 } }, new Date('2024-01-31T13:45:30.123Z')],
  [{ $dateDiff: { startDate: new Date('2024-01-31'), endDate: '$at', unit: 'month' } }, 1],
];

test('expressions have the values of the reference', async () => {
  const collection = await collectionOf(database, [fields]);
  for (const [expression, value] of expressions) {
    const [result] = await collection.aggregate([{ $replaceWith: { value: expression } }]).toArray();
    expect(result?.['value'], JSON.stringify(expression)).toEqual(value);
  }
});

const refused: [string, object[], number][] = [
  ['an unknown stage', [{ $foo: {} }], 40324],
  ['$out, which would write', [{ $out: 'x' }], 40324],
  ['an unknown expression', [{ $project: { a: { $foo: 1 } } }], 2],
  ['an unknown accumulator', [{ $group: { _id: null, a: { $foo: 1 } } }], 15952],
  ['$lookup with let', [{ $lookup: { from: 'x', let: { a: 1 }, pipeline: [], as: 'y' } }], 9],
  ['a mixed projection', [{ $project: { a: 1, b: 0 } }], 31254],
  ['a division by zero', [{ $project: { a: { $divide: [1, 0] } } }], 2],
  ['adding a string', [{ $project: { a: { $add: ['$s', 1] } } }], 14],
  ['a variable that is not bound', [{ $project: { a: '$$nope' } }], 17276],
  ['$limit: 0', [{ $limit: 0 }], 2],
  ['two stages in one', [{ $match: {}, $limit: 1 }], 40323],
  ['a conversion that cannot be', [{ $project: { a: { $toInt: 'x' } } }], 241],
];

test.each(refused)('%s is refused', async (_name, pipeline, code) => {
  const collection = await collectionOf(database, [fields]);
  await expect(collection.aggregate(pipeline).toArray()).rejects.toMatchObject({ code });
});

test('a group of more than 100 MB fails as MongoDB does without disk', async () => {
  const text = 'x'.repeat(1_000_000);
  const collection = await collectionOf(
    database,
    Array.from({ length: 120 }, () => ({ text })),
  );
  const all = [{ $group: { _id: null, all: { $push: '$text' } } }];
  await expect(collection.aggregate(all).toArray()).rejects.toMatchObject({ code: 292 });
});
