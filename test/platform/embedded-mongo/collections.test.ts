import { type Document, ObjectId } from 'mongodb';
import { describe, expect, test } from 'vitest';
import { codeOf, collectionOf, testDatabase } from './database.ts';

const database = testDatabase();

const fresh = (): string => `named_${new ObjectId().toHexString()}`;

const isThere = async (name: string): Promise<boolean> =>
  (await database.db.listCollections({ name }, { nameOnly: true }).toArray()).length === 1;

describe('making', () => {
  test('a collection is there once it is made, and empty', async () => {
    const name = fresh();
    await database.db.createCollection(name);
    expect(await isThere(name)).toBe(true);
    expect(await database.db.collection(name).countDocuments()).toBe(0);
    expect(await database.db.collection(name).indexes()).toEqual([{ v: 2, key: { _id: 1 }, name: '_id_' }]);
  });

  // What makes a collection that is not there, and whether it does.
  const makers: [string, (name: string) => Promise<unknown>, boolean][] = [
    ['an insert', (name) => database.db.collection(name).insertOne({}), true],
    ['an index', (name) => database.db.collection(name).createIndex({ a: 1 }), true],
    [
      'an upsert',
      (name) => database.db.collection(name).updateOne({ a: 1 }, { $set: { b: 1 } }, { upsert: true }),
      true,
    ],
    ['an update', (name) => database.db.collection(name).updateOne({}, { $set: { b: 1 } }), false],
    ['a delete', (name) => database.db.collection(name).deleteMany({}), false],
    ['a find', (name) => database.db.collection(name).find().toArray(), false],
    ['an aggregation', (name) => database.db.collection(name).aggregate([]).toArray(), false],
  ];

  test.each(makers)('%s', async (_name, make, makes) => {
    const name = fresh();
    await make(name);
    expect(await isThere(name)).toBe(makes);
  });

  test('clients that insert at once share the collection that this makes', async () => {
    const name = fresh();
    await Promise.all(Array.from({ length: 10 }, (_, n) => database.db.collection(name).insertOne({ n })));
    expect(await database.db.collection(name).countDocuments()).toBe(10);
  });

  // What is wrong, the command, and the code of the error.
  const refused: [string, Document, number][] = [
    ['an empty name', { create: '' }, 73],
    ['a name with $', { create: 'a$b' }, 73],
    ['a name that begins with a dot', { create: '.a' }, 73],
    ['an option that does not exist', { create: 'x', nope: 1 }, 40415],
  ];

  test.each(refused)('is refused with %s', async (_name, command, code) => {
    expect(await codeOf(database.db.command(command))).toBe(code);
  });
});

describe('listing', () => {
  test('tells name, type, options and the index of _id', async () => {
    const { collectionName: name } = await collectionOf(database, [{}]);
    expect(await database.db.listCollections({ name }).toArray()).toMatchObject([
      {
        name,
        type: 'collection',
        options: {},
        info: { readOnly: false },
        idIndex: { v: 2, key: { _id: 1 } },
      },
    ]);
  });

  test('tells only names where only names are asked for', async () => {
    const { collectionName: name } = await collectionOf(database, [{}]);
    const list = await database.db.listCollections({ name }, { nameOnly: true }).toArray();
    expect(list).toEqual([{ name, type: 'collection' }]);
  });

  test('filters by a pattern', async () => {
    const stem = fresh();
    for (const end of ['.a', '.b']) await database.db.createCollection(stem + end);
    const list = await database.db.listCollections({ name: { $regex: `^${stem}` } }).toArray();
    expect(list.map(({ name }) => name).sort()).toEqual([`${stem}.a`, `${stem}.b`]);
  });

  test('a database is listed once it holds something, and not after it is dropped', async () => {
    const other = database.client.db(`${database.db.databaseName}_other`);
    const names = async () => {
      const { databases } = await other.admin().listDatabases({ nameOnly: true });
      return databases.map(({ name }) => name);
    };
    expect(await names()).not.toContain(other.databaseName);
    await other.collection('x').insertOne({});
    expect(await names()).toContain(other.databaseName);
    await other.dropDatabase();
    expect(await names()).not.toContain(other.databaseName);
    expect(await other.collection('x').countDocuments()).toBe(0);
  });
});

