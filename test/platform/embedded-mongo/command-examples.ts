import type { Document } from 'mongodb';
import type { mongo } from 'mongoose';
import { expect } from 'vitest';

/** What an example may use: a database with a collection of {_id: 1, a: 1}, {_id: 2, a: 2}, {_id: 3, a: 3}. */
export interface Use {
  db: mongo.Db;
  admin: mongo.Db;
  name: string;
  session: mongo.ClientSession;
}

type Example = (use: Use) => Promise<Document> | Document;

const OK = { ok: 1 };
const onlyOk = (command: Document): [Example, Document] => [({ admin }) => admin.command(command), OK];
const run = (command: (name: string) => Document, reply: Document): [Example, Document] => [
  ({ db, name }) => db.command(command(name)),
  reply,
];

const begun = async ({ db, name, session }: Use) => {
  session.startTransaction();
  await db.collection(name).insertOne({ a: 4 }, { session });
};

/** For each command how it is used, and what its reply has at least. */
export const COMMANDS: Record<string, [Example, Document]> = {
  hello: [({ admin }) => admin.command({ hello: 1 }), { isWritablePrimary: true }],
  isMaster: [({ admin }) => admin.command({ isMaster: 1 }), { ismaster: true }],
  ping: onlyOk({ ping: 1 }),
  buildInfo: [
    ({ admin }) => admin.command({ buildInfo: 1 }),
    { version: expect.stringMatching(/^\d+\.\d+/) },
  ],
  connectionStatus: [
    ({ admin }) => admin.command({ connectionStatus: 1 }),
    { authInfo: { authenticatedUsers: expect.any(Array) } },
  ],
  serverStatus: [
    ({ admin }) => admin.command({ serverStatus: 1 }),
    { version: expect.any(String), uptime: expect.any(Number) },
  ],
  hostInfo: [({ admin }) => admin.command({ hostInfo: 1 }), { system: expect.any(Object) }],
  getParameter: [
    ({ admin }) => admin.command({ getParameter: 1, featureCompatibilityVersion: 1 }),
    { featureCompatibilityVersion: { version: expect.any(String) } },
  ],
  find: run((find) => ({ find, filter: { a: 2 } }), { cursor: { firstBatch: [{ _id: 2, a: 2 }] } }),
  count: run((count) => ({ count, query: { a: { $gt: 1 } } }), { n: 2 }),
  distinct: run((distinct) => ({ distinct, key: 'a' }), { values: [1, 2, 3] }),
  aggregate: run((aggregate) => ({ aggregate, pipeline: [{ $count: 'n' }], cursor: {} }), {
    cursor: { firstBatch: [{ n: 3 }] },
  }),
  explain: run((find) => ({ explain: { find } }), { queryPlanner: { winningPlan: expect.any(Object) } }),
  getMore: [
    async ({ db, name }) => {
      const { cursor } = await db.command({ find: name, batchSize: 1 }, { promoteLongs: false });
      return db.command({ getMore: cursor.id, collection: name });
    },
    { cursor: { nextBatch: [{ _id: 2 }, { _id: 3 }] } },
  ],
  killCursors: [
    async ({ db, name }) => {
      const { cursor } = await db.command({ find: name, batchSize: 1 }, { promoteLongs: false });
      return db.command({ killCursors: name, cursors: [cursor.id] });
    },
    { cursorsKilled: [expect.anything()], cursorsNotFound: [] },
  ],
  insert: run((insert) => ({ insert, documents: [{}, {}] }), { n: 2 }),
  update: run((update) => ({ update, updates: [{ q: {}, u: { $set: { a: 1 } }, multi: true }] }), {
    n: 3,
    nModified: 2,
  }),
  delete: run((name) => ({ delete: name, deletes: [{ q: { a: { $lt: 3 } }, limit: 0 }] }), { n: 2 }),
  findAndModify: run((findAndModify) => ({ findAndModify, query: { a: 3 }, remove: true }), {
    value: { _id: 3, a: 3 },
  }),
  bulkWrite: [
    ({ admin, db, name }) =>
      admin.command({
        bulkWrite: 1,
        ops: [
          { insert: 0, document: { _id: 4 } },
          { delete: 0, filter: { a: { $lt: 3 } }, multi: true },
        ],
        nsInfo: [{ ns: `${db.databaseName}.${name}` }],
      }),
    { nInserted: 1, nDeleted: 2, nErrors: 0 },
  ],
  create: run((name) => ({ create: `${name}_made` }), OK),
  drop: run((drop) => ({ drop }), OK),
  dropDatabase: [({ db }) => db.command({ dropDatabase: 1 }), OK],
  renameCollection: [
    ({ admin, db, name }) => {
      const renameCollection = `${db.databaseName}.${name}`;
      return admin.command({ renameCollection, to: `${renameCollection}_renamed` });
    },
    OK,
  ],
  listCollections: run((name) => ({ listCollections: 1, filter: { name }, nameOnly: true }), {
    cursor: { firstBatch: [{ type: 'collection' }] },
  }),
  listDatabases: [
    ({ admin, db }) => admin.command({ listDatabases: 1, nameOnly: true, filter: { name: db.databaseName } }),
    { databases: [{ name: expect.any(String) }] },
  ],
  createIndexes: run((createIndexes) => ({ createIndexes, indexes: [{ key: { a: 1 }, name: 'a' }] }), {
    numIndexesAfter: 2,
  }),
  dropIndexes: run((dropIndexes) => ({ dropIndexes, index: '*' }), { nIndexesWas: 1 }),
  listIndexes: run((listIndexes) => ({ listIndexes }), { cursor: { firstBatch: [{ key: { _id: 1 } }] } }),
  collMod: [
    async ({ db, name }) => {
      await db.collection(name).createIndex({ at: 1 }, { expireAfterSeconds: 5 });
      return db.command({ collMod: name, index: { keyPattern: { at: 1 }, expireAfterSeconds: 6 } });
    },
    { expireAfterSeconds_old: 5, expireAfterSeconds_new: 6 },
  ],
  commitTransaction: [
    async (use) => {
      await begun(use);
      await use.session.commitTransaction();
      return { count: await use.db.collection(use.name).countDocuments() };
    },
    { count: 4 },
  ],
  abortTransaction: [
    async (use) => {
      await begun(use);
      await use.session.abortTransaction();
      return { count: await use.db.collection(use.name).countDocuments() };
    },
    { count: 3 },
  ],
  endSessions: onlyOk({ endSessions: [] }),
  killSessions: onlyOk({ killSessions: [] }),
  refreshSessions: onlyOk({ refreshSessions: [] }),
};
