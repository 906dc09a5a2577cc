import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StoredEvent } from '#schemas/event.ts';
import { Experiment } from '#schemas/experiment.ts';
import { bucket } from '#server/domain/assignment/hash.ts';
import { heldByEither, unitKey } from '#server/domain/assignment/held.ts';
import { type StandingInput, standingsOf } from '#server/domain/assignment/standing.ts';
import { emptyProfile } from '#server/domain/profiles/empty.ts';
import { foldEvents } from '#server/domain/profiles/fold.ts';
import { context, shown, start } from '#test/domain/profiles/events.ts';

const at = new Date('2026-03-14T09:30:00Z');

type Body = Record<string, unknown>;

const experiment = (key: string, more: Body = {}): Experiment =>
  Experiment.parse({
    key,
    name: key,
    status: 'running',
    control: 'a',
    variations: [
      { key: 'a', name: 'A', weight: 0.5 },
      { key: 'b', name: 'B', weight: 0.5 },
    ],
    metrics: [{ metric: 'conversion', role: 'goal' }],
    ...more,
  });

const standings = (experiments: Experiment[], more: Partial<StandingInput> = {}) =>
  standingsOf({
    experiments,
    groups: {},
    inAudience: () => true,
    subject: '42',
    facts: { context: {}, profile: {} },
    held: {},
    preview: {},
    at,
    ...more,
  });
const standing = (body: Body, more: Partial<StandingInput> = {}) =>
  standings([experiment('banner', body)], more).get('banner');

const byHash = bucket({ seed: 'banner', value: '42' }) < 0.5 ? 'a' : 'b';
const other = byHash === 'a' ? 'b' : 'a';
const assigned = (variation: string, by: string) => ({ state: 'assigned', variation, by });
const out = (because: string) => ({ state: 'out', because });

describe('a customer', () => {
  test.each<[string, Body, Partial<StandingInput>, object]>([
    ['is assigned by hash', {}, {}, assigned(byHash, 'hash')],
    ['is not covered', { coverage: 0 }, {}, out('coverage')],
    ['is not in the audience', {}, { inAudience: () => false }, out('audience')],
    ['comes before it begins', { schedule: { from: '2026-04-01T00:00:00Z' } }, {}, out('not_running')],
    ['comes after it was stopped', { status: 'stopped' }, {}, out('not_running')],
    [
      'comes before the first step of the ramp',
      { ramp: { steps: [{ coverage: 1, at: '2026-04-01T00:00:00Z' }] } },
      {},
      out('coverage'),
    ],
    ['keeps what was shown', {}, { held: { banner: other } }, assigned(other, 'held')],
    [
      'keeps it out of the audience',
      {},
      { held: { banner: other }, inAudience: () => false },
      assigned(other, 'held'),
    ],
    ['keeps it at a lower coverage', { coverage: 0 }, { held: { banner: other } }, assigned(other, 'held')],
    ['does not keep a variation that is gone', {}, { held: { banner: 'c' } }, assigned(byHash, 'hash')],
    [
      'is hashed anew when the bucket version is raised',
      { bucketVersion: 1 },
      { held: { banner: other } },
      assigned(byHash, 'hash'),
    ],
    [
      'keeps what was shown under this bucket version',
      { bucketVersion: 2 },
      { held: { banner: byHash, 'banner@2': other } },
      assigned(other, 'held'),
    ],
    [
      'is left out after an earlier version than the least',
      { bucketVersion: 2, minBucketVersion: 1 },
      { held: { banner: other } },
      out('earlier_version'),
    ],
    [
      'is hashed anew after a version that is not below the least',
      { bucketVersion: 2, minBucketVersion: 1 },
      { held: { 'banner@1': other } },
      assigned(byHash, 'hash'),
    ],
    [
      'is not left out for another experiment’s version',
      { bucketVersion: 1, minBucketVersion: 1 },
      { held: { 'banner-2': other } },
      assigned(byHash, 'hash'),
    ],
    ['on the list is forced', { forcedVariations: { 42: other } }, {}, assigned(other, 'listed')],
    [
      'on the list is forced whatever was shown',
      { forcedVariations: { 42: other } },
      { held: { banner: byHash }, inAudience: () => false },
      assigned(other, 'listed'),
    ],
    [
      'on the list of a stopped experiment is not',
      { forcedVariations: { 42: other }, status: 'stopped' },
      {},
      out('not_running'),
    ],
    [
      'with a preview is forced, even of a stopped one',
      { status: 'stopped', forcedVariations: { 42: byHash } },
      { preview: { banner: other } },
      assigned(other, 'preview'),
    ],
    [
      'with a preview of a variation that is gone is not',
      {},
      { preview: { banner: 'gone' } },
      assigned(byHash, 'hash'),
    ],
  ])('%s', (_name, body, more, expected) => {
    expect(standing(body, more)).toEqual(expected);
  });

  test('is not taken for another by an inherited key', () => {
    expect(standing({}, { subject: 'constructor' })).toMatchObject({ by: 'hash' });
    expect(standing({}, { preview: Object.create({ banner: other }) as Record<string, string> })).toEqual(
      assigned(byHash, 'hash'),
    );
  });
});

