import { deepStrictEqual, strictEqual } from 'node:assert';
import { defaultProject } from '#schemas/scope.ts';
import { startEmbeddedStore } from '#server/platform/embedded-mongo/start.ts';
import { connectMongo } from '#server/platform/mongo.ts';
import { createStores, type Stores } from '#server/stores.ts';
import type { Expected } from './product-events.ts';

/** Looks into the store of a data directory, beside the product or without it. */
export const inStore = async <Result>(
  dataDir: string,
  look: (stores: Stores) => Promise<Result>,
): Promise<Result> => {
  const store = await startEmbeddedStore({ dataDir });
  const db = await connectMongo(store.uri);
  try {
    return await look(createStores(db, { project: defaultProject, environment: 'production' }));
  } finally {
    await db.close();
    await store.stop();
  }
};

/** The message ids of every stored event of these customers. */
export const storedIds = async ({ events }: Stores, customers: Iterable<string>): Promise<Set<string>> => {
  const ids = new Set<string>();
  for (const customer of customers)
    for (const { messageId } of await events.historyOf(`customer_id:${customer}`)) ids.add(messageId);
  return ids;
};

/**
 * Every event is there once, in its profile, and in the day's numbers.
 * @throws AssertionError naming the first thing that is not so
 */
export const requireExact = async (
  { events, profiles, days }: Stores,
  expected: ReadonlyMap<string, Expected>,
): Promise<void> => {
  const all = [...expected.values()];
  const count = (type: string): number => all.reduce((sum, own) => sum + (own.events[type] ?? 0), 0);
  const total = all.flatMap((own) => Object.values(own.events)).reduce((sum, own) => sum + own, 0);
  strictEqual(await events.count(), total, 'events stored');
  strictEqual(await events.countPending(), 0, 'events not folded');
  for (const [customer, own] of expected) {
    const profile = await profiles.read(`customer_id:${customer}`);
    const { counters } = profile ?? {};
    deepStrictEqual(
      { events: counters?.events, orders: counters?.orders, value: counters?.orderValue?.amount ?? 0 },
      own,
      `the profile of ${customer}`,
    );
  }
  const shown = (await days.between('2000-01-01', '2100-01-01')).reduce((sum, day) => sum + day.exposures, 0);
  strictEqual(shown, count('variant_shown'), 'exposures counted');
};
