import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StoredEvent } from '#schemas/event.ts';
import { createFolder } from '#server/features/behavior/fold.ts';
import { createIngest } from '#server/features/behavior/ingest.ts';
import { behaviorService } from '#server/features/behavior/service.ts';
import { shopContext } from '#test/faults/ingest-shop.ts';
import { now, openShop, pageView, type Shop } from './behavior-shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const visits = (customer: string, events: number): StoredEvent[] =>
  Array.from({ length: events }, (_, index) => pageView(customer, `${customer}-${index}`));
const consents = (customer: string): StoredEvent =>
  pageView(customer, 'consent', { type: 'consent_updated', data: { purposes: { analytics: true } } });
const profileOf = (customer: string) => shop.stores.profiles.read(`customer_id:${customer}`);

/** The pipeline of the shop, while events crowd in or not, as is said. */
const openCrowd = () => {
  const crowd = { isCrowded: true };
  const isCrowded = (): boolean => crowd.isCrowded;
  const { ingest } = createIngest({ events: shop.stores.events });
  const folder = createFolder({
    ...shop.stores,
    ...shop.linking,
    db: shop.db,
    context: () => shopContext,
    clock: () => now,
    isCrowded,
  });
  const service = behaviorService({
    ingest,
    folder,
    isCrowded,
    scope: 'default/production',
    verifyToken: () => null,
    settings: () => shopContext.settings,
    patience: 60_000,
  });
  return { crowd, folder, service };
};

describe('while events crowd in', () => {
  test('a call of many is answered before its profiles are folded, which follow once the crowd has passed', async () => {
    const { crowd, folder, service } = openCrowd();
    const answer = await service.track(visits('many', 60));
    expect(answer).toEqual({ accepted: 60, duplicates: 0, erased: 0, significance: null });
    await service.track(visits('few', 3));
    expect((await profileOf('few'))?.counters.events).toEqual({ page_viewed: 3 });
    expect(await profileOf('many')).toBeNull();
    crowd.isCrowded = false;
    folder.resume();
    await folder.settled();
    expect((await profileOf('many'))?.counters.events).toEqual({ page_viewed: 60 });
  });

  test('what a customer says of consent never waits, whoever else is in the call', async () => {
    const { folder, service } = openCrowd();
    await service.accept([...visits('patient', 60), ...visits('says', 1), consents('says')]);
    await folder.settled();
    expect((await profileOf('says'))?.consent).toEqual({ analytics: true });
    expect(await profileOf('patient')).toBeNull();
  });

  test('one more behavior of a customer brings in all that waited', async () => {
    const { service } = openCrowd();
    await service.accept(visits('back', 60));
    await service.track([pageView('back', 'one more')]);
    expect((await profileOf('back'))?.counters.events).toEqual({ page_viewed: 61 });
  });
});

test('that a crowd has passed is told once', async () => {
  let told = 0;
  const { ingest, isCrowded } = createIngest({
    events: shop.stores.events,
    maxBatch: 200,
    onCalm: () => {
      told += 1;
    },
  });
  const stored = Promise.all([ingest(visits('one', 200)), ingest(visits('two', 200))]);
  expect(isCrowded()).toBe(true);
  await stored;
  expect([isCrowded(), told]).toEqual([false, 1]);
});
