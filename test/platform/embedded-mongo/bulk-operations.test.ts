import { BSONSymbol, type Document } from 'mongodb';
import { describe, expect, test } from 'vitest';
import { codeOf, collectionOf, testDatabase } from './database.ts';

const database = testDatabase();

const docs = [{ a: 1 }, { a: 2 }, { a: 3 }];

interface Counts {
  insertedCount?: number;
  matchedCount?: number;
  modifiedCount?: number;
  deletedCount?: number;
  upsertedCount?: number;
}

const set = (a: number) => ({ $set: { a } });

// What it does, the operations over documents 1 to 3, what is counted, and the documents afterwards.
const cases: [string, Document[], Counts, Document[]][] = [
  [
    'inserts',
    [{ insertOne: { document: { _id: 4, a: 4 } } }, { insertOne: { document: { _id: 5 } } }],
    { insertedCount: 2 },
    [{ _id: 1, a: 1 }, { _id: 2, a: 2 }, { _id: 3, a: 3 }, { _id: 4, a: 4 }, { _id: 5 }],
  ],
  [
    'updates one',
    [{ updateOne: { filter: { a: { $gt: 1 } }, update: { $inc: { a: 10 } } } }],
    { matchedCount: 1, modifiedCount: 1 },
    [
      { _id: 1, a: 1 },
      { _id: 2, a: 12 },
      { _id: 3, a: 3 },
    ],
  ],
  [
    'updates many, and counts only what changed as modified',
    [{ updateMany: { filter: {}, update: set(2) } }],
    { matchedCount: 3, modifiedCount: 2 },
    [
      { _id: 1, a: 2 },
      { _id: 2, a: 2 },
      { _id: 3, a: 2 },
    ],
  ],
  [
    'replaces',
    [{ replaceOne: { filter: { a: 1 }, replacement: { b: 1 } } }],
    { matchedCount: 1, modifiedCount: 1 },
    [
      { _id: 1, b: 1 },
      { _id: 2, a: 2 },
      { _id: 3, a: 3 },
    ],
  ],
  [
    'deletes one',
    [{ deleteOne: { filter: {} } }],
    { deletedCount: 1 },
    [
      { _id: 2, a: 2 },
      { _id: 3, a: 3 },
    ],
  ],
  ['deletes many', [{ deleteMany: { filter: { a: { $lt: 3 } } } }], { deletedCount: 2 }, [{ _id: 3, a: 3 }]],
  [
    'upserts',
    [{ updateOne: { filter: { _id: 9 }, update: set(9), upsert: true } }],
    { upsertedCount: 1, matchedCount: 0 },
    [
      { _id: 1, a: 1 },
      { _id: 2, a: 2 },
      { _id: 3, a: 3 },
      { _id: 9, a: 9 },
    ],
  ],
  [
    'updates by a pipeline and by array filters',
    [
      { updateOne: { filter: { _id: 1 }, update: [{ $set: { list: ['$a', 5] } }] } },
      {
        updateOne: { filter: { _id: 1 }, update: { $set: { 'list.$[big]': 6 } }, arrayFilters: [{ big: 5 }] },
      },
    ],
    { matchedCount: 2, modifiedCount: 2 },
    [
      { _id: 1, a: 1, list: [1, 6] },
      { _id: 2, a: 2 },
      { _id: 3, a: 3 },
    ],
  ],
  [
    'sees in order what it did before',
    [
      { insertOne: { document: { _id: 4, a: 4 } } },
      { updateOne: { filter: { _id: 4 }, update: { $inc: { a: 1 } } } },
      { deleteMany: { filter: { a: { $lt: 5 } } } },
    ],
    { insertedCount: 1, modifiedCount: 1, deletedCount: 3 },
    [{ _id: 4, a: 5 }],
  ],
];

describe.each([true, false])('ordered: %s', (ordered) => {
  test.each(cases)('%s', async (_name, operations, counts, left) => {
    const collection = await collectionOf(database, docs);
    expect(await collection.bulkWrite(operations as never, { ordered })).toMatchObject(counts);
    expect(await collection.find().sort({ _id: 1 }).toArray()).toEqual(left);
  });
});

test('the ids of what was inserted and upserted are told by place', async () => {
  const collection = await collectionOf(database, []);
  const result = await collection.bulkWrite([
    { insertOne: { document: { _id: 7 } as never } },
    { updateOne: { filter: { a: 1 }, update: { $set: { b: 1 } } } },
    { updateOne: { filter: { _id: 8 } as never, update: { $set: { b: 1 } }, upsert: true } },
  ]);
  expect(result.insertedIds).toEqual({ 0: 7 });
  expect(result.upsertedIds).toEqual({ 2: 8 });
});

const failing = [
  { insertOne: { document: { _id: 4 } } },
  { insertOne: { document: { _id: 1 } } },
  { insertOne: { document: { _id: 5 } } },
  { updateOne: { filter: { _id: 1 }, update: { $inc: { text: 1 } } } },
  { insertOne: { document: { _id: 6 } } },
] as never;

