import { type AnyClientBulkWriteModel, type Document, MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testDatabaseUri } from '#test/support/database.ts';

// The client of mongodb 7, whose bulkWrite needs MongoDB 8.
const client = new MongoClient(testDatabaseUri());
const database = client.db().databaseName;
const [people, visits] = [`${database}.people`, `${database}.visits`];
type Row = Document & { _id: number };
const collection = (namespace: string) => client.db().collection<Row>(namespace.slice(database.length + 1));

beforeAll(() => client.connect());
afterAll(async () => {
  await client.db().dropDatabase();
  await client.close();
});

/** Runs a bulk write on two people and answers its result, or its error. */
async function run(models: AnyClientBulkWriteModel<Row>[], options = {}): Promise<unknown> {
  await client.db().dropDatabase();
  await collection(people).insertMany([
    { _id: 1, name: 'Ann', visits: 1 },
    { _id: 2, name: 'Ben', visits: 1 },
  ]);
  return client.bulkWrite<Record<string, Row>>(models, options).catch((error: unknown) => error);
}

const add = (namespace: string, _id: number): AnyClientBulkWriteModel<Row> => ({
  name: 'insertOne',
  namespace,
  document: { _id },
});

// What is written, and what the result counts.
const cases: [string, AnyClientBulkWriteModel<Row>[], object][] = [
  ['inserts into two collections', [add(people, 3), add(visits, 1)], { insertedCount: 2 }],
  [
    'updates one and many',
    [
      { name: 'updateOne', namespace: people, filter: { _id: 1 }, update: { $set: { visits: 1 } } },
      { name: 'updateMany', namespace: people, filter: {}, update: { $inc: { visits: 1 } } },
    ],
    { matchedCount: 3, modifiedCount: 2 },
  ],
  [
    'updates the first in an order',
    [
      {
        name: 'updateOne',
        namespace: people,
        filter: {},
        update: { $set: { visits: 9 } },
        sort: { _id: -1 },
      },
    ],
    { matchedCount: 1, modifiedCount: 1 },
  ],
  [
    'replaces, and upserts what is not there',
    [
      { name: 'replaceOne', namespace: people, filter: { _id: 1 }, replacement: { name: 'Anna' } },
      { name: 'replaceOne', namespace: visits, filter: { _id: 5 }, replacement: { page: 1 }, upsert: true },
    ],
    { matchedCount: 1, modifiedCount: 1, upsertedCount: 1 },
  ],
  [
    'deletes one and many',
    [
      { name: 'deleteOne', namespace: people, filter: {} },
      { name: 'deleteMany', namespace: people, filter: {} },
      { name: 'deleteMany', namespace: visits, filter: {} },
    ],
    { deletedCount: 2 },
  ],
  [
    'reads what it has written itself',
    [
      add(people, 3),
      { name: 'updateOne', namespace: people, filter: { _id: 3 }, update: { $set: { a: 1 } } },
      { name: 'deleteOne', namespace: people, filter: { a: 1 } },
    ],
    { insertedCount: 1, modifiedCount: 1, deletedCount: 1 },
  ],
];

