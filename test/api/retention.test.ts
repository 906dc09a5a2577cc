import { afterAll, beforeAll, expect, test } from 'vitest';
import { Settings } from '#schemas/settings.ts';
import { createRetention } from '#server/features/privacy/retention.ts';
import { type Connection, connectMongo } from '#server/platform/mongo.ts';
import { auditLogStore } from '#server/stores/audit-log.ts';
import { expiryStore } from '#server/stores/expiry.ts';
import { retentionDayStore } from '#server/stores/retention-days.ts';
import { testDatabaseUri } from '#test/support/database.ts';

const now = new Date('2026-03-01T12:00:00Z');
const daysAgo = (days: number): Date => new Date(now.getTime() - days * 86_400_000);
const environment = { project: 'default', environment: 'production' };
const scope = 'default/production';

let db: Connection;
beforeAll(async () => {
  db = await connectMongo(testDatabaseUri());
});
afterAll(() => db.close());

const applyAt = (at: Date, given: object) =>
  createRetention({
    expiry: expiryStore(db, environment),
    days: retentionDayStore(db, environment),
    audit: auditLogStore(db, environment),
    settings: () => Settings.parse(given),
    clock: () => at,
  })();

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
  const own = { _id: { $in: ['9', '11', 'other'] } };
  const left = async () => (await native.find(own).toArray()).map(({ _id }) => _id).sort();
  const document = (_id: string, days: number, scopeOf = scope) => ({
    _id,
    scope: scopeOf,
    ...more,
    [field]: daysAgo(days),
  });
  await native.insertMany([document('9', 9), document('11', 11), document('other', 11, 'default/staging')]);
  await applyAt(now, {});
  expect(await left()).toEqual(['11', '9', 'other']);
  await applyAt(now, settings);
  expect(await left()).toEqual(['9', 'other']);
});

test('a request that waits for its answer stays, however old it is', async () => {
  const native = db.collection<{ _id: string }>('privacy_requests');
  await native.insertOne({ _id: 'open', ...{ scope, state: 'open', completedAt: null } });
  const expiry = expiryStore(db, environment);
  await expiry.removeBefore('privacy_requests', now);
  expect(await native.findOne({ _id: 'open' })).not.toBeNull();
});

test('what was removed is told: the last run, each day’s sums, and an audit entry a run that removed something', async () => {
  const days = retentionDayStore(db, environment);
  const settings = { retention: { quarantine: 10 } };
  const stopped = db.collection<{ _id: string }>('quarantine');
  const at = (hour: number): Date => new Date(Date.UTC(2027, 0, 2, hour));
  // what the other tests left
  await applyAt(new Date('2027-01-01T12:00:00Z'), settings);
  for (const hour of [1, 2]) {
    const old = ['a', 'b'].map((name) => ({ _id: `${name}${hour}`, scope, at: now }));
    await stopped.insertMany(old);
    await applyAt(at(hour), settings);
  }
  await applyAt(at(3), settings);
  const told = await days.read(30);
  expect(told.last).toEqual({ at: at(3), removed: {} });
  expect(told.days[0]).toMatchObject({ day: '2027-01-02', removed: { quarantine: 4 } });
  const noted = (await auditLogStore(db, environment).about('retention')).slice(-2);
  expect(noted.map(({ at: when, detail }) => [when, detail])).toEqual([
    [at(1), { removed: { quarantine: 2 } }],
    [at(2), { removed: { quarantine: 2 } }],
  ]);
});
