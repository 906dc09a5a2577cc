import mongoose, { type Connection, type ConnectOptions, type mongo } from 'mongoose';
import { afterAll, beforeAll } from 'vitest';
import { testDatabaseUri } from '#test/support/database.ts';

type Document = mongo.BSON.Document;

/** What a test file works with; the client and the database are there once its tests run. */
export interface TestDatabase {
  connection: Connection;
  readonly client: mongo.MongoClient;
  readonly db: mongo.Db;
}

/**
 * A database for one test file through mongoose, dropped at its end. Numbers become those of JavaScript, unless a
 * test asks for `promoteValues: false`.
 */
export function testDatabase(options: ConnectOptions = {}): TestDatabase {
  const connection = mongoose.createConnection();
  beforeAll(async () => {
    await connection.openUri(testDatabaseUri(), options);
  });
  afterAll(async () => {
    await connection.dropDatabase();
    await connection.close();
  });
  return {
    connection,
    get client() {
      return connection.getClient();
    },
    get db() {
      return connection.getClient().db(connection.name);
    },
  };
}

let counter = 0;

/** A collection with these documents; without an `_id` they are numbered from 1. */
export async function collectionOf(
  { db }: TestDatabase,
  docs: readonly Document[],
): Promise<mongo.Collection<Document>> {
  const collection = db.collection<Document>(`c${++counter}`);
  const numbered = docs.map((doc, place) => ('_id' in doc ? doc : { _id: place + 1, ...doc }));
  if (numbered.length > 0) await collection.insertMany(numbered as never);
  return collection;
}

/** The code of the error that something ends with; undefined where it succeeds. */
export async function codeOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: { code?: unknown }) => error.code ?? error,
  );
}

/** Whether the tests run on the embedded store; with MONGODB_URL they run on that server. */
export const EMBEDDED = process.env['MONGODB_URL'] === undefined;
