import { afterAll, beforeAll, expect, test } from 'vitest';
import { Settings } from '#schemas/settings.ts';
import { createRetention } from '#server/features/privacy/retention.ts';
import { type Connection, connectMongo } from '#server/platform/mongo.ts';
import { expiryStore } from '#server/stores/expiry.ts';
import { testDatabaseUri } from '#test/support/database.ts';

const now = new Date('2026-03-01T12:00:00Z');
const daysAgo = (days: number): Date => new Date(now.getTime() - days * 86_400_000);
const scope = 'default/production';

let db: Connection;
beforeAll(async () => {
  db = await connectMongo(testDatabaseUri());
});
afterAll(() => db.close());

type Case = [collection: string, field: string, settings: object, more: object];

/** Each kind with a setting of its own: it goes by that one and no other. */
test.each<Case>([
  ['events', 'receivedAt', { event_retention_days: 10 }, {}],
  ['journey_moves', 'storedAt', { event_retention_days: 10 }, {}],
  ['segment_changes', 'at', { event_retention_days: 10 }, {}],
  ['decisions', 'at', { decision_retention_days: 10 }, {}],
  ['quarantine', 'at', { retention: { quarantine: 10 } }, {}],
  ['audit_log', 'at', { retention: { audit: 10 } }, {}],
  ['consent_history', 'at', { retention: { consent: 10 } }, {}],
  ['privacy_requests', 'completedAt', { retention: { privacy_requests: 10 } }, { state: 'completed' }],
])('%s are kept for as many days as their setting says', async (collection, field, settings, more) => {
  const native = db.collection<{ _id: string }>(collection);
  const left = async () => (await native.find().toArray()).map(({ _id }) => _id).sort();
  const document = (_id: string, days: number, scopeOf = scope) => ({
    _id,
    scope: scopeOf,
    ...more,
    [field]: daysAgo(days),
  });
  await native.insertMany([document('9', 9), document('11', 11), document('other', 11, 'default/staging')]);
  const apply = (given: object) =>
    createRetention({
      expiry: expiryStore(db, { project: 'default', environment: 'production' }),
      settings: () => Settings.parse(given),
      clock: () => now,
    })();
  await apply({});
  expect(await left()).toEqual(['11', '9', 'other']);
  await apply(settings);
  expect(await left()).toEqual(['9', 'other']);
});

test('a request that waits for its answer stays, however old it is', async () => {
  const native = db.collection<{ _id: string }>('privacy_requests');
  await native.insertOne({ _id: 'open', ...{ scope, state: 'open', completedAt: null } });
  const expiry = expiryStore(db, { project: 'default', environment: 'production' });
  await expiry.removeBefore('privacy_requests', now);
  expect(await native.findOne({ _id: 'open' })).not.toBeNull();
});
