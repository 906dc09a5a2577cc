import { type Document, Long } from 'mongodb';
import { expect, test } from 'vitest';
import { codeOf, collectionOf, testDatabase } from './database.ts';

// the numbers are this file's own: the driver gives none, and a session that is used again gets higher ones
const database = testDatabase({ retryWrites: false });
let number = 0;
const nextNumber = (): Long => Long.fromNumber(++number);

const before = [{ n: 1 }, { n: 2 }];
const after = (...docs: Document[]) => docs;

// A write to {_id: 1, n: 1} and {_id: 2, n: 2}, a part of its reply, and what is there afterwards.
const writes: [string, (name: string) => Document, Document, Document[]][] = [
  [
    'an insert',
    (insert) => ({ insert, documents: [{ _id: 3 }, { _id: 4 }] }),
    { n: 2 },
    after({ _id: 1, n: 1 }, { _id: 2, n: 2 }, { _id: 3 }, { _id: 4 }),
  ],
  [
    'an update',
    (update) => ({ update, updates: [{ q: {}, u: { $inc: { n: 10 } } }] }),
    { n: 1, nModified: 1 },
    after({ _id: 1, n: 11 }, { _id: 2, n: 2 }),
  ],
  [
    'an upsert',
    (update) => ({ update, updates: [{ q: { _id: 3 }, u: { $inc: { n: 1 } }, upsert: true }] }),
    { n: 1, upserted: [{ index: 0, _id: 3 }] },
    after({ _id: 1, n: 1 }, { _id: 2, n: 2 }, { _id: 3, n: 1 }),
  ],
  [
    'several updates',
    (update) => ({
      update,
      updates: [
        { q: { _id: 1 }, u: { $inc: { n: 1 } } },
        { q: { _id: 2 }, u: { $inc: { n: 1 } } },
      ],
    }),
    { n: 2, nModified: 2 },
    after({ _id: 1, n: 2 }, { _id: 2, n: 3 }),
  ],
  [
    'a delete',
    (name) => ({ delete: name, deletes: [{ q: {}, limit: 1 }] }),
    { n: 1 },
    after({ _id: 2, n: 2 }),
  ],
  [
    'findAndModify with the document before',
    (findAndModify) => ({ findAndModify, query: { _id: 1 }, update: { $inc: { n: 1 } } }),
    { value: { _id: 1, n: 1 }, lastErrorObject: { n: 1, updatedExisting: true } },
    after({ _id: 1, n: 2 }, { _id: 2, n: 2 }),
  ],
  [
    'findAndModify with the document after',
    (findAndModify) => ({ findAndModify, query: { _id: 1 }, update: { $inc: { n: 1 } }, new: true }),
    { value: { _id: 1, n: 2 }, lastErrorObject: { n: 1, updatedExisting: true } },
    after({ _id: 1, n: 2 }, { _id: 2, n: 2 }),
  ],
  [
    'findAndModify that removes',
    (findAndModify) => ({ findAndModify, query: {}, sort: { n: -1 }, remove: true }),
    { value: { _id: 2, n: 2 }, lastErrorObject: { n: 1 } },
    after({ _id: 1, n: 1 }),
  ],
];

test.each(writes)(
  '%s that is sent again gets the same reply and is done once',
  async (_name, write, reply, left) => {
    const collection = await collectionOf(database, before);
    const txnNumber = nextNumber();
    await database.client.withSession(async (session) => {
      const send = () => database.db.command({ ...write(collection.collectionName), txnNumber }, { session });
      expect(await send()).toMatchObject(reply);
      expect(await send()).toMatchObject(reply);
    });
    expect(await collection.find().sort({ _id: 1 }).toArray()).toEqual(left);
  },
);

const step = (update: string) => ({ update, updates: [{ q: { _id: 1 }, u: { $inc: { n: 1 } } }] });

test('a higher number is a new write, a lower one is too old', async () => {
  const collection = await collectionOf(database, before);
  const [lower, higher] = [nextNumber(), nextNumber()];
  await database.client.withSession(async (session) => {
    const send = (txnNumber: Long) =>
      database.db.command({ ...step(collection.collectionName), txnNumber }, { session });
    await send(lower);
    await send(higher);
    expect(await codeOf(send(lower))).toBe(225);
  });
  expect(await collection.findOne({ _id: 1 } as never)).toEqual({ _id: 1, n: 3 });
});

test('the same number in another session is another write', async () => {
  const collection = await collectionOf(database, before);
  const txnNumber = nextNumber();
  const sessions = [database.client.startSession(), database.client.startSession()];
  for (const session of sessions) {
    await database.db.command({ ...step(collection.collectionName), txnNumber }, { session });
  }
  await Promise.all(sessions.map((session) => session.endSession()));
  expect(await collection.findOne({ _id: 1 } as never)).toEqual({ _id: 1, n: 3 });
});

test('a write that fails may be sent again and fails again', async () => {
  const insert = (await collectionOf(database, before)).collectionName;
  const txnNumber = nextNumber();
  await database.client.withSession(async (session) => {
    const send = () => database.db.command({ insert, documents: [{ _id: 1 }], txnNumber }, { session });
    for (let time = 0; time < 2; time++) {
      expect(await send()).toMatchObject({ n: 0, writeErrors: [{ index: 0, code: 11000 }] });
    }
  });
});

// What cannot be sent again, the command, and the code of the error.
const refused: [string, (name: string) => Document, number][] = [
  [
    'an update of many',
    (update) => ({ update, updates: [{ q: {}, u: { $inc: { n: 1 } }, multi: true }] }),
    72,
  ],
  ['a delete of many', (name) => ({ delete: name, deletes: [{ q: {}, limit: 0 }] }), 72],
];

test.each(refused)('%s cannot be retryable', async (_name, write, code) => {
  const collection = await collectionOf(database, before);
  const command = { ...write(collection.collectionName), txnNumber: nextNumber() };
  await database.client.withSession(async (session) => {
    expect(await codeOf(database.db.command(command, { session }))).toBe(code);
  });
  expect(await collection.countDocuments({ n: { $lt: 3 } })).toBe(2);
});

// A command within a transaction that was never started, or that has read; and the code of the error.
const misplaced: [string, (name: string) => Document, boolean, number][] = [
  ['reading in a transaction that was never started', (find) => ({ find }), false, 251],
  ['writing in a transaction that was never started', (insert) => ({ insert, documents: [{}] }), false, 251],
  ['counting without aggregation in a transaction', (count) => ({ count }), true, 263],
  ['dropping in a transaction', (drop) => ({ drop }), true, 263],
  ['listing collections in a transaction', () => ({ listCollections: 1 }), true, 263],
  [
    'a late read concern in a transaction',
    (find) => ({ find, readConcern: { level: 'snapshot' } }),
    true,
    72,
  ],
];

test.each(misplaced)('%s is refused', async (_name, command, started, code) => {
  const { collectionName } = await collectionOf(database, before);
  const envelope = { txnNumber: nextNumber(), autocommit: false };
  await database.client.withSession(async (session) => {
    const send = (what: Document) => database.db.command({ ...what, ...envelope }, { session });
    if (started) await send({ find: collectionName, startTransaction: true });
    expect(await codeOf(send(command(collectionName)))).toBe(code);
  });
});
