import type { Document } from 'mongodb';
import type { mongo } from 'mongoose';
import { onTestFinished } from 'vitest';
import type { TestDatabase } from './database.ts';

export type Collection = mongo.Collection<Document>;
export type Session = mongo.ClientSession;

/** A session with a transaction under way, ended with the test. */
export function begin({ client }: TestDatabase): Session {
  const session = client.startSession();
  onTestFinished(() => session.endSession());
  session.startTransaction();
  return session;
}

/** The documents of a collection in order, as a transaction sees them or as everybody does. */
export const all = (collection: Collection, session?: Session): Promise<Document[]> =>
  collection
    .find({}, session ? { session } : {})
    .sort({ _id: 1 })
    .toArray();
