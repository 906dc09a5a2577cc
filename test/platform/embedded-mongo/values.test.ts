import { Binary, Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId, Timestamp, UUID } from 'bson';
import { expect, test } from 'vitest';
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

// A value of each type, and its name to $type.
const types: [string, unknown][] = [
  ['int', new Int32(5)],
  ['double', new Double(5)],
  ['double', new Double(-0)],
  ['long', Long.fromString('9007199254740993')],
  ['decimal', Decimal128.fromString('1.50')],
  ['string', 'text with \u{1f600}'],
  ['bool', false],
  ['date', new Date(-1)],
  ['null', null],
  ['objectId', new ObjectId()],
  ['binData', new UUID()],
  ['binData', new Binary(Buffer.from([0, 1, 2]), 5)],
  ['regex', /a/i],
  ['timestamp', new Timestamp({ t: 5, i: 6 })],
  ['object', {}],
  ['array', [null, [], {}]],
  ['minKey', new MinKey()],
  ['maxKey', new MaxKey()],
];

test.each(types)('%s %s comes back as it was stored', async (type, value) => {
  const collection = await collectionOf(database, [{ value }]);
  const found = await collection.findOne({ value: { $type: type } }, { promoteValues: false });
  expect(found?.['value']).toEqual(value);
});

test('names of fields that are numbers keep their places', async () => {
  const collection = await collectionOf(database, []);
  await collection.insertOne({
    _id: 1,
    list: [
      new Map([
        ['10', 1],
        ['2', 2],
      ]),
    ],
  } as never);
  const [found] = await collection
    .aggregate([{ $project: { names: { $objectToArray: { $first: '$list' } } } }])
    .toArray();
  expect(found?.['names']).toEqual([
    { k: '10', v: 1 },
    { k: '2', v: 2 },
  ]);
});

// Two values, and whether a query for the first finds the second: equality as the reference defines it.
const pairs: [string, unknown, unknown, boolean][] = [
  ['an int and a whole double', 1, new Double(1), true],
  ['a long and a decimal', Long.fromNumber(1), Decimal128.fromString('1.0'), true],
  ['zero and minus zero', 0, new Double(-0), true],
  [
    'two decimals that show more or fewer zeros',
    Decimal128.fromString('1E+2'),
    Decimal128.fromString('100'),
    true,
  ],
  ['a double and a decimal tenth', new Double(0.1), Decimal128.fromString('0.1'), false],
  ['a double and a decimal half', new Double(0.5), Decimal128.fromString('0.5'), true],
  ['NaN of a double and of a decimal', new Double(Number.NaN), Decimal128.fromString('NaN'), true],
  ['infinities', new Double(Number.POSITIVE_INFINITY), Decimal128.fromString('Infinity'), true],
  ['a number and its text', 1, '1', false],
  ['false and zero', false, 0, false],
  ['a date and its milliseconds', new Date(5), 5, false],
  ['an empty document and an empty array', {}, [], false],
  ['documents in another order', { a: 1, b: 2 }, { b: 2, a: 1 }, false],
  ['documents with numbers of other types', { a: 1 }, { a: new Double(1) }, true],
  ['arrays in another order', [1, 2], [2, 1], false],
  ['a text and the same with a null byte', 'a', 'a\0', false],
  [
    'binary values of another subtype',
    new Binary(Buffer.from('a'), 0),
    new Binary(Buffer.from('a'), 5),
    false,
  ],
];

test.each(pairs)('%s', async (_name, asked, stored, equal) => {
  const collection = await collectionOf(database, [{ a: stored }]);
  expect(await collection.countDocuments({ a: { $eq: asked } })).toBe(equal ? 1 : 0);
  await collection.createIndex({ a: 1 });
  expect(await collection.countDocuments({ a: { $eq: asked } })).toBe(equal ? 1 : 0);
});

// Values in ascending order, each list of one type: the second page of the reference on comparison.
const orders: [string, unknown[]][] = [
  [
    'numbers by value, whatever their type',
    [
      new Double(Number.NaN),
      Decimal128.fromString('-Infinity'),
      Long.MIN_VALUE,
      new Double(-1.5),
      Decimal128.fromString('-1E-6176'),
      0,
      new Double(5e-324),
      Decimal128.fromString('0.1'),
      new Double(0.1),
      new Double(2 ** 53),
      Long.fromString('9007199254740993'),
      Long.MAX_VALUE,
      new Double(2 ** 63),
      Decimal128.fromString('1E+6000'),
      new Double(Number.POSITIVE_INFINITY),
    ],
  ],
  ['text by code point', ['', 'A', 'B', 'a', 'ab', 'é', '\uffff', '\u{10000}']],
  [
    'documents by type, then name, then value',
    [{}, { b: 1 }, { a: 'x' }, { b: 'a' }, { b: 'a', c: 1 }, { a: { x: 1 } }],
  ],
  [
    'binary values by length, then subtype, then bytes',
    [
      new Binary(Buffer.from('')),
      new Binary(Buffer.from('z')),
      new Binary(Buffer.from('a'), 5),
      new Binary(Buffer.from('aa')),
    ],
  ],
  ['dates before and after 1970', [new Date(-5), new Date(0), new Date(5)]],
];

test.each(orders)('%s', async (_name, ascending) => {
  const collection = await collectionOf(
    database,
    ascending.map((value, place) => ({ _id: place, a: { value } })).reverse(),
  );
  const places = () =>
    collection
      .find()
      .sort({ 'a.value': 1 })
      .map(({ _id }) => Number(_id))
      .toArray();
  expect(await places()).toEqual(ascending.map((_, place) => place));
  await collection.createIndex({ 'a.value': 1 });
  expect(await places()).toEqual(ascending.map((_, place) => place));
});

test('a missing _id is made and comes first', async () => {
  const collection = await collectionOf(database, []);
  await collection.insertOne({ a: 1 }, { forceServerObjectId: true });
  const found = await collection.findOne({ _id: { $type: 'objectId' } } as never);
  expect(Object.keys(found ?? {})).toEqual(['_id', 'a']);
});
