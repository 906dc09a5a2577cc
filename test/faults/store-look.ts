import { type Db, MongoClient } from 'mongodb';
import { startEmbeddedStore } from '#server/platform/embedded-mongo/start.ts';
import { ended } from '#test/support/ended.ts';

/** Looks into the store of a data directory that nobody else uses; it has ended when this resolves. */
export const inStore = async <Result>(
  dataDir: string,
  look: (db: Db) => Promise<Result>,
): Promise<Result> => {
  const store = await startEmbeddedStore({ dataDir });
  const client = new MongoClient(store.uri, { serverSelectionTimeoutMS: 2000 });
  try {
    return await look(client.db());
  } finally {
    await client.close(true);
    await store.stop();
    // it lives on for a moment, and then closes its file and removes its socket
    await ended(store.pid);
  }
};
