import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StoredEvent } from '#schemas/event.ts';
import { seededRandom } from '#server/domain/random.ts';
import { createHeld } from '#server/features/behavior/held.ts';
import { type Connection, connectMongo, ensureIndexes } from '#server/platform/mongo.ts';
import type { Pending } from '#server/stores/events.ts';
import { expectedOf } from '#test/faults/ingest-expected.ts';
import { crashEvents, openBehavior } from '#test/faults/ingest-shop.ts';
import { testDatabaseUri } from '#test/support/database.ts';

let db: Connection;
beforeAll(async () => {
  db = await connectMongo(await testDatabaseUri());
  await ensureIndexes(db);
});
afterAll(() => db.close());

const processOf = (environment: string, shard = 0) =>
  openBehavior(db, { project: 'memory', environment }, { shard });

const ada = 'customer_id:ada';
const seen = (...ids: string[]): StoredEvent[] =>
  ids.map((messageId, index) => ({
    messageId,
    identity: ada,
    profileId: ada,
    type: 'page_viewed',
    data: {},
    context: {},
    at: new Date(Date.UTC(2026, 2, 1, 0, index)),
    receivedAt: new Date(Date.UTC(2026, 2, 1, 1)),
    source: 'api',
  }));

/** How often ada did what, and what is still to be folded of her. */
const stateOf = async ({ stores }: ReturnType<typeof processOf>) => ({
  events: (await stores.profiles.read(ada))?.counters.events,
  pending: await stores.events.countPending(),
});

describe('what a process has stored is folded from its memory', () => {
  test('and neither the inbox nor the events are read', async () => {
    const one = processOf('unread');
    await one.ingest(seen('a', 'b'));
    // were they read, there would be nothing to fold
    await db.collection('events').deleteMany({ scope: 'memory/unread' });
    await one.folder.fold([ada], { held: true });
    expect(await stateOf(one)).toEqual({ events: { page_viewed: 2 }, pending: 0 });
  });

  test('unless another process has folded it meanwhile', async () => {
    const [one, two] = [processOf('taken'), processOf('taken', 1)];
    await one.ingest(seen('a', 'b'));
    await two.folder.foldPending();
    await one.folder.fold([ada], { held: true });
    expect(await stateOf(one)).toEqual({ events: { page_viewed: 2 }, pending: 0 });
  });

  test('and what came since, once what another process has taken is left out', async () => {
    const [one, two] = [processOf('since'), processOf('since', 1)];
    await one.ingest(seen('a', 'b'));
    await two.folder.foldPending();
    await one.ingest(seen('a', 'b', 'c'));
    await one.folder.fold([ada], { held: true });
    expect(await stateOf(one)).toEqual({ events: { page_viewed: 3 }, pending: 0 });
  });

  test('unless it was erased meanwhile', async () => {
    const one = processOf('erased');
    await one.ingest(seen('a', 'b'));
    await db.collection('event_inbox').deleteMany({ scope: 'memory/erased' });
    await db.collection('events').deleteMany({ scope: 'memory/erased' });
    await one.folder.fold([ada], { held: true });
    expect(await stateOf(one)).toEqual({ events: undefined, pending: 0 });
  });

  test('together with what another process has left, where all is asked for', async () => {
    const [one, two] = [processOf('left'), processOf('left', 1)];
    await two.ingest(seen('a', 'b'));
    await one.ingest(seen('c'));
    await one.folder.fold([ada]);
    expect(await stateOf(one)).toEqual({ events: { page_viewed: 3 }, pending: 0 });
  });
});

test('two processes that are sent the same events at once, in any order, fold each of them once', async () => {
  const random = seededRandom(3);
  const events = crashEvents().slice(0, 600);
  const shuffled = () => events.map((event) => ({ event, at: random() })).sort((a, b) => a.at - b.at);
  const processes = [processOf('both'), processOf('both', 1)];
  await Promise.all(
    processes.map(async ({ service, folder }) => {
      const all = shuffled().map(({ event }) => event);
      for (let from = 0; from < all.length; from += 60) await service.accept(all.slice(from, from + 60));
      await folder.settled();
    }),
  );
  const [one] = processes as [ReturnType<typeof processOf>];
  await one.folder.foldPending();
  const { profiles, changes } = expectedOf(events);
  for (const [id, profile] of profiles)
    expect({ ...(await one.stores.profiles.read(id)), version: 0 }).toEqual(profile);
  const totals = await one.stores.totals.ofExperiment('headline');
  expect([...totals.values()].map(({ n }) => n).sort()).toEqual(changes.totals.map(({ n }) => n).sort());
  expect(await one.stores.events.countPending()).toBe(0);
});

describe('what is held', () => {
  const stored = (...ids: string[]): Pending => ({
    events: seen(...ids),
    entries: [{ _id: ids[0]!, identity: ada, messageIds: ids }],
  });

  test('is given out once, all appends of an identity together', () => {
    const { hold, take } = createHeld();
    hold(stored('a', 'b'), 2000);
    hold(stored('c'), 1000);
    expect(take(ada)).toEqual({
      events: [...seen('a', 'b'), ...seen('c')],
      entries: [...stored('a', 'b').entries, ...stored('c').entries],
    });
    expect(take(ada)).toBeNull();
  });

  test.each([
    ['events', { maxEvents: 2 }],
    ['bytes', { maxBytes: 2500 }],
  ])('is bounded in %s: of whom one is not held, all are read, until that was done', (_name, bounds) => {
    const { hold, take } = createHeld(bounds);
    hold(stored('a', 'b'), 2000);
    hold(stored('c'), 1000);
    hold(stored('d'), 100);
    expect(take(ada)).toBeNull();
    hold(stored('e'), 100);
    expect(take(ada)).toEqual(stored('e'));
  });
});