describe('dropping', () => {
  test('takes documents and indexes with it', async () => {
    const collection = await collectionOf(database, [{ a: 1 }]);
    await collection.createIndex({ a: 1 }, { unique: true });
    await collection.drop();
    expect(await isThere(collection.collectionName)).toBe(false);
    await collection.insertMany([{ a: 1 }, { a: 1 }]);
    expect(await collection.indexes()).toHaveLength(1);
    expect(await collection.countDocuments()).toBe(2);
  });

  test('a collection that is not there is no error for the driver', async () => {
    await database.db.collection(fresh()).drop();
  });
});

describe('renaming', () => {
  test('takes documents and indexes along', async () => {
    const collection = await collectionOf(database, [{ a: 1 }]);
    await collection.createIndex({ a: 1 }, { unique: true });
    const name = fresh();
    await collection.rename(name);
    const renamed = database.db.collection(name);
    expect(await renamed.find().toArray()).toEqual([{ _id: 1, a: 1 }]);
    expect(await codeOf(renamed.insertOne({ a: 1 }))).toBe(11000);
    expect(await isThere(collection.collectionName)).toBe(false);
  });

  test('to a name that is taken is an error, unless what is there may go', async () => {
    const [from, to] = [await collectionOf(database, [{ a: 1 }]), await collectionOf(database, [{ a: 2 }])];
    expect(await codeOf(from.rename(to.collectionName))).toBe(48);
    await from.rename(to.collectionName, { dropTarget: true });
    expect(await to.find().toArray()).toEqual([{ _id: 1, a: 1 }]);
  });

  test('of what is not there is an error', async () => {
    expect(await codeOf(database.db.collection(fresh()).rename(fresh()))).toBe(26);
  });

  test('moves to another database', async () => {
    const collection = await collectionOf(database, [{ a: 1 }]);
    const other = database.client.db(`${database.db.databaseName}_to`);
    await database.client.db('admin').command({
      renameCollection: collection.namespace,
      to: `${other.databaseName}.moved`,
    });
    expect(await other.collection('moved').countDocuments()).toBe(1);
    await other.dropDatabase();
  });
});

test('databases do not see each other', async () => {
  const collection = await collectionOf(database, [{ a: 1 }]);
  const other = database.client.db(`${database.db.databaseName}_apart`);
  expect(await other.collection(collection.collectionName).countDocuments()).toBe(0);
});

describe('the server', () => {
  test('answers a ping and says that it takes writes', async () => {
    const admin = database.client.db('admin');
    expect(await admin.command({ ping: 1 })).toMatchObject({ ok: 1 });
    const hello = await admin.command({ hello: 1 });
    expect(hello).toMatchObject({ isWritablePrimary: true, maxBsonObjectSize: 16_777_216, readOnly: false });
    expect(hello['logicalSessionTimeoutMinutes']).toBeGreaterThan(0);
  });

  test('tells its version', async () => {
    const info = await database.client.db('admin').command({ buildInfo: 1 });
    expect(info['version']).toMatch(/^\d+\.\d+\.\d+/);
    expect(info['versionArray']).toHaveLength(4);
  });

  // What is wrong, the command, and the code of the error.
  const refused: [string, Document, number][] = [
    ['a command that does not exist', { nope: 1 }, 59],
    ['a name in other case', { Ping: 1 }, 59],
    ['a find without a name', { find: 5 }, 73],
    ['a find with an unknown option', { find: 'x', nope: 1 }, 40415],
    ['a filter that is no document', { find: 'x', filter: 5 }, 14],
    ['a sort that is no document', { find: 'x', sort: 5 }, 14],
    ['a pipeline that is no list', { aggregate: 'x', pipeline: 5, cursor: {} }, 14],
    ['a stage that is no document', { aggregate: 'x', pipeline: [5], cursor: {} }, 14],
    ['a stage of two names', { aggregate: 'x', pipeline: [{ $match: {}, $limit: 1 }], cursor: {} }, 40323],
    ['a stage that does not exist', { aggregate: 'x', pipeline: [{ $nope: 1 }], cursor: {} }, 40324],
  ];

  test.each(refused)('refuses %s', async (_name, command, code) => {
    expect(await codeOf(database.db.command(command))).toBe(code);
  });
});
