import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StoredEvent } from '#schemas/event.ts';
import { type Connection, connectMongo, ensureIndexes, withTransaction } from '#server/platform/mongo.ts';
import { openBehavior } from '#test/faults/ingest-shop.ts';
import { testDatabaseUri } from '#test/support/database.ts';

let db: Connection;
beforeAll(async () => {
  db = await connectMongo(await testDatabaseUri());
  await ensureIndexes(db);
});
afterAll(() => db.close());

const shopOf = (environment: string) => openBehavior(db, { project: 'inbox', environment });

const seen = (customer: string, ...ids: string[]): StoredEvent[] =>
  ids.map((messageId, index) => ({
    messageId,
    identity: `customer_id:${customer}`,
    profileId: `customer_id:${customer}`,
    type: 'page_viewed',
    data: {},
    context: {},
    at: new Date(Date.UTC(2026, 2, 1, 0, index)),
    receivedAt: new Date(Date.UTC(2026, 2, 1, 1)),
    source: 'api',
  }));

test('events that came with others, came before, or came twice at once wait once', async () => {
  const { events } = shopOf('duplicates').stores;
  await events.append(seen('ada', 'a', 'b'));
  const again = [...seen('ada', 'b', 'c', 'c'), ...seen('bob', 'b')];
  expect(await events.append(again)).toMatchObject({ stored: 2, duplicates: new Set([0, 2]) });
  expect(await events.countPending()).toBe(4);
  expect([...(await events.pendingIdentities('', 10))]).toEqual([
    ['customer_id:ada', 3],
    ['customer_id:bob', 1],
  ]);
});

test('of the same events appended many times at once, each is stored and waits once', async () => {
  const { events } = shopOf('at-once').stores;
  const results = await Promise.all(
    Array.from({ length: 6 }, () => events.append(seen('ada', 'a', 'b', 'c'))),
  );
  expect(results.reduce((sum, { stored }) => sum + stored, 0)).toBe(3);
  expect([await events.count(), await events.countPending()]).toEqual([3, 3]);
});

test('what is folded waits no longer, and duplicates of it do not wait again', async () => {
  const { stores, folder } = shopOf('folded');
  await stores.events.append(seen('ada', 'a', 'b'));
  await folder.foldPending();
  expect(await stores.events.append(seen('ada', 'a', 'b'))).toMatchObject({ stored: 0 });
  expect(await stores.events.countPending()).toBe(0);
});

test('what is set aside waits no longer, and waits again once it is restored', async () => {
  const { stores, folder } = shopOf('aside');
  const [sound, poisoned] = seen('ada', 'a', 'b') as [StoredEvent, StoredEvent];
  await stores.events.append([sound, { ...poisoned, type: 'order_completed', data: { total: 'all' } }]);
  await folder.foldPending();
  expect(await stores.events.countPending()).toBe(0);
  expect(await withTransaction(db, (session) => stores.events.restore(poisoned, session))).toBe(true);
  expect([...(await stores.events.pendingIdentities('', 10))]).toEqual([['customer_id:ada', 1]]);
  await folder.foldPending();
  expect((await stores.profiles.read('customer_id:ada'))?.counters.events).toEqual({ page_viewed: 2 });
});

test('events that are gone wait no longer either', async () => {
  const { stores, folder } = shopOf('gone');
  await stores.events.append(seen('ada', 'a', 'b'));
  await db.collection('events').deleteMany({ scope: 'inbox/gone' });
  await folder.foldPending();
  expect(await stores.events.countPending()).toBe(0);
  expect(await stores.profiles.read('customer_id:ada')).toBeNull();
});
