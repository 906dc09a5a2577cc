import { expect, test } from 'vitest';
import { connectMongo, ensureIndexes } from '#server/platform/mongo.ts';
import { eventStore } from '#server/stores/events.ts';
import { testDatabaseUri } from '#test/support/database.ts';

test('an index that an earlier version made and nobody needs is dropped, and what it held stays readable', async () => {
  const db = await connectMongo(await testDatabaseUri());
  const events = db.collection<{ _id: string }>('events');
  await events.createIndex({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  const at = new Date('2026-03-01T12:00:00Z');
  const event = {
    ...{ messageId: 'm', identity: 'customer_id:7', profileId: 'customer_id:7', type: 'page_viewed' },
    ...{ data: {}, context: {}, at, receivedAt: at, source: 'api' },
  };
  const former = { ...event, _id: 'shop/live/customer_id:7/m', scope: 'shop/live', expiresAt: at };
  await events.insertOne(former as never);
  await ensureIndexes(db);
  await ensureIndexes(db);
  expect((await events.indexes()).map(({ name }) => name)).not.toContain('expiresAt_1');
  const store = eventStore(db, { project: 'shop', environment: 'live' });
  expect(await store.latestOf('customer_id:7', 1)).toEqual([event]);
  await db.close();
});
