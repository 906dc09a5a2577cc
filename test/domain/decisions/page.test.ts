import { describe, expect, test } from 'vitest';
import { LATE_RECOMMENDATIONS } from '#server/domain/decisions/decide.ts';
import { decideIn, ordersAtLeast, placement, releaseOf, rule, variant } from './shop.ts';

describe('a page', () => {
  const shelf = (key: string, more = {}) => [
    placement(key),
    variant(`${key}-default`, {
      placement: key,
      recommend: { type: 'personalized_picks', count: 2 },
      ...more,
    }),
  ];
  const release = releaseOf({
    documents: [
      ...shelf('picks'),
      ...shelf('more'),
      placement('elsewhere', { pages: ['cart'] }),
      variant('elsewhere-default', { placement: 'elsewhere' }),
    ],
  });

  test('gets its own placements, or those asked for', async () => {
    const names = async (elements?: string[]) =>
      (await decideIn({ release, ...(elements && { elements }) })).elements.map(({ placement }) => placement);
    expect(await names()).toEqual(['hero_banner', 'picks', 'more']);
    expect(await names(['elsewhere', 'hero_banner'])).toEqual(['elsewhere', 'hero_banner']);
  });

  test('shows no product twice, none out of stock, and full lists', async () => {
    const { elements } = await decideIn({ release });
    const ids = elements.flatMap(({ products }) => products ?? []).map(({ id }) => id);
    expect(ids).toHaveLength(4);
    expect(new Set(ids).size).toBe(4);
    expect(ids).not.toContain('p2');
  });

  test('refills its lists after exclusions', async () => {
    const documents = [
      ...shelf('picks'),
      rule('no-shoes', [{ type: 'exclude_products', category: 'Shoes' }]),
    ];
    const { elements } = await decideIn({ release: releaseOf({ documents }) });
    expect(
      elements
        .at(-1)
        ?.products?.map(({ id }) => id)
        .toSorted(),
    ).toEqual(['p4', 'p5']);
  });

  test("takes a rule's way to recommend before the variant's", async () => {
    const recommend = { type: 'personalized_picks', count: 1 };
    const documents = [
      ...shelf('picks'),
      rule('one', [{ type: 'recommend', placement: 'picks', recommend }]),
    ];
    const { elements } = await decideIn({ release: releaseOf({ documents }) });
    expect(elements.at(-1)?.products).toHaveLength(1);
  });

  test('shows what sells when the time is up, and says so', async () => {
    const { elements, missing } = await decideIn({ release, missing: [LATE_RECOMMENDATIONS] });
    const shown = elements.flatMap(({ products }) => products ?? []);
    expect(shown.length).toBeGreaterThan(0);
    expect(new Set(shown.map(({ id }) => id)).size).toBe(shown.length);
    expect(new Set(shown.map(({ score }) => score))).toEqual(new Set([0]));
    expect(missing).toEqual([LATE_RECOMMENDATIONS]);
  });

  test('hands back the events of foreign rules untouched', async () => {
    const event = { type: 'fraud-alert', params: { level: 3 }, extra: true };
    const documents = [
      rule('foreign', [], { event }),
      rule('silent', [], { event, conditions: ordersAtLeast(100) }),
    ];
    expect((await decideIn({ release: releaseOf({ documents }) })).events).toEqual([event]);
  });
});
