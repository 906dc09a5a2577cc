import { type Db, type Document, MongoClient } from 'mongodb';
import { afterAll, beforeAll } from 'vitest';
import { testDatabaseUri } from '#test/support/database.ts';

export interface TestDatabase {
  client: MongoClient;
  db: Db;
}

/** A database for one test file, dropped at its end. Numbers keep their BSON types only where a test asks. */
export function testDatabase(): TestDatabase {
  const uri = testDatabaseUri();
  const client = new MongoClient(uri);
  const db = client.db();
  beforeAll(() => client.connect());
  afterAll(async () => {
    await db.dropDatabase();
    await client.close();
  });
  return { client, db };
}

let counter = 0;

/** A collection with these documents; without an `_id` they are numbered from 1. */
export async function collectionOf({ db }: TestDatabase, docs: readonly Document[]) {
  const collection = db.collection<Document>(`c${++counter}`);
  const numbered = docs.map((doc, place) => ('_id' in doc ? doc : { _id: place + 1, ...doc }));
  if (numbered.length > 0) await collection.insertMany(numbered as never);
  return collection;
}