test('an ordered bulk stops at its first error', async () => {
  const collection = await collectionOf(database, [{ text: 'x' }]);
  const error = await collection.bulkWrite(failing).catch((reason: unknown) => reason);
  expect(error).toMatchObject({
    code: 11000,
    result: { insertedCount: 1 },
    writeErrors: [{ code: 11000, index: 1 }],
  });
  expect(await collection.distinct('_id')).toEqual([1, 4]);
});

test('an unordered bulk goes on and tells every error', async () => {
  const collection = await collectionOf(database, [{ text: 'x' }]);
  const error = await collection.bulkWrite(failing, { ordered: false }).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ result: { insertedCount: 3 } });
  const { writeErrors } = error as { writeErrors: { code: number; index: number }[] };
  expect(writeErrors.map(({ code, index }) => [index, code])).toEqual([
    [1, 11000],
    [3, 14],
  ]);
  expect(await collection.distinct('_id')).toEqual([1, 4, 5, 6]);
});

test('insertMany stops at a duplicate, or goes on when unordered', async () => {
  const some = [{ _id: 2 }, { _id: 1 }, { _id: 3 }] as never[];
  for (const [ordered, left] of [
    [true, [1, 2]],
    [false, [1, 2, 3]],
  ] as const) {
    const collection = await collectionOf(database, [{}]);
    await expect(collection.insertMany(some, { ordered })).rejects.toMatchObject({
      code: 11000,
      writeErrors: [{ index: 1 }],
      insertedCount: left.length - 1,
    });
    expect(await collection.distinct('_id')).toEqual(left);
  }
});

test('insertMany adds nothing where one of its documents is of a type that the store does not support', async () => {
  const collection = await collectionOf(database, docs);
  const added = [{ a: 4 }, { a: new BSONSymbol('five') }, { a: 6 }];
  expect(await codeOf(collection.insertMany(added, { ordered: false }))).toBe(2);
  expect(await collection.countDocuments()).toBe(3);
});

describe('the replies of the commands', () => {
  test('insert tells n and its errors with keyPattern and keyValue', async () => {
    const insert = (await collectionOf(database, [{}])).collectionName;
    const reply = await database.db.command({ insert, documents: [{ _id: 2 }, { _id: 1 }] });
    expect(reply).toMatchObject({
      n: 1,
      ok: 1,
      writeErrors: [{ index: 1, code: 11000, keyPattern: { _id: 1 }, keyValue: { _id: 1 } }],
    });
  });

  test('update tells n, nModified and upserted', async () => {
    const update = (await collectionOf(database, docs)).collectionName;
    const updates = [
      { q: {}, u: set(1), multi: true },
      { q: { _id: 7 }, u: set(1), upsert: true },
      { q: { _id: 8 }, u: set(1) },
    ];
    expect(await database.db.command({ update, updates })).toMatchObject({
      n: 4,
      nModified: 2,
      upserted: [{ index: 1, _id: 7 }],
    });
  });

  test('delete tells n', async () => {
    const name = (await collectionOf(database, docs)).collectionName;
    const deletes = [
      { q: { a: 1 }, limit: 1 },
      { q: {}, limit: 0 },
    ];
    expect(await database.db.command({ delete: name, deletes })).toMatchObject({ n: 3, ok: 1 });
  });

  // What is wrong, the command, and the code of the error.
  const refused: [string, (name: string) => Document, number][] = [
    ['an insert of nothing', (insert) => ({ insert, documents: [] }), 16],
    ['an update of nothing', (update) => ({ update, updates: [] }), 16],
    ['a delete of nothing', (name) => ({ delete: name, deletes: [] }), 16],
    ['an insert without documents', (insert) => ({ insert }), 40414],
    ['an update without updates', (update) => ({ update }), 40414],
    ['a delete without deletes', (name) => ({ delete: name }), 40414],
    ['a delete of up to two', (name) => ({ delete: name, deletes: [{ q: {}, limit: 2 }] }), 9],
    ['an update without u', (update) => ({ update, updates: [{ q: {} }] }), 40414],
    ['an insert with an unknown option', (insert) => ({ insert, documents: [{}], nope: 1 }), 40415],
  ];

  test.each(refused)('%s', async (_name, command, code) => {
    const { collectionName } = await collectionOf(database, docs);
    expect(await codeOf(database.db.command(command(collectionName)))).toBe(code);
  });

  // An _id that cannot be, and the code of the error.
  const ids: [string, unknown, number][] = [
    ['a list', [1], 53],
    ['a regular expression', /x/, 53],
    ['a document with an operator', { $a: 1 }, 52],
  ];

  test.each(ids)('an _id cannot be %s', async (_name, _id, code) => {
    const collection = await collectionOf(database, []);
    expect(await codeOf(collection.insertOne({ _id } as never))).toBe(code);
    expect(await collection.countDocuments()).toBe(0);
  });
});
