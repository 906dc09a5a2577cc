import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Pack } from '#schemas/document.ts';
import type { StoredEvent } from '#schemas/event.ts';
import { Behavior } from '#schemas/event.ts';
import { Product } from '#schemas/product.ts';
import { assign } from '#server/domain/assignment/assign.ts';
import { defaultSize, generateDemo } from '#server/features/demo/generate.ts';

const readPack = (name: string): Pack =>
  Pack.parse(JSON.parse(readFileSync(new URL(`../../../rules/packs/${name}.json`, import.meta.url), 'utf8')));
const { placements = [], variants = [] } = readPack('storefront');
const { experiments = [] } = readPack('experiments');
const configuration = { placements: placements.map(({ key }) => key), variants, experiments };

const now = new Date('2026-05-20T15:00:00Z');
const generate = (seed: number, customers: number) =>
  generateDemo({ seed, now, size: { customers, days: 60 }, configuration });
const shop = generate(1, defaultSize.customers);
const byCustomer = [...shop.customers];
const events = byCustomer.flat();

const share = (part: StoredEvent[], whole: StoredEvent[]): number => part.length / whole.length;
const of = (type: string): StoredEvent[] => events.filter((event) => event.type === type);

describe('the demo shop', () => {
  test('is the same for the same seed, and another for another', () => {
    const hundred = [...generate(1, 100).customers];
    expect(hundred).toEqual(byCustomer.slice(0, 100));
    expect([...generate(2, 100).customers]).not.toEqual(hundred);
  });

  test('has 300 products in 12 categories and 60 content items, all valid and with ids of their own', () => {
    expect(shop.products).toHaveLength(300);
    expect(new Set(shop.products.map(({ category }) => category)).size).toBe(12);
    expect(shop.contentItems).toHaveLength(60);
    expect(new Set([...shop.products, ...shop.contentItems].map(({ id }) => id)).size).toBe(360);
    for (const product of shop.products) expect(Product.safeParse(product).error).toBeUndefined();
  });

  test('has about 2,000 customers, known and anonymous, with unique message ids', () => {
    const identities = new Set(events.map(({ identity }) => identity));
    expect(identities.size).toBeGreaterThan(1900);
    const anonymous = [...identities].filter((identity) => identity.startsWith('anonymous_id:'));
    expect(anonymous.length / identities.size).toBeCloseTo(0.25, 1);
    expect(new Set(events.map(({ identity, messageId }) => `${identity}/${messageId}`)).size).toBe(
      events.length,
    );
  });

  test('sends only events that the API would take', () => {
    for (const { type, data, identity } of events.slice(0, 5000)) {
      const [kind, id] = identity.split(':') as ['customer_id' | 'anonymous_id', string];
      expect(Behavior.safeParse({ [kind]: id, behavior_type: type, data }).error).toBeUndefined();
    }
  });

  test('lives within two months up to now, each customer in the order of time', () => {
    for (const each of byCustomer)
      expect(each.map(({ at }) => at.getTime())).toEqual(
        each.map(({ at }) => at.getTime()).sort((a, b) => a - b),
      );
    const times = events.map(({ at }) => at.getTime());
    expect(Math.max(...times.slice(0, 50_000))).toBeLessThanOrEqual(now.getTime());
    expect(Math.min(...times.slice(0, 50_000))).toBeGreaterThan(now.getTime() - 61 * 86_400_000);
  });

  test('is busiest on Sundays and in the evening, and quiet at night', () => {
    const pages = of('page_viewed');
    const onDay = (day: number) => pages.filter(({ at }) => at.getUTCDay() === day).length;
    const inHours = (from: number, to: number) =>
      pages.filter(({ at }) => at.getUTCHours() >= from && at.getUTCHours() < to);
    expect(onDay(0)).toBeGreaterThan(1.4 * onDay(5));
    expect(inHours(19, 22).length).toBeGreaterThan(10 * inHours(2, 5).length);
  });

  test('has customers who prefer some categories', () => {
    const categoryOf = new Map(shop.products.map(({ id, category }) => [id, category]));
    const active = byCustomer
      .map((each) => each.filter(({ type }) => type === 'product_viewed'))
      .filter((views) => views.length >= 8);
    const strongest = (views: StoredEvent[]): number => {
      const counts = new Map<string | undefined, number>();
      for (const { data } of views) {
        const category = categoryOf.get(String(data['product_id']));
        counts.set(category, (counts.get(category) ?? 0) + 1);
      }
      return Math.max(...counts.values()) / views.length;
    };
    const concentrated = active.filter((views) => strongest(views) >= 0.4);
    expect(concentrated.length / active.length).toBeGreaterThan(0.6);
  });

  test('shows nothing to those who do not want it', () => {
    for (const each of byCustomer) {
      const refused = each.some(
        ({ type, data }) =>
          type === 'consent_updated' &&
          (data['purposes'] as { personalization: boolean }).personalization === false,
      );
      if (refused) expect(each.filter(({ type }) => type === 'variant_shown')).toEqual([]);
    }
  });
});

describe('its experiments', () => {
  const shown = of('variant_shown').filter(({ exposure }) => exposure?.experiment);

  test('put everyone where the server would', () => {
    for (const { exposure, identity } of shown) {
      const { key, variation } = exposure!.experiment!;
      const { variations, coverage } = experiments.find((experiment) => experiment.key === key)!;
      const weights = variations.map(({ weight }) => weight);
      const value = identity.slice(identity.indexOf(':') + 1);
      expect(variations[assign({ seed: key, value, weights, coverage })!]?.key).toBe(variation);
    }
  });

  /** Share of a variation's customers who ordered within a week of first seeing it. */
  const conversion = (variation: string): { n: number; rate: number } => {
    const outcomes = byCustomer.flatMap((each) => {
      const first = each.find(
        ({ exposure, type }) => type === 'variant_shown' && exposure?.experiment?.variation === variation,
      );
      if (!first) return [];
      const until = first.at.getTime() + 7 * 86_400_000;
      return [
        each.some(({ type, at }) => type === 'order_completed' && at >= first.at && at.getTime() <= until),
      ];
    });
    return { n: outcomes.length, rate: outcomes.filter(Boolean).length / outcomes.length };
  };

  test('have one clear winner', () => {
    const control = conversion('free-shipping');
    const winner = conversion('bundle');
    const error = Math.sqrt(
      (control.rate * (1 - control.rate)) / control.n + (winner.rate * (1 - winner.rate)) / winner.n,
    );
    expect((winner.rate - control.rate) / error).toBeGreaterThan(3);
  });

  test('have none that the data of 2,000 customers would call a loser or winner by mistake', () => {
    expect(Math.abs(conversion('personal').rate / conversion('popular').rate - 1)).toBeLessThan(0.2);
  });
});

test('places without an experiment explore at random, and say with what probability', () => {
  const heroes = of('variant_shown').filter(({ data }) => data['placement'] === 'hero_banner');
  expect(new Set(heroes.map(({ data }) => data['variant'])).size).toBe(3);
  for (const { exposure } of heroes) expect(exposure?.propensity).toBeCloseTo(1 / 3, 10);
  expect(
    share(
      heroes.filter(({ data }) => data['variant'] === 'hero-welcome'),
      heroes,
    ),
  ).toBeCloseTo(1 / 3, 1);
});
