import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StoredEvent } from '#schemas/event.ts';
import type { DeclaredHistory } from '#server/domain/profiles/declared-history.ts';
import { emptyProfile } from '#server/domain/profiles/empty.ts';
import { foldEvents } from '#server/domain/profiles/fold.ts';
import { type CountProgress, countUncounted } from '#server/features/counters/back-fill.ts';
import { countersService } from '#server/features/counters/service.ts';
import { type Connection, connectMongo, ensureIndexes, withTransaction } from '#server/platform/mongo.ts';
import { createStores } from '#server/stores.ts';
import { contextOf, releaseWith } from '#test/bench/support/segment-scene.ts';
import { fact, segment } from '#test/domain/decisions/shop.ts';
import { testDatabaseUri } from '#test/support/database.ts';

const customers = 600;
const searchesOf = (customer: number): number => customer % 4;

const asking = (key: string, value: object) =>
  segment(key, { all: [fact('profile', '$.history', 'performed', value)] });
const searched = releaseWith([asking('searchers', { event: 'searched', atLeast: 1, within: '30d' })]).history;
const searchedTea = releaseWith([
  asking('tea', {
    event: 'searched',
    where: [{ path: '$.query', operator: 'equal', value: 'tea' }],
    atLeast: 1,
  }),
]).history;

let db: Connection;
beforeAll(async () => {
  db = await connectMongo(await testDatabaseUri());
  await ensureIndexes(db);
});
afterAll(() => db.close());

const eventsOf = (customer: number): StoredEvent[] =>
  ['page_viewed', ...Array<string>(searchesOf(customer)).fill('searched')].map((type, index) => ({
    messageId: `m${index}`,
    identity: `customer_id:${customer}`,
    profileId: `customer_id:${customer}`,
    type,
    data: { query: index === 1 ? 'tea' : 'cups' },
    context: {},
    at: new Date(Date.UTC(2026, 2, 1, 0, index)),
    receivedAt: new Date(Date.UTC(2026, 2, 1, 1)),
    source: 'api',
  }));

/** Customers whose events are in their profiles, folded when nothing was declared. */
const shopOf = async (environment: string) => {
  const stores = createStores(db, { project: 'back-fill', environment });
  const events = Array.from({ length: customers }, (_, customer) => eventsOf(customer));
  const context = contextOf(releaseWith([]));
  const profiles = events.map((own) => {
    const { identity, at } = own[0]!;
    const empty = emptyProfile({ id: identity, identity, subject: identity, at });
    return foldEvents(empty, own, context).profile;
  });
  await db.collection('events').insertMany(stores.events.documentsOf(events.flat()) as never[]);
  const writes = profiles.map((after) => ({ before: null, after }));
  await withTransaction(db, (session) => stores.profiles.writeMany(writes, session));

  const totals = async (declared: DeclaredHistory): Promise<(number | undefined)[]> => {
    const found = await stores.profiles.readMany(profiles.map(({ id }) => id));
    const { key } = declared.counters[0]!;
    return profiles.map(({ id }) => found.get(id)?.history?.tallies[key]?.total);
  };
  return { stores, parts: { db, histories: stores.histories, events: stores.events }, profiles, totals };
};
const everyone = Array.from({ length: customers }, (_, customer) => customer);
const always = { mayGoOn: () => true };

test('everyone is counted by the type and the data of their events, and told on the way', async () => {
  const { parts, totals } = await shopOf('all');
  const told: CountProgress[] = [];
  const onProgress = (progress: CountProgress): void => void told.push(progress);
  const first = await countUncounted(parts, searched, { ...always, onProgress });
  expect(first).toEqual({ customers, isDone: true });
  expect(await totals(searched)).toEqual(everyone.map(searchesOf));
  expect(told.length).toBeGreaterThan(1);
  expect(told.map(({ done }) => done)).toEqual(told.map(({ done }) => done).toSorted((a, b) => a - b));
  expect(told.at(-1)).toEqual({ done: customers, total: customers });
  await countUncounted(parts, searchedTea, always);
  expect(await totals(searchedTea)).toEqual(everyone.map((customer) => Math.min(1, searchesOf(customer))));
});

