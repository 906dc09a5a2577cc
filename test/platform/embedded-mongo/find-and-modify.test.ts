import type { Document } from 'mongodb';
import { describe, expect, test } from 'vitest';
import { codeOf, collectionOf, testDatabase } from './database.ts';

const database = testDatabase();

const one: Document = { _id: 1, a: 1, list: [1, 2] };
const two: Document = { _id: 2, a: 2, list: [] };
const docs = [one, two];

interface Outcome {
  value: Document | null;
  n: number;
  existing?: boolean;
  upserted?: unknown;
  left: Document[];
}

const first = { query: { _id: 1 } };
const none = { query: { _id: 9 } };

// What it does, the command over the documents above, and its outcome: the reply and the documents afterwards.
const cases: [string, Document, Outcome][] = [
  [
    'an update returns the document before',
    { ...first, update: { $set: { a: 5 } } },
    { value: one, n: 1, existing: true, left: [{ ...one, a: 5 }, two] },
  ],
  [
    'new returns the document after',
    { ...first, update: { $inc: { a: 5 } }, new: true },
    { value: { ...one, a: 6 }, n: 1, existing: true, left: [{ ...one, a: 6 }, two] },
  ],
  [
    'a replacement keeps _id',
    { ...first, update: { z: 1 }, new: true },
    { value: { _id: 1, z: 1 }, n: 1, existing: true, left: [{ _id: 1, z: 1 }, two] },
  ],
  [
    'a pipeline computes',
    { ...first, update: [{ $set: { b: { $add: ['$a', 10] } } }, { $unset: 'list' }], new: true },
    { value: { _id: 1, a: 1, b: 11 }, n: 1, existing: true, left: [{ _id: 1, a: 1, b: 11 }, two] },
  ],
  ['remove returns what it removed', { ...first, remove: true }, { value: one, n: 1, left: [two] }],
  ['remove of nothing', { ...none, remove: true }, { value: null, n: 0, left: docs }],
  [
    'an update of nothing',
    { ...none, update: { $set: { a: 5 } } },
    { value: null, n: 0, existing: false, left: docs },
  ],
  [
    'an upsert that finds updates',
    { ...first, update: { $set: { a: 5 } }, upsert: true },
    { value: one, n: 1, existing: true, left: [{ ...one, a: 5 }, two] },
  ],
  [
    'an upsert that does not find returns null',
    { ...none, update: { $set: { a: 5 } }, upsert: true },
    { value: null, n: 1, existing: false, upserted: 9, left: [one, two, { _id: 9, a: 5 }] },
  ],
  [
    'and with new what it made',
    { ...none, update: { $set: { a: 5 }, $setOnInsert: { b: 1 } }, upsert: true, new: true },
    {
      value: { _id: 9, a: 5, b: 1 },
      n: 1,
      existing: false,
      upserted: 9,
      left: [one, two, { _id: 9, a: 5, b: 1 }],
    },
  ],
  [
    'an upsert by replacement takes _id of the query',
    { ...none, update: { z: 1 }, upsert: true, new: true },
    { value: { _id: 9, z: 1 }, n: 1, existing: false, upserted: 9, left: [one, two, { _id: 9, z: 1 }] },
  ],
  [
    'sort chooses among many',
    { query: {}, sort: { a: -1 }, update: { $set: { a: 9 } } },
    { value: two, n: 1, existing: true, left: [one, { ...two, a: 9 }] },
  ],
  [
    'sort chooses what to remove',
    { query: {}, sort: { a: -1 }, remove: true },
    { value: two, n: 1, left: [one] },
  ],
  [
    'fields cut the document before',
    { ...first, update: { $set: { a: 5 } }, fields: { a: 1, _id: 0 } },
    { value: { a: 1 }, n: 1, existing: true, left: [{ ...one, a: 5 }, two] },
  ],
  [
    'and the document after',
    { ...first, update: { $set: { a: 5 } }, fields: { list: 0 }, new: true },
    { value: { _id: 1, a: 5 }, n: 1, existing: true, left: [{ ...one, a: 5 }, two] },
  ],
  [
    'and what was removed',
    { ...first, remove: true, fields: { a: 1 } },
    { value: { _id: 1, a: 1 }, n: 1, left: [two] },
  ],
  [
    'the positional operator updates the element that matched',
    { query: { list: 2 }, update: { $set: { 'list.$': 7 } }, new: true },
    { value: { ...one, list: [1, 7] }, n: 1, existing: true, left: [{ ...one, list: [1, 7] }, two] },
  ],
  [
    'array filters choose elements',
    { ...first, update: { $inc: { 'list.$[big]': 10 } }, arrayFilters: [{ big: { $gt: 1 } }], new: true },
    { value: { ...one, list: [1, 12] }, n: 1, existing: true, left: [{ ...one, list: [1, 12] }, two] },
  ],
  [
    'an update that changes nothing still finds',
    { ...first, update: { $set: { a: 1 } } },
    { value: one, n: 1, existing: true, left: docs },
  ],
];

