import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFolder } from '#server/features/behavior/fold.ts';
import { createIngest } from '#server/features/behavior/ingest.ts';
import { behaviorService } from '#server/features/behavior/service.ts';
import { signToken } from '#server/platform/token.ts';
import { expectedOf } from '#test/faults/ingest-expected.ts';
import { crashEvents, openBehavior, shopContext } from '#test/faults/ingest-shop.ts';
import { now, openShop, pageView, type Shop, secret } from './behavior-shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const view = (customer_id: string | number, rest: object = {}): object => ({
  customer_id,
  behavior_type: 'product_viewed',
  data: { product_id: 'tea' },
  ...rest,
});
const order = (customer_id: string, amount = 500): object => ({
  customer_id,
  behavior_type: 'order_completed',
  data: { order_id: 'o1', total: { amount, currency: 'EUR' }, items: [{ product_id: 'tea' }] },
});
const ago = (minutes: number): string => new Date(now.getTime() - minutes * 60_000).toISOString();
const profileOf = (customer: string) => shop.stores.profiles.read(`customer_id:${customer}`);

describe('one behavior', () => {
  test('is in the profile when it is answered', async () => {
    const { status, body } = await shop.track(view('ada'));
    expect(status).toBe(202);
    expect(body).toEqual({
      accepted: 1,
      duplicates: 0,
      erased: 0,
      bots: 0,
      message_ids: [expect.stringMatching(/^[0-9a-f]{12}-[0-9a-f]{6}-[0-9a-f]{12}$/)],
      significance_score: 1,
    });
    expect((await profileOf('ada'))?.affinities.categories).toEqual({ drinks: 1 });
  });
  test('of a customer whose id is a number is that of its decimal string', async () => {
    await shop.track(view(42));
    expect((await profileOf('42'))?.subject).toBe('42');
  });
  test('of an anonymous visitor has a profile of its own', async () => {
    await shop.track({ anonymous_id: 'ada', behavior_type: 'page_viewed' });
    const profile = await shop.stores.profiles.read('anonymous_id:ada');
    expect(profile?.counters.events).toEqual({ page_viewed: 1 });
  });
  test('that says nothing new has significance 0', async () => {
    await shop.track(view('same'));
    expect((await shop.track(view('same'))).body.significance_score).toBe(0);
  });
  test('sent again is a duplicate and changes nothing', async () => {
    await shop.track(view('twice', { message_id: 'm' }));
    const before = await profileOf('twice');
    const { status, body } = await shop.track(view('twice', { message_id: 'm' }));
    expect(status).toBe(202);
    expect(body).toEqual({
      accepted: 0,
      duplicates: 1,
      erased: 0,
      bots: 0,
      message_ids: ['m'],
      significance_score: null,
    });
    expect(await profileOf('twice')).toEqual(before);
  });
  test('may share its message id with one of another customer, whatever slashes are in either', async () => {
    await shop.track({ ...view('a/b'), message_id: 'c' });
    expect((await shop.track({ ...view('a'), message_id: 'b/c' })).body.accepted).toBe(1);
  });
});

describe('what is at fault', () => {
  const expires = { purposes: { analytics: true }, expires_at: ago(5) };
  test.each<[string, object, string, string]>([
    ['a time before 1990', { timestamp: '0001-01-01T00:00:00Z' }, '/timestamp', 'before 1990'],
    ['a NUL in an id', { customer_id: 'a\u0000b' }, '/customer_id', 'an id has no control characters'],
    ['a NUL in a message id', { message_id: 'a\u0000' }, '/message_id', 'an id has no control characters'],
    ['half a customer', { customer_id: 1.5 }, '/customer_id', 'a whole number from 0 to 9007199254740991'],
    ['a number that has lost digits', { data: { n: 2 ** 60 } }, '/data/n', 'loses digits'],
    [
      'a consent that is over already',
      { behavior_type: 'consent_updated', data: expires },
      '/data/expires_at',
      'later than the choice itself',
    ],
  ])('%s is told once', async (_what, rest, path, message) => {
    const { status, body } = await shop.track({ customer_id: 'f', behavior_type: 'page_viewed', ...rest });
    expect([status, body]).toMatchObject([
      400,
      { errors: [{ path, message: expect.stringContaining(message) }] },
    ]);
    expect((body as unknown as { errors: unknown[] }).errors.length).toBe(1);
  });
});