test('what was stopped goes on where it stopped, and no one is counted twice', async () => {
  const { parts, totals } = await shopOf('stopped');
  let batches = 1;
  const once = await countUncounted(parts, searched, { mayGoOn: () => batches-- > 0 });
  expect(once.isDone).toBe(false);
  expect(once.customers).toBeGreaterThan(0);
  const rest = await countUncounted(parts, searched, always);
  expect(once.customers + rest.customers).toBe(customers);
  expect(await totals(searched)).toEqual(everyone.map(searchesOf));
});

test('what still waits to be folded is left to folding', async () => {
  const { parts, stores, totals } = await shopOf('waiting');
  const [newest] = eventsOf(1).slice(-1);
  await stores.events.append([{ ...newest!, messageId: 'waits' }]);
  await countUncounted(parts, searched, always);
  expect((await totals(searched))[1]).toBe(1);
});

test('whoever is written meanwhile is read again, and keeps what was written', async () => {
  const { parts, stores, profiles, totals } = await shopOf('meanwhile');
  const before = profiles[5]!;
  let overtaken = false;
  const keep: typeof stores.histories.keep = async (writes) => {
    if (!overtaken) {
      overtaken = true;
      const stored = (await stores.profiles.read(before.id))!;
      const write = { before: stored, after: { ...stored, traits: { plan: 'gold' } } };
      await withTransaction(db, (session) => stores.profiles.writeMany([write], session));
    }
    return stores.histories.keep(writes);
  };
  const histories = { ...stores.histories, keep };
  const counted = await countUncounted({ ...parts, histories }, searched, always);
  expect(counted).toEqual({ customers, isDone: true });
  expect(await totals(searched)).toEqual(everyone.map(searchesOf));
  expect((await stores.profiles.read(before.id))?.traits).toEqual({ plan: 'gold' });
});

/** A process that keeps the counters of a shop right; `hold` delays each of its batches. */
const processOf = (
  { stores }: Awaited<ReturnType<typeof shopOf>>,
  holder: string,
  hold: Promise<void> = Promise.resolve(),
) => {
  const batches: number[] = [];
  const keep: typeof stores.histories.keep = async (writes) => {
    batches.push(writes.length);
    await hold;
    return stores.histories.keep(writes);
  };
  const service = countersService({
    ...{ ...stores, db, histories: { ...stores.histories, keep }, holder },
    release: () => ({ number: 1, history: searched }),
    clock: () => new Date(),
    onError: (error) => expect.unreachable(String(error)),
  });
  return { service, batches };
};

test('of two processes one counts, and the other waits for it and tells how far it is', async () => {
  const shop = await shopOf('two-processes');
  let go = (): void => undefined;
  const hold = new Promise<void>((resolve) => {
    go = resolve;
  });
  const [first, second] = [processOf(shop, 'first', hold), processOf(shop, 'second')];
  const counting = first.service.backFill();
  await expect.poll(() => first.batches.length).toBe(1);
  const told: CountProgress[] = [];
  const waiting = second.service.backFill((progress) => void told.push(progress));
  await expect.poll(() => told[0]).toEqual({ done: 0, total: customers });
  go();
  expect(await Promise.all([counting, waiting])).toEqual([customers, 0]);
  expect(second.batches).toEqual([]);
  expect(await shop.totals(searched)).toEqual(everyone.map(searchesOf));
});

test('what a process that died was counting is counted by another when its time is over', async () => {
  const shop = await shopOf('died');
  const now = new Date();
  const until = new Date(now.getTime() + 1000);
  await shop.stores.leases.take('count-histories', { holder: 'dead', now, until });
  expect(await processOf(shop, 'alive').service.backFill()).toBe(customers);
});
