import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DecisionRecord } from '#schemas/decision-record.ts';
import type { StoredEvent } from '#schemas/event.ts';
import { openServices, type Services } from '#server/cli/services.ts';
import { parseConfig } from '#server/config.ts';
import { decisionCounts } from '#server/domain/decisions/daily-counts.ts';
import { matchesByHour } from '#server/features/rule-activity/count-matches.ts';
import { type Connection, connectMongo } from '#server/platform/mongo.ts';
import { createStores, type Stores } from '#server/stores.ts';
import { testDatabaseUri } from '#test/support/database.ts';

const scope = { project: 'default', environment: 'production' };
const now = new Date('2026-05-20T15:00:00Z');
const size = { customers: 60, days: 20 };

let services: Services;
let db: Connection;
let stores: Stores;

beforeAll(async () => {
  const mongodbUrl = await testDatabaseUri();
  services = await openServices({ ...parseConfig({ ATTUNE_LOG_LEVEL: 'silent' }), mongodbUrl }, 'production');
  db = await connectMongo(mongodbUrl);
  stores = createStores(db, scope);
});
afterAll(async () => {
  await db.close();
  await services.close();
});

const seed = () => services.environment.demo.seed({ now, size });

/** Everyone in an experiment, over its variations. */
const unitsOf = async (experiment: string): Promise<number> =>
  [...(await stores.totals.ofExperiment(experiment)).values()].reduce((sum, { n }) => sum + n, 0);

const sumsOf = async () => ({
  bundle: await unitsOf('bundle-offer'),
  outcomes: [...(await stores.outcomes.index()).values()].reduce((sum, { all }) => sum + all.n, 0),
  days: (await stores.days.between('2026-01-01', '2026-12-31')).reduce(
    (sum, { decisions, exposures, clicks, conversions }) =>
      sum + decisions + exposures + clicks + conversions,
    0,
  ),
});

const ruleMatches = async (): Promise<number> =>
  (await stores.ruleMatches.since(new Date(0))).reduce((sum, { matches }) => sum + matches, 0);

/** A decision for a customer, counted as the server counts it. */
const decideFor = async (profileId: string): Promise<void> => {
  const elements = [{ placement: 'hero_banner', variant: 'hero-welcome' }];
  const matches = { rules: ['small-screen-layout'] };
  const record = { experienceId: profileId, profileId, at: now, elements, matches } as DecisionRecord;
  await stores.decisions.insertMany([record], 30);
  await stores.days.add(decisionCounts([record]), 0);
  await stores.ruleMatches.add(matchesByHour([record]), 0);
};

const someone = async (): Promise<string> => {
  const sort = { field: 'id', order: 'asc' } as const;
  const { rows } = await stores.profiles.list({ filter: {}, sort, range: { from: 0, to: 0 } });
  return rows[0]?.id ?? 'nobody';
};

const realEvent: StoredEvent = {
  messageId: 'm1',
  identity: 'customer_id:17',
  profileId: 'customer_id:17',
  type: 'variant_shown',
  data: { placement: 'hero_banner', variant: 'hero-welcome' },
  context: {},
  at: now,
  receivedAt: now,
  source: 'api',
  exposure: { experienceId: 'x', propensity: 0.5 },
};

test('the shop comes in through the usual doors, and goes out again without a trace', async () => {
  const seeded = await seed();
  expect(seeded).toMatchObject({ products: 300, contentItems: 60, customers: 60 });
  expect(await stores.events.count()).toBe(seeded.events);
  expect(await stores.events.countPending()).toBe(0);
  const customers = await stores.profiles.count();
  expect(customers).toBeGreaterThan(50);
  const sums = await sumsOf();
  expect(sums.bundle).toBeGreaterThan(0.7 * customers);

  // decisions of the last week, which come out the same when they are made again
  const lastWeek = { release: 1, since: new Date(now.getTime() - 7 * 86_400_000).toISOString() };
  const decided = await stores.decisions.countSince(new Date(lastWeek.since));
  expect(decided).toBe(seeded.decisions);
  expect(decided).toBeGreaterThan(10);
  const quietly = { author: 'test', onProgress: () => undefined };
  const { repeats } = await services.environment.replay.runNow(lastWeek, quietly);
  expect(repeats).toEqual({ decisions: decided, identical: decided });
  expect(await ruleMatches()).toBeGreaterThan(0);
  const { cases } = services.environment.testCases;
  const shipped = (await cases.all()).length;
  expect(shipped).toBeGreaterThan(3);
  const { passed } = await services.environment.testCases.run({ release: 'live' });
  expect(passed).toBe(shipped);

  // again, it adds nothing
  await seed();
  expect(await stores.decisions.countSince(new Date(0))).toBe(decided);
  expect(await stores.events.count()).toBe(seeded.events);
  expect(await sumsOf()).toEqual(sums);

  await stores.events.append([realEvent]);
  await services.environment.folder.foldPending();
  await decideFor(await someone());
  await services.installation.setDemo({ state: 'loaded', at: now });
  expect((await services.environment.analytics.overview()).demo).toBe(true);
  const removed = await services.environment.demo.remove();
  expect(removed).toEqual({ customers, products: 300, contentItems: 60 });
  expect(await services.installation.read()).toMatchObject({ demo: { state: 'removed' } });
  expect((await services.environment.analytics.overview()).demo).toBe(false);
  expect(await stores.profiles.count()).toBe(1);
  expect(await stores.events.count()).toBe(1);
  expect(await stores.products.count()).toBe(0);
  expect(await sumsOf()).toEqual({ bundle: 0, outcomes: 1, days: 1 });
  expect(await stores.decisions.countSince(new Date(0))).toBe(0);
  expect(await ruleMatches()).toBe(0);
  expect(await cases.all()).toEqual([]);
  expect((await services.configuration.export('production')).length).toBeGreaterThan(40);
}, 120_000);