describe('many behaviors', () => {
  test('are taken at once, duplicates within the batch counted', async () => {
    const events = [view('many', { message_id: '1' }), view('many', { message_id: '1' }), order('many')];
    const { body } = await shop.track({ events });
    expect(body).toMatchObject({ accepted: 2, duplicates: 1 });
    expect((await profileOf('many'))?.counters).toMatchObject({ orders: 1, events: { product_viewed: 1 } });
  });
  test('a hundred requests at once for one customer are all counted', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => shop.track(view('busy'))));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect((await profileOf('busy'))?.counters.events).toEqual({ product_viewed: 100 });
    expect(await shop.stores.events.countPending()).toBe(0);
  });
  test('of the same instant are folded in the order they were sent', async () => {
    const add = { customer_id: 'order', behavior_type: 'added_to_cart', data: { product_id: 'tea' } };
    await shop.track({
      events: Array.from({ length: 20 }, (_, index) => (index % 2 ? order('order') : add)),
    });
    expect((await profileOf('order'))?.cart).toBeNull();
  });
  test('a late one is folded where it belongs', async () => {
    await shop.track(view('late', { timestamp: ago(10) }));
    await shop.track({ customer_id: 'late', behavior_type: 'page_viewed', timestamp: ago(120) });
    expect(await profileOf('late')).toMatchObject({
      firstSeenAt: new Date(ago(120)),
      counters: { sessions: 2, events: { page_viewed: 1, product_viewed: 1 } },
    });
  });
});

describe('the token of a decision', () => {
  const token = (changes: object = {}): string =>
    signToken(
      {
        ...{ v: 1, s: 'default/production', r: 1, e: 1, t: 1, u: 'customer_id:shown', n: 'n' },
        x: [['hero', 'sale', 0.25, 'headline', 'b']],
        ...changes,
      },
      secret,
    );
  const shown = (customer_id: string, experience_id: string, variant = 'sale'): object => ({
    customer_id,
    behavior_type: 'variant_shown',
    data: { placement: 'hero', variant },
    experience_id,
  });
  const placed = async (customer: string): Promise<Record<string, string> | undefined> =>
    (await profileOf(customer))?.assignments;

  test('makes a showing a randomized exposure of its experiment', async () => {
    await shop.track(shown('shown', token()));
    expect(await placed('shown')).toEqual({ headline: 'b' });
    expect((await profileOf('shown'))?.exposures['hero/sale']?.randomized).toBe(true);
    expect((await shop.stores.totals.ofExperiment('headline')).get('b')).toMatchObject({ n: 1, metrics: {} });
  });
  test('of another customer puts nobody into an experiment', async () => {
    expect((await shop.track(shown('other', token()))).status).toBe(202);
    expect(await placed('other')).toEqual({});
  });
  test.each<[string, () => object, string]>([
    ['that is forged', () => shown('f', `${token()}x`), '/experience_id'],
    ['of another scope', () => shown('f', token({ s: 'default/staging' })), '/experience_id'],
    ['without that variant', () => shown('shown', token(), 'other'), '/data/variant'],
  ])('%s is refused', async (_name, body, path) => {
    const answer = await shop.track(body());
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toEqual([{ path, message: expect.any(String) }]);
  });
});