describe('the split key', () => {
  const context = { account_id: 'acme', cart_id: 7, session_id: 's-1' };
  test.each([
    ['account', 'acme'],
    ['cart', '7'],
    ['session', 's-1'],
  ])('%s is read from the context', (splitKey, value) => {
    const expected = bucket({ seed: 'banner', value }) < 0.5 ? 'a' : 'b';
    const facts = { context, profile: {} };
    expect(standing({ splitKey }, { facts })).toEqual(assigned(expected, 'hash'));
  });

  test('account is read from the traits where the context has none', () => {
    const facts = { context: {}, profile: { traits: { account_id: 'acme' } } };
    const expected = bucket({ seed: 'banner', value: 'acme' }) < 0.5 ? 'a' : 'b';
    expect(standing({ splitKey: 'account' }, { facts })).toEqual(assigned(expected, 'hash'));
  });

  test.each(['account', 'cart', 'session'])('%s that nobody said leaves the customer out', (splitKey) => {
    expect(standing({ splitKey })).toEqual(out('no_key'));
    const facts = { context: { account_id: '', cart_id: null, session_id: ['x'] }, profile: {} };
    expect(standing({ splitKey }, { facts })).toEqual(out('no_key'));
  });

  test('cart: what the customer was shown with another cart is not kept', () => {
    const value = (cart: string) => ({ facts: { context: { cart_id: cart }, profile: {} } });
    for (const cart of ['c-1', 'c-2', 'c-3', 'c-4']) {
      const expected = bucket({ seed: 'banner', value: cart }) < 0.5 ? 'a' : 'b';
      const more = { ...value(cart), held: { banner: expected === 'a' ? 'b' : 'a' } };
      expect(standing({ splitKey: 'cart' }, more)).toEqual(assigned(expected, 'hash'));
    }
  });
});

describe('prerequisites', () => {
  const banner = experiment('banner');
  const requiring = (variations: string[], more: Body = {}) =>
    experiment('detail', { prerequisites: [{ experiment: 'banner', variations }], ...more });
  const detail = (experiments: Experiment[], more: Partial<StandingInput> = {}) =>
    standings(experiments, more).get('detail');

  test('are met by one of the variations', () => {
    expect(detail([banner, requiring([byHash])])).toMatchObject({ by: 'hash' });
    expect(detail([banner, requiring(['a', 'b'])])).toMatchObject({ by: 'hash' });
    expect(detail([banner, requiring([other])])).toEqual(out('prerequisite'));
  });

  test('are met by what is held or forced', () => {
    expect(detail([banner, requiring([other])], { held: { banner: other } })).toMatchObject({ by: 'hash' });
    expect(detail([banner, requiring([other])], { preview: { banner: other } })).toMatchObject({
      by: 'hash',
    });
  });

  test('must all be met', () => {
    const both = experiment('detail', {
      prerequisites: ['banner', 'price'].map((key) => ({ experiment: key, variations: ['a', 'b'] })),
    });
    expect(detail([banner, experiment('price'), both])).toMatchObject({ by: 'hash' });
    expect(detail([banner, experiment('price', { coverage: 0 }), both])).toEqual(out('prerequisite'));
  });

  test('are met by nobody when the experiment is stopped, but a shown variation stays', () => {
    const stopped = experiment('banner', { status: 'stopped' });
    expect(detail([stopped, requiring(['a', 'b'])])).toEqual(out('prerequisite'));
    expect(detail([stopped, requiring(['a', 'b'])], { held: { detail: 'a' } })).toEqual(
      assigned('a', 'held'),
    );
  });
});

