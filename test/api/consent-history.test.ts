import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StoredEvent } from '#schemas/event.ts';
import { emptyProfile } from '#server/domain/profiles/empty.ts';
import { foldEvents } from '#server/domain/profiles/fold.ts';
import { createConsentEvents } from '#server/features/import/consent-events.ts';
import { createConsentHistory } from '#server/features/privacy/consent-history.ts';
import { consentRecords } from '#server/features/privacy/consent-records.ts';
import { type Connection, connectMongo, ensureIndexes, withTransaction } from '#server/platform/mongo.ts';
import { consentHistoryStore } from '#server/stores/consent-history.ts';
import { contextOf, releaseWith } from '#test/bench/support/segment-scene.ts';
import { testDatabaseUri } from '#test/support/database.ts';

let db: Connection;
beforeAll(async () => {
  db = await connectMongo(await testDatabaseUri());
  await ensureIndexes(db);
});
afterAll(() => db.close());

/** Escaped where it is part of an id. */
const identity = 'customer_id:a/b%2Fc';
const day = (number: number): Date => new Date(Date.UTC(2026, 2, number));
const event = (messageId: string, on: number, fields: Partial<StoredEvent>): StoredEvent => ({
  ...{ messageId, identity, profileId: identity, type: 'consent_updated', data: {}, context: {} },
  ...{ at: day(on), receivedAt: day(on), source: 'api' },
  ...fields,
});

/** What the history says on a day, once these events are folded and what they say is kept. */
const historyOf = async (environment: string, events: readonly StoredEvent[], on: number) => {
  const history = consentHistoryStore(db, { project: 'consents', environment });
  const empty = emptyProfile({ id: identity, identity, subject: 'a', at: day(1) });
  const { profile } = foldEvents(empty, [...events], contextOf(releaseWith([])));
  const kept = consentRecords([{ profile, events }]);
  await withTransaction(db, (session) => history.keep(kept, session));
  const consentHistory = createConsentHistory({
    readProfile: async (id) => (id === identity ? profile : null),
    history,
    clock: () => day(on),
  });
  return (await consentHistory(identity, 100))!;
};

const untilTenth = { purposes: { analytics: true }, expires_at: day(10).toISOString() };

test.each([
  ['before its end', 9, ['in_force']],
  ['from its end on', 10, ['expired']],
])('a choice %s', async (name, on, states) => {
  const found = await historyOf(name.replaceAll(' ', '-'), [event('m1', 2, { data: untilTenth })], on);
  expect(found.map(({ state }) => state)).toEqual(states);
  expect(found).toMatchObject([{ identity, messageId: 'm1', until: day(10), event: 'consent_updated' }]);
});

test('a newer choice replaces one that has expired since', async () => {
  const events = [
    event('m1', 2, { data: untilTenth }),
    event('m2', 3, { data: { purposes: { analytics: false } } }),
  ];
  const found = await historyOf('replaced', events, 20);
  expect(found.map(({ messageId, state }) => [messageId, state])).toEqual([
    ['m2', 'in_force'],
    ['m1', 'replaced'],
  ]);
});

test('consent that an import grants says so', async () => {
  const bought = event('order-1', 4, { type: 'page_viewed', source: 'import' });
  const granted = createConsentEvents(['personalization'])([bought]);
  expect(await historyOf('imported', [...granted, bought], 5)).toMatchObject([
    {
      ...{ purpose: 'personalization', given: true, state: 'in_force', source: 'import' },
      evidence: { text: 'granted by the shop at import' },
      request: null,
    },
  ]);
});

test('an event from outside carries no request out, whatever its id says', async () => {
  const forged = event('privacy-request-r1', 2, { data: { purposes: { analytics: true } } });
  expect(await historyOf('forged', [forged], 3)).toMatchObject([{ request: null }]);
});