describe('bad input', () => {
  const deep = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
  const withData = (data: string): string => `{"customer_id":"bad","behavior_type":"custom","data":${data}}`;

  test.each<[string, string | object, number, string[]]>([
    ['nothing', {}, 400, ['/behavior_type', '/customer_id']],
    ['no customer', { behavior_type: 'page_viewed' }, 400, ['/customer_id']],
    [
      'only a wrong customer',
      { customer_id: [], anonymous_id: 1 },
      400,
      ['/customer_id', '/anonymous_id', '/behavior_type'],
    ],
    ['three faults', { behavior_type: 'searched', x: 1 }, 400, ['/x', '/customer_id', '/data/query']],
    ['an array', [], 400, ['']],
    ['text', '"x"', 400, ['']],
    ['null', 'null', 400, ['/behavior_type', '/customer_id']],
    ['an unknown field', view('bad', { extra: 1 }), 400, ['/extra']],
    ['a customer id of a wrong type', view({} as string), 400, ['/customer_id']],
    ['a customer id that is too long', view('x'.repeat(201)), 400, ['/customer_id']],
    ['an operator as customer id', { ...view('bad'), customer_id: { $gt: '' } }, 400, ['/customer_id/$gt']],
    ['an operator in the data', withData('{"a":{"$gt":""}}'), 400, ['/data/a/$gt']],
    ['a prototype key', withData('{"__proto__":{"x":1}}'), 400, ['/data/__proto__']],
    ['a constructor key', withData('{"constructor":1}'), 400, ['/data/constructor']],
    ['a key with NUL', withData('{"a\\u0000b":1}'), 400, ['/data/a\0b']],
    ['half a surrogate pair', withData('{"a":"\\ud800"}'), 400, ['/data/a']],
    ['data that is too deep', withData(deep(40)), 400, [expect.stringMatching(/^\/data\/a/) as never]],
    ['data that is too large', withData(`{"a":"${'x'.repeat(33_000)}"}`), 400, ['']],
    ['a body that is too large', withData(`{"a":"${'x'.repeat(1_000_001)}"}`), 413, []],
    ['a number that is none', withData('{"a":1e999}'), 400, ['/data/a']],
    ['broken JSON', '{"customer_id":', 400, []],
    ['a behavior that begins with a digit', view('bad', { behavior_type: '1x' }), 400, ['/behavior_type']],
    [
      'an order without its total',
      view('bad', { behavior_type: 'order_completed', data: { order_id: 'o', items: [] } }),
      400,
      ['/data/total'],
    ],
    ['a timestamp that is none', view('bad', { timestamp: 'yesterday' }), 400, ['/timestamp']],
    ['a timestamp in the future', view('bad', { timestamp: ago(-6) }), 400, ['/timestamp']],
    ['no events', { events: [] }, 400, ['/events']],
    ['too many events', { events: Array.from({ length: 1001 }, () => view('bad')) }, 400, ['/events']],
    ['events beside a field', { events: [view('bad')], extra: 1 }, 400, ['/extra']],
    [
      'a batch in which two are bad',
      { events: [view('bad'), view('bad', { timestamp: ago(-60) }), view('bad', { timestamp: ago(-60) })] },
      400,
      ['/events/1/timestamp', '/events/2/timestamp'],
    ],
  ])('%s is refused with its paths, and nothing is stored', async (_name, body, status, paths) => {
    const before = await shop.stores.events.count();
    const answer = await shop.track(body);
    expect(answer.status).toBe(status);
    expect(answer.type).toBe('application/problem+json');
    expect((answer.body.errors ?? []).map(({ path }: { path: string }) => path)).toEqual(paths);
    expect(await shop.stores.events.count()).toBe(before);
  });
  test.each([
    ['no key', '', 401],
    ['an unknown key', 'nobody', 401],
    ['a key without the right', 'decide-key', 403],
  ])('%s is refused', async (_name, key, status) => {
    expect((await shop.track(view('bad'), key)).status).toBe(status);
  });
});