describe('an exclusion group', () => {
  const groups = { checkout: { splitKey: 'customer' as const, seed: 'checkout-seed' } };
  const placed = (key: string, ranges: [number, number][]) =>
    experiment(key, { group: { key: 'checkout', ranges } });
  const position = bucket({ seed: 'checkout-seed', value: '42' });

  test('hashes with its own seed', () => {
    const inside = placed('x', [[position, 1]]);
    const outside = placed('y', [[0, position]]);
    const found = standings([inside, outside], { groups });
    expect(found.get('x')).toMatchObject({ by: 'hash' });
    expect(found.get('y')).toEqual(out('group'));
  });

  test('is taken by the experiment that has shown a variation, although the parts were moved since', () => {
    const found = standings([placed('x', [[position, 1]]), placed('y', [[0, position]])], {
      groups,
      held: { y: 'b' },
    });
    expect(found.get('x')).toEqual(out('group_taken'));
    expect(found.get('y')).toEqual(assigned('b', 'held'));
  });

  test('is not taken by an experiment that is over', () => {
    const over = { ...placed('y', [[0, 1]]), status: 'stopped' as const };
    const found = standings([over, placed('x', [[0, 1]])], { groups, held: { y: 'b' } });
    expect(found.get('x')).toMatchObject({ by: 'hash' });
  });

  test('of parts that do not overlap has nobody in two experiments, whatever was shown before', () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 4 });
    const shown = fc.dictionary(fc.constantFrom('e-0', 'e-1', 'e-2'), fc.constantFrom('a', 'b'));
    fc.assert(
      fc.property(cuts, shown, fc.string({ minLength: 1 }), (inner, held, subject) => {
        const edges = [0, ...inner.toSorted((a, b) => a - b), 100];
        const experiments = edges.slice(1).map((end, i) => placed(`e-${i}`, [[edges[i]! / 100, end / 100]]));
        const found = [...standings(experiments, { groups, held, subject }).values()];
        expect(found.filter(({ state }) => state === 'assigned')).toHaveLength(1);
      }),
    );
  });
});

describe('what an anonymous visitor was shown stays when the customer is known', () => {
  const nobody = emptyProfile({ id: 'customer_id:42', identity: 'customer_id:42', subject: '42', at: start });
  /** What a profile holds that was made of the events of both identities, in order of time. */
  const held = (...events: StoredEvent[]) => {
    const inOrder = events.toSorted((a, b) => a.at.getTime() - b.at.getTime());
    return foldEvents(nobody, inOrder, context).profile.assignments;
  };
  const banner = (bucketVersion = 0) => ({ key: 'headline', bucketVersion });
  const keeps = (assignments: Record<string, string>, bucketVersion = 0) =>
    standings([experiment('headline', { bucketVersion })], { held: assignments }).get('headline');
  const showing = (minute: number, variation: string, key = 'headline') => {
    const event = shown(minute, 'sale', variation);
    return { ...event, exposure: { ...event.exposure!, experiment: { key, variation } } };
  };

  test.each([
    ['the visitor alone was shown one', [showing(0, 'a')], 'a'],
    ['both were, the visitor earlier', [showing(0, 'a'), showing(5, 'b')], 'a'],
    ['both were, the customer earlier', [showing(5, 'a'), showing(0, 'b')], 'b'],
  ])('when %s', (_name, events, expected) => {
    expect(keeps(held(...events))).toEqual(assigned(expected, 'held'));
  });

  test.each([
    ['the visitor alone', [showing(0, 'a')], [], 'a'],
    ['the customer alone', [], [showing(0, 'b')], 'b'],
    ['both, the visitor earlier', [showing(0, 'a')], [showing(5, 'b')], 'a'],
    ['both, the customer earlier', [showing(5, 'a')], [showing(0, 'b')], 'b'],
  ])('when their profiles are two, and it was shown to %s', (_name, asVisitor, asCustomer, expected) => {
    const profileOf = (events: StoredEvent[]) => foldEvents(nobody, events, context).profile;
    const [visitor, customer] = [profileOf(asVisitor), profileOf(asCustomer)];
    expect(heldByEither(customer, visitor)).toEqual({ headline: expected });
    expect(heldByEither(null, visitor)).toEqual(visitor.assignments);
  });

  test('under each bucket version by itself', () => {
    const both = held(showing(0, 'a'), showing(5, 'b', unitKey(banner(1))));
    expect(keeps(both)).toEqual(assigned('a', 'held'));
    expect(keeps(both, 1)).toEqual(assigned('b', 'held'));
    expect(keeps(both, 2)).toMatchObject({ by: 'hash' });
  });
});
