import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Erasure } from '#schemas/privacy.ts';
import { fact, placement, rule, settings, variant } from '#test/domain/decisions/shop.ts';
import { expectOk, publish } from '#test/support/publish.ts';
import { startTwoServers } from '#test/support/server.ts';
import { soon } from '#test/support/soon.ts';
import { millisecondsUntil } from '#test/support/wait.ts';

let servers: Awaited<ReturnType<typeof startTwoServers>>;

/** Everyone gets one of two pins, so that nothing is left to chance and choices are kept. */
const pinned = (key: string, operator: string, hero: string) =>
  rule(key, [{ type: 'pin', placement: 'hero_banner', variant: hero }], {
    conditions: { all: [fact('profile', '$.counters.orders', operator, 2)] },
  });

beforeAll(async () => {
  servers = await startTwoServers();
  await publish(servers.admin, [
    settings(),
    placement('hero_banner', { defaultVariant: 'hero-a', policy: 'best' }),
    ...['hero-a', 'hero-b', 'hero-c'].map((key) => variant(key)),
    pinned('newcomers', 'lessThan', 'hero-b'),
    pinned('regulars', 'greaterThanInclusive', 'hero-c'),
  ]);
}, 60_000);
afterAll(() => servers.stop());

type Who = { anonymous_id: string } | { customer_id: string };

let orders = 0;
const buy = async (who: Who): Promise<void> => {
  orders += 1;
  const total = { amount: 1000, currency: 'EUR' };
  const data = { order_id: `o${orders}`, total, items: [{ product_id: 'tea' }] };
  expectOk(
    await servers.server.api.post('/track-behavior', { ...who, behavior_type: 'order_completed', data }),
  );
};
/** What the other process decides, and whether it had decided so before. */
const shownElsewhere = async (who: Who): Promise<{ hero: string; kept: boolean }> => {
  const answer = await servers.other.api.post('/experience?explain=true', {
    ...who,
    page_type: 'homepage',
    elements_to_personalize: ['hero_banner'],
  });
  const { elements, trace } = expectOk<{
    elements: { variant: string }[];
    trace: { keeping: { kept: boolean } };
  }>(answer);
  return { hero: elements[0]!.variant, kept: trace.keeping.kept };
};
const say = async (path: string, from: Who, into: Who): Promise<void> => {
  expectOk(await servers.server.api.post(path, { from, into, reason: 'They told us' }));
};

test('what another process kept of a visitor is not shown once their merge was undone', async () => {
  const [visitor, customer] = [{ anonymous_id: 'v' }, { customer_id: 'c' }];
  await buy(visitor);
  await buy(customer);
  // newer evidence may come in between, after which nothing is kept at first
  await soon(async () => expect(await shownElsewhere(visitor)).toEqual({ hero: 'hero-b', kept: true }));
  await say('/profile/merge', visitor, customer);
  await buy(visitor);
  await say('/profile/merge/undo', visitor, customer);
  expect(await shownElsewhere(visitor)).toEqual({ hero: 'hero-c', kept: false });
});

test('nor is that of a visitor shown to the customer whom they turn out to be', async () => {
  const [visitor, customer] = [{ anonymous_id: 'w' }, { customer_id: 'd' }];
  await buy(visitor);
  expectOk(await servers.server.api.post('/track-behavior', { ...visitor, behavior_type: 'page_viewed' }));
  await buy(customer);
  // each of the two was written twice when they are one
  expect((await shownElsewhere(visitor)).hero).toBe('hero-b');
  await say('/profile/merge', visitor, customer);
  expect(await shownElsewhere(visitor)).toEqual({ hero: 'hero-c', kept: false });
});

test('nor what was kept of somebody who was erased and came again', async () => {
  const person = { customer_id: 'e' };
  await buy(person);
  await buy(person);
  expect((await shownElsewhere(person)).hero).toBe('hero-c');
  const { id } = expectOk<Erasure>(await servers.server.api.delete('/profile/e'));
  const isDone = async () =>
    expectOk<Erasure[]>(await servers.admin.get('/erasures')).find((one) => one.id === id)?.state === 'done';
  await millisecondsUntil(isDone, 30_000);
  expect((await shownElsewhere(person)).hero).not.toBe('hero-c');
}, 40_000);