describe('client.bulkWrite', () => {
  test.each(cases)('%s', async (_, models, counts) => {
    expect(await run(models)).toMatchObject({ acknowledged: true, ...counts });
  });

  test('sorted updates change the last one', async () => {
    await run([
      {
        name: 'updateOne',
        namespace: people,
        filter: {},
        update: { $set: { visits: 9 } },
        sort: { _id: -1 },
      },
    ]);
    expect((await collection(people).find().toArray()).map(({ visits: count }) => count)).toEqual([1, 9]);
  });

  test('verbose results tell of each write', async () => {
    const result = await run(
      [
        add(people, 3),
        {
          name: 'updateOne',
          namespace: visits,
          filter: { _id: 4 },
          update: { $set: { a: 1 } },
          upsert: true,
        },
        { name: 'deleteMany', namespace: people, filter: { _id: { $lt: 3 } } },
      ],
      { verboseResults: true },
    );
    expect(result).toMatchObject({
      insertResults: new Map([[0, { insertedId: 3 }]]),
      updateResults: new Map([[1, { matchedCount: 1, modifiedCount: 0, didUpsert: true, upsertedId: 4 }]]),
      deleteResults: new Map([[2, { deletedCount: 2 }]]),
    });
  });

  test('in order it ends at the first error, without order it goes on', async () => {
    const models = [add(people, 3), add(people, 1), add(people, 4), add(people, 2)];
    const stopped = await run(models);
    expect(stopped).toMatchObject({ writeErrors: new Map([[1, { code: 11000 }]]) });
    expect(await collection(people).countDocuments()).toBe(3);
    const gone = (await run(models, { ordered: false })) as { writeErrors: Map<number, unknown> };
    expect([...gone.writeErrors.keys()]).toEqual([1, 3]);
    expect(await collection(people).countDocuments()).toBe(4);
  });

  test('belongs to a transaction', async () => {
    await run([add(visits, 1)]);
    await client.withSession(async (session) => {
      session.startTransaction();
      await client.bulkWrite<Record<string, Row>>([add(people, 3), add(visits, 2)], { session });
      expect(await collection(visits).countDocuments()).toBe(1);
      await session.abortTransaction();
      await session.withTransaction(() =>
        client.bulkWrite<Record<string, Row>>([add(people, 4), add(visits, 3)], { session }),
      );
    });
    expect(await collection(people).distinct('_id')).toEqual([1, 2, 4]);
    expect(await collection(visits).distinct('_id')).toEqual([1, 3]);
  });

  test('a thousand results come through a cursor', async () => {
    const models = Array.from({ length: 1000 }, (_, n) => add(visits, n));
    const result = (await run(models, { verboseResults: true })) as { insertResults: Map<number, unknown> };
    expect(result.insertResults.size).toBe(1000);
  });
});

const command = (fields: Document) => client.db('admin').command({ bulkWrite: 1, ...fields });
const ops = [{ insert: 0, document: { _id: 77 } }];
const nsInfo = [{ ns: people }];

test('the command tells each write and counts', async () => {
  await run([add(visits, 1)]);
  const update = { update: 0, filter: { _id: 1 }, updateMods: { $set: { name: 'Ann' } } };
  const upsert = { update: 0, filter: { _id: 8 }, updateMods: { $set: { name: 'Cy' } }, upsert: true };
  const wrong = { insert: 0, document: { _id: 1 } };
  expect(await command({ ops: [update, upsert, wrong], nsInfo })).toMatchObject({
    cursor: {
      ns: 'admin.$cmd.bulkWrite',
      firstBatch: [
        { ok: 1, idx: 0, n: 1, nModified: 0 },
        { ok: 1, idx: 1, n: 1, nModified: 0, upserted: { _id: 8 } },
        { ok: 0, idx: 2, n: 0, code: 11000, keyPattern: { _id: 1 } },
      ],
    },
    nErrors: 1,
    nInserted: 0,
    nMatched: 1,
    nModified: 0,
    nUpserted: 1,
    nDeleted: 0,
    ok: 1,
  });
});

test('sent again with its number it is done once and has the same reply', async () => {
  await run([add(visits, 1)]);
  // A client of its own, since the number would stay with a session that others use after it.
  const other = await MongoClient.connect(testDatabaseUri());
  const session = other.startSession();
  const again = () =>
    other.db('admin').command({ bulkWrite: 1, ops, nsInfo, txnNumber: 1_000_000n }, { session });
  const [first, second] = [await again(), await again()];
  expect(second).toMatchObject({ cursor: first['cursor'], nInserted: 1 });
  await session.endSession();
  await other.close();
});

// What is wrong with a command, and the code of its error.
const refused: [string, Document, number][] = [
  ['no operations', { ops: [], nsInfo }, 16],
  ['an operation of no kind', { ops: [{ remove: 0 }], nsInfo }, 9],
  ['a namespace that is not listed', { ops: [{ insert: 1, document: {} }], nsInfo }, 2],
  ['an update without updateMods', { ops: [{ update: 0, filter: {} }], nsInfo }, 40414],
  ['let', { ops, nsInfo, let: { a: 1 } }, 2],
];

test.each(refused)('%s is refused and changes nothing', async (_, fields, code) => {
  await run([add(visits, 1)]);
  await expect(command(fields)).rejects.toMatchObject({ code });
  expect(await collection(people).countDocuments()).toBe(2);
});