describe('trouble', () => {
  test('a poisoned event is set aside with its reason and stops nobody', async () => {
    const poisoned = pageView('poison', '2', { type: 'order_completed', data: { order_id: 'o' } });
    await shop.ingest([pageView('poison', '1'), poisoned, pageView('poison', '3'), pageView('healthy', '1')]);
    await shop.folder.foldPending();
    expect((await profileOf('poison'))?.counters.events).toEqual({ page_viewed: 2 });
    expect((await profileOf('healthy'))?.counters.events).toEqual({ page_viewed: 1 });
    const [item] = await shop.stores.quarantine.latest(1);
    expect(item).toMatchObject({ event: poisoned, reason: expect.stringContaining('total') });
    expect(await shop.stores.events.countPending()).toBe(0);
  });

  test('a customer whose only event is poisoned has no profile', async () => {
    await shop.ingest([pageView('only', '1', { type: 'searched' })]);
    await shop.folder.foldPending();
    expect(await profileOf('only')).toBeNull();
  });

  test('when writing falls behind, callers are told to come back', async () => {
    const { ingest } = createIngest({ events: shop.stores.events, maxWaiting: 2 });
    const first = ingest([pageView('full', '1'), pageView('full', '2')]);
    expect(() => ingest([pageView('full', '3')])).toThrow(/Events arrive faster/);
    expect(await first).toEqual({ stored: 2, duplicates: 0 });
    expect(await ingest([pageView('full', '3')])).toEqual({ stored: 1, duplicates: 0 });
  });

  test('a store that cannot be written is an error and no duplicate', async () => {
    const broken = { append: () => Promise.reject(new Error('disk full')) };
    const { ingest } = createIngest({ events: broken });
    await expect(ingest([pageView('full', '9')])).rejects.toThrow('disk full');
  });

  test('when folding lags, the events are accepted all the same', async () => {
    const slow = { fold: () => new Promise<never>(() => {}), isBehind: () => false };
    const settings = () => shopContext.settings;
    const rest = { isCrowded: () => false, scope: 'default/production', verifyToken: () => null, settings };
    const service = behaviorService({ ingest: shop.ingest, folder: slow, ...rest, patience: 5 });
    const answer = await service.track([pageView('lag', '1')]);
    expect(answer).toEqual({ accepted: 1, duplicates: 0, erased: 0, significance: null });
    await shop.folder.foldPending();
    expect((await profileOf('lag'))?.counters.events).toEqual({ page_viewed: 1 });
  });

  test('a profile that cannot be stored stays pending, and the others are folded', async () => {
    const failing: string[] = [];
    const folder = createFolder({
      ...shop.stores,
      ...shop.linking,
      db: shop.db,
      context: () => shopContext,
      clock: () => now,
      afterFold: async (folded) => {
        const ids = folded.map(({ profile }) => profile.id);
        if (ids.includes('customer_id:broken')) throw new Error('a journey cannot be stepped');
        const places = { welcome: { state: 'new', since: now, done: false } };
        return { journeys: new Map(ids.map((id) => [id, places])), write: async () => {} };
      },
      onError: (error) => failing.push((error as Error).message),
    });
    await shop.ingest([pageView('broken', '1'), pageView('sound', '1')]);
    await folder.foldPending();
    expect(failing).toContain('a journey cannot be stepped');
    expect((await profileOf('sound'))?.journeys).toMatchObject({ welcome: { state: 'new' } });
    expect(await profileOf('broken')).toBeNull();
    expect(await shop.stores.events.countPending()).toBe(1);
    await shop.folder.foldPending();
    expect((await profileOf('broken'))?.counters.events).toEqual({ page_viewed: 1 });
  });

  test('two processes that fold the same events give the same profiles and totals as one', async () => {
    const scope = { project: 'default', environment: 'staging' };
    const [one, two] = [openBehavior(shop.db, scope), openBehavior(shop.db, scope, { shard: 1 })];
    const events = crashEvents();
    const half = events.length / 2;
    for (const part of [events.slice(half), events.slice(0, half)]) {
      await one.ingest(part);
      await Promise.all([one.folder.foldPending(), two.folder.foldPending()]);
    }
    const { profiles, changes } = expectedOf(events);
    for (const [id, profile] of profiles)
      expect({ ...(await one.stores.profiles.read(id)), version: 0 }).toEqual(profile);
    const totals = await one.stores.totals.ofExperiment('headline');
    for (const { experiment: _, ...total } of changes.totals)
      expect(totals.get(total.variation)).toEqual(total);
  });
});
