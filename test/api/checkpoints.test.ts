import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StoredEvent } from '#schemas/event.ts';
import type { Profile } from '#schemas/profile.ts';
import { keptCheckpoints } from '#server/domain/profiles/checkpoints.ts';
import { emptyProfile } from '#server/domain/profiles/empty.ts';
import { foldEvents } from '#server/domain/profiles/fold.ts';
import { compareMoments } from '#server/domain/profiles/order.ts';
import { createFolder } from '#server/features/behavior/fold.ts';
import { shopContext } from '#test/faults/ingest-shop.ts';
import { openShop, type Shop } from './behavior-shop.ts';

let shop: Shop;
let read = 0;
let folder: ReturnType<typeof createFolder>;

/** Notes how many events are read to fold a profile again. */
const counting = <Given extends unknown[]>(find: (...given: Given) => Promise<StoredEvent[]>) => {
  return async (...given: Given): Promise<StoredEvent[]> => {
    const found = await find(...given);
    read += found.length;
    return found;
  };
};

beforeAll(async () => {
  shop = await openShop();
  const { events } = shop.stores;
  const { historyOf, historySince } = events;
  folder = createFolder({
    ...shop.stores,
    ...shop.linking,
    events: { ...events, historyOf: counting(historyOf), historySince: counting(historySince) },
    db: shop.db,
    context: () => shopContext,
    clock: () => new Date(),
  });
});
afterAll(() => shop.close());

const began = Date.now() - 20 * 86_400_000;
const receivedAt = new Date();

const did = (customer: string, number: number): StoredEvent => {
  const view = { type: 'product_viewed', data: { product_id: `p${number % 7}`, category: `c${number % 3}` } };
  const total = { amount: number, currency: 'EUR' };
  const order = {
    type: 'order_completed',
    data: { order_id: `o${number}`, total, items: [{ product_id: 'tea' }] },
  };
  return {
    messageId: `m${String(number).padStart(6, '0')}`,
    identity: `customer_id:${customer}`,
    profileId: `customer_id:${customer}`,
    ...(number % 9 === 0 ? order : view),
    context: {},
    // three at a time at the same moment
    at: new Date(began + Math.floor(number / 3) * 60_000),
    receivedAt,
    source: 'api',
  };
};

const historyOf = (customer: string, count: number): StoredEvent[] =>
  Array.from({ length: count }, (_, number) => did(customer, number));

const take = async (events: readonly StoredEvent[]): Promise<void> => {
  await shop.ingest(events);
  await folder.fold([...new Set(events.map(({ profileId }) => profileId))]);
};

const fromScratch = (events: readonly StoredEvent[]): Profile => {
  const sorted = [...events].sort(compareMoments);
  const { profileId: id, identity, at } = sorted[0]!;
  const empty = emptyProfile({ id, identity, subject: id.slice('customer_id:'.length), at });
  return foldEvents(empty, sorted, shopContext).profile;
};

const stored = async (customer: string): Promise<Profile | null> => {
  const profile = await shop.stores.profiles.read(`customer_id:${customer}`);
  return profile && { ...profile, version: 0 };
};

let customers = 0;

test('in any order and with any duplication the same events give the same profile', async () => {
  const arrival = fc.record({
    order: fc.shuffledSubarray(
      Array.from({ length: 12 }, (_, part) => part),
      { minLength: 12 },
    ),
    again: fc.array(fc.nat(11), { maxLength: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(arrival, async ({ order, again }) => {
      const customer = `any-${customers++}`;
      const events = historyOf(customer, 1800);
      // every twelfth event: so that whatever part comes later is late nearly everywhere
      for (const part of [...order, ...again]) await take(events.filter((_, index) => index % 12 === part));
      expect(await stored(customer)).toEqual(fromScratch(events));
    }),
    { numRuns: 4 },
  );
}, 60_000);

test('an event that comes late is folded from the last sealed state before it', async () => {
  const events = historyOf('long', 3000);
  const late = events.splice(2900, 1);
  await take(events);
  read = 0;
  await take(late);
  // the seal before it is after 2,560 events: what came since is read, and no more
  expect(read).toBe(3000 - 2560);
  expect(await stored('long')).toEqual(fromScratch([...events, ...late]));
});

test('one that is older than every sealed state is folded from the first event', async () => {
  const [first, ...events] = historyOf('early', 1200);
  await take(events);
  read = 0;
  await take([first!]);
  expect(read).toBe(1200);
  expect(await stored('early')).toEqual(fromScratch([first!, ...events]));
});

test('sealed states are few, however long the history', async () => {
  await take(historyOf('many', 5000));
  // 5,000 events are nine times 512
  expect(await shop.stores.profileCheckpoints.count('customer_id:many')).toBe(keptCheckpoints(9).length);
  expect(keptCheckpoints(9)).toEqual([4, 6, 8, 9]);
  expect(keptCheckpoints(1_000_000).length).toBeLessThan(40);
});
