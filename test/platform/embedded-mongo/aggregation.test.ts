import { Double, Long } from 'bson';
import { expect, test } from 'vitest';
import { codeOf, collectionOf, testDatabase } from './database.ts';

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
    '$first and $last of a missing field are null, and $push leaves it out',
    [{ a: 1 }, { b: 1 }],
    [{ $group: { _id: null, first: { $first: '$b' }, last: { $last: '$a' }, all: { $push: '$b' } } }],
    [{ _id: null, first: null, last: null, all: [1] }],
  ],
  [
    'sums of nothing are 0, other accumulators null',
    [{ a: 'x' }],
    [{ $group: { _id: null, sum: { $sum: '$a' }, avg: { $avg: '$a' }, min: { $min: '$b' } } }],
    [{ _id: null, sum: 0, avg: null, min: null }],
  ],
  [
    'a sum of doubles is not off by the order of its terms',
    [{ a: new Double(0.1) }, { a: new Double(0.2) }, { a: new Double(0.3) }],
    [{ $group: { _id: null, sum: { $sum: '$a' } } }],
    [{ _id: null, sum: 0.6 }],
  ],
  [
    '$addToSet tells documents apart by the order of fields',
    [{ a: { x: 1, y: 2 } }, { a: { y: 2, x: 1 } }, { a: { x: 1, y: 2 } }],
    [{ $group: { _id: null, all: { $addToSet: '$a' } } }, { $project: { n: { $size: '$all' } } }],
    [{ _id: null, n: 2 }],
  ],
  [
    '$mergeObjects merges in order and takes null as empty',
    [{ a: { x: 1, y: 1 } }, { a: null }, { a: { y: 2 } }],
    [{ $group: { _id: null, all: { $mergeObjects: '$a' } } }],
    [{ _id: null, all: { x: 1, y: 2 } }],
  ],
  [
    'an array is a group as a whole',
    [{ a: [1, 2] }, { a: [1, 2] }, { a: [2, 1] }],
    [{ $group: { _id: '$a', n: { $sum: 1 } } }, { $sort: { n: -1 } }],
    [
      { _id: [1, 2], n: 2 },
      { _id: [2, 1], n: 1 },
    ],
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
    '$unwind takes a scalar as an array of one',
    [{ a: 5 }, { a: [6, 7] }],
    [{ $unwind: { path: '$a', includeArrayIndex: 'at' } }],
    [
      { _id: 1, a: 5, at: null },
      { _id: 2, a: 6, at: 0 },
      { _id: 2, a: 7, at: 1 },
    ],
  ],
  [
    '$unwind of a path that is not there leaves the document as it is',
    [{ a: 5 }, {}, { a: { b: [] } }, { a: { b: [1] } }],
    [{ $unwind: { path: '$a.b', preserveNullAndEmptyArrays: true } }],
    [{ _id: 1, a: 5 }, { _id: 2 }, { _id: 3, a: {} }, { _id: 4, a: { b: 1 } }],
  ],
  [
    '$project computes into documents of an array',
    [{ a: [{ x: 1, y: 1 }, { x: 2 }], n: 7 }],
    [{ $project: { 'a.x': 1, 'a.n': '$n' } }],
    [
      {
        _id: 1,
        a: [
          { x: 1, n: 7 },
          { x: 2, n: 7 },
        ],
      },
    ],
  ],
  [
    '$project of computed fields alone drops what stood beside them',
    [{ a: [{ x: 1 }, { x: 2 }], b: 5 }, { b: 6 }],
    [{ $project: { _id: 0, 'a.n': '$b' } }],
    [{ a: [{ n: 5 }, { n: 5 }] }, { a: { n: 6 } }],
  ],
  [
    '$project of a missing field leaves it out',
    [{ a: 1 }],
    [{ $project: { b: '$c', a: 1 } }],
    [{ _id: 1, a: 1 }],
  ],
  [
    '$project makes arrays, with null for missing',
    [{ a: 1 }],
    [{ $project: { _id: 0, b: ['$a', '$c'] } }],
    [{ b: [1, null] }],
  ],
  [
    '$project takes nested specifications',
    [{ a: { b: 1, c: 2 } }],
    [{ $project: { _id: 0, a: { b: 1 } } }],
    [{ a: { b: 1 } }],
  ],
  ['$project of _id alone', [{ a: 1 }], [{ $project: { _id: 1 } }], [{ _id: 1 }]],
  ['$project without _id alone', [{ a: 1 }], [{ $project: { _id: 0 } }], [{ a: 1 }]],
  [
    '$project excludes inside arrays',
    [{ a: [{ b: 1, c: 2 }, 5] }],
    [{ $project: { 'a.b': 0 } }],
    [{ _id: 1, a: [{ c: 2 }, 5] }],
  ],
  [
    '$literal tells a value from a specification',
    [{}],
    [{ $project: { _id: 0, a: { $literal: 1 } } }],
    [{ a: 1 }],
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
  [
    '$addFields enters arrays and takes the place of scalars',
    [{ a: [{ x: 1 }, 5], b: 1 }],
    [{ $addFields: { 'a.y': 9, 'b.c': 2 } }],
    [{ _id: 1, a: [{ x: 1, y: 9 }, { y: 9 }], b: { c: 2 } }],
  ],
  [
    '$addFields sees the document as it was',
    [{ a: 1 }],
    [{ $set: { a: 2, b: '$a' } }],
    [{ _id: 1, a: 2, b: 1 }],
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
    '$sort puts missing and null first, and numbers before text',
    [{ a: 'x' }, { a: 2 }, {}, { a: null }, { a: 1 }],
    [{ $sort: { a: 1, _id: 1 } }, { $project: { _id: 1 } }],
    [{ _id: 3 }, { _id: 4 }, { _id: 5 }, { _id: 2 }, { _id: 1 }],
  ],
  [
    '$sort by a path in an array takes its least, or its greatest downwards',
    [{ a: [{ b: 5 }, { b: 1 }] }, { a: { b: 3 } }, { a: [] }],
    [{ $sort: { 'a.b': -1 } }, { $project: { _id: 1 } }],
    [{ _id: 1 }, { _id: 2 }, { _id: 3 }],
  ],
  ['$skip beyond the end leaves nothing', sales, [{ $skip: 9 }], []],
  [
    '$match may use $expr',
    sales,
    [{ $match: { $expr: { $gt: ['$price', { $multiply: ['$count', 15] }] } } }, { $project: { _id: 1 } }],
    [{ _id: 2 }, { _id: 5 }],
  ],
  [
    '$bucket counts where no output is named',
    [{ v: 1 }, { v: 2 }, { v: 7 }],
    [{ $bucket: { groupBy: '$v', boundaries: [0, 5, 10] } }],
    [
      { _id: 0, count: 2 },
      { _id: 5, count: 1 },
    ],
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

test('$lookup looks through arrays on both sides, and finds nothing for an empty one', async () => {
  const found = await collectionOf(database, [{ k: [1, 2] }, { k: { v: 3 } }, { k: null }]);
  const local = await collectionOf(database, [
    { a: [{ b: 2 }, { b: 9 }] },
    { a: { b: [] } },
    { a: { b: null } },
  ]);
  const joined = await local
    .aggregate([
      { $lookup: { from: found.collectionName, localField: 'a.b', foreignField: 'k', as: 'into.found' } },
      { $project: { found: '$into.found._id' } },
    ])
    .toArray();
  expect(joined.map((row) => row['found'])).toEqual([[1], [], [3]]);
});

// Codes as the sources of MongoDB give them.
const refused: [string, object[], number][] = [
  ['an unknown stage', [{ $foo: {} }], 40324],
  ['an unknown expression', [{ $addFields: { a: { $foo: 1 } } }], 168],
  ['an unknown accumulator', [{ $group: { _id: null, a: { $foo: 1 } } }], 15952],
  ['an accumulator of two operands', [{ $group: { _id: null, a: { $sum: [1, 2] } } }], 40237],
  ['a group without _id', [{ $group: { n: { $sum: 1 } } }], 15955],
  ['a group field that is no accumulator', [{ $group: { _id: null, a: 1 } }], 40234],
  ['merging what is no document', [{ $group: { _id: null, a: { $mergeObjects: '$shop' } } }], 40400],
  ['a mixed projection', [{ $project: { a: 1, b: 0 } }], 31254],
  ['a projection mixed the other way', [{ $project: { a: 0, b: 1 } }], 31253],
  ['an expression among exclusions', [{ $project: { a: 0, b: '$c' } }], 31252],
  ['a projection of a path and one inside it', [{ $project: { a: 1, 'a.b': 1 } }], 31249],
  ['a projection of a path inside and the path', [{ $project: { 'a.b': 1, a: 1 } }], 31250],
  ['an empty part of a projection', [{ $project: { a: {} } }], 51270],
  ['an empty projection', [{ $project: {} }], 51272],
  ['$addFields without fields', [{ $addFields: 1 }], 40272],
  ['a variable that is not bound', [{ $project: { a: '$$nope' } }], 17276],
  ['$limit: 0', [{ $limit: 0 }], 15958],
  ['$limit by a text', [{ $limit: 'x' }], 5107201],
  ['a negative $skip', [{ $skip: -1 }], 5107200],
  ['an empty $sort', [{ $sort: {} }], 15976],
  ['a $sort that is neither up nor down', [{ $sort: { a: 2 } }], 15975],
  ['$unwind of what is no path', [{ $unwind: 'tags' }], 28818],
  ['$unwind with an unknown option', [{ $unwind: { path: '$a', foo: 1 } }], 28811],
  ['$replaceRoot by what is no document', [{ $replaceRoot: { newRoot: '$item' } }], 40228],
  ['$count by an empty name', [{ $count: '' }], 40157],
  ['an empty $facet', [{ $facet: {} }], 40169],
  ['$bucket with one boundary', [{ $bucket: { groupBy: '$a', boundaries: [0] } }], 40192],
  ['$bucket out of order', [{ $bucket: { groupBy: '$a', boundaries: [5, 0] } }], 40194],
  ['$bucket without a place for a value', [{ $bucket: { groupBy: '$a', boundaries: [0, 5] } }], 40066],
  ['two stages in one', [{ $match: {}, $limit: 1 }], 40323],
];

test.each(refused)('%s is refused', async (_name, pipeline, code) => {
  const collection = await collectionOf(database, sales);
  expect(await codeOf(collection.aggregate(pipeline).toArray())).toBe(code);
});