test.each(cases)('%s', async (_name, command, { value, n, existing, upserted, left }) => {
  const collection = await collectionOf(database, docs);
  const reply = await database.db.command({ findAndModify: collection.collectionName, ...command });
  expect(reply['value'] ?? null).toEqual(value);
  expect(reply['lastErrorObject']).toEqual({
    n,
    ...(existing === undefined ? {} : { updatedExisting: existing }),
    ...(upserted === undefined ? {} : { upserted }),
  });
  expect(await collection.find().sort({ _id: 1 }).toArray()).toEqual(left);
});

// What is wrong, the command, and the code of the error.
const refused: [string, Document, number][] = [
  ['neither update nor remove', { ...first }, 9],
  ['both update and remove', { ...first, update: { $set: { a: 5 } }, remove: true }, 9],
  ['remove with new', { ...first, remove: true, new: true }, 9],
  ['remove with upsert', { ...first, remove: true, upsert: true }, 9],
  ['an operator that does not exist', { ...first, update: { $nope: { a: 1 } } }, 9],
  ['a change of _id', { ...first, update: { $set: { _id: 5 } } }, 66],
  ['a replacement with another _id', { ...first, update: { _id: 5 } }, 66],
  ['text plus a number', { ...first, update: { $inc: { list: 1 } } }, 14],
  ['two changes of one field', { ...first, update: { $set: { a: 1 }, $inc: { a: 1 } } }, 40],
  ['an _id that is taken', { query: { _id: 1, a: 99 }, update: { $set: { b: 1 } }, upsert: true }, 11000],
  ['a path through a number', { ...first, update: { $set: { 'a.b': 1 } } }, 28],
  ['a query operator that does not exist', { query: { a: { $nope: 1 } }, remove: true }, 2],
  ['an option that does not exist', { ...first, remove: true, nope: 1 }, 40415],
];

test.each(refused)('%s is an error and changes nothing', async (_name, command, code) => {
  const collection = await collectionOf(database, docs);
  expect(await codeOf(database.db.command({ findAndModify: collection.collectionName, ...command }))).toBe(
    code,
  );
  expect(await collection.find().sort({ _id: 1 }).toArray()).toEqual(docs);
});

describe('the forms of the driver', () => {
  test('findOneAndUpdate, findOneAndReplace and findOneAndDelete', async () => {
    const collection = await collectionOf(database, [{ _id: 1, a: 1 }]);
    const query = { a: { $gt: 0 } };
    expect(await collection.findOneAndUpdate(query, { $inc: { a: 1 } })).toEqual({ _id: 1, a: 1 });
    const after = { returnDocument: 'after' } as const;
    expect(await collection.findOneAndReplace(query, { a: 9 }, after)).toEqual({ _id: 1, a: 9 });
    expect(await collection.findOneAndDelete(query)).toEqual({ _id: 1, a: 9 });
    expect(await collection.findOneAndDelete(query)).toBeNull();
  });

  test('a queue: many takers at once get each entry once', async () => {
    const collection = await collectionOf(
      database,
      Array.from({ length: 20 }, () => ({ state: 'waiting' })),
    );
    const take = () => collection.findOneAndUpdate({ state: 'waiting' }, { $set: { state: 'taken' } });
    const taken = await Promise.all(Array.from({ length: 25 }, take));
    const ids = taken.flatMap((doc) => (doc ? [Number(doc._id)] : []));
    expect(ids.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  });

  test('a counter: upserts at once make one document and lose no step', async () => {
    const collection = await collectionOf(database, []);
    const query = { _id: 'orders' } as never;
    const options = { upsert: true, returnDocument: 'after' } as const;
    const next = () => collection.findOneAndUpdate(query, { $inc: { n: 1 } }, options);
    const given = (await Promise.all(Array.from({ length: 20 }, next))).map((doc) => doc?.['n']);
    expect(given.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  });
});
