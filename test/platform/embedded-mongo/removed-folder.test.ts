import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { expect, test } from 'vitest';
import { startEmbeddedStore } from '#server/platform/embedded-mongo/start.ts';
import { folderForStores } from './own-store.ts';

const dataDir = join(folderForStores('removed'), 'data');

test('a store whose folder was removed and made anew ends, and leaves the store of the new one alone', async () => {
  const removed = await startEmbeddedStore({ dataDir });
  rmSync(dataDir, { recursive: true });
  const anew = await startEmbeddedStore({ dataDir });
  expect(anew.pid).not.toBe(removed.pid);
  await removed.ended;

  const client = new MongoClient(anew.uri);
  await client.db().collection('teas').insertOne({ name: 'green' });
  const joined = await startEmbeddedStore({ dataDir });
  expect(joined.pid).toBe(anew.pid);
  await client.close();
  await Promise.all([joined.stop(), anew.stop()]);
}, 30_000);
