import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RecommendedProduct } from '#schemas/decision.ts';
import { BusinessRules } from '#schemas/recommendation.ts';
import type { RecommendInput } from '#server/domain/models/recommend.ts';
import { daysBefore, product, profile, recommendFrom, shop } from './builders.ts';

const ids = (list: RecommendedProduct[] | undefined): string[] => (list ?? []).map(({ id }) => id);
const rules = (fields: Partial<BusinessRules>): BusinessRules => BusinessRules.parse(fields);

const coffeeLover = profile({
  affinities: { categories: { Coffee: 3, Kitchen: 1 }, brands: { Nord: 1 }, at: daysBefore(1) },
  purchased: [{ productId: 'espresso', quantity: 1, at: daysBefore(40) }],
});

describe('blending', () => {
  test('similar products resemble the current one; having been bought together re-ranks them', () => {
    const { lists, missing } = recommendFrom({ types: { similar_products: 2 }, currentProduct: 'espresso' });
    // only filter coffee shares a token with espresso: it is first in both parts, and green tea fills the list
    expect(lists.similar_products).toMatchObject([
      {
        id: 'filter',
        score: 1,
        algorithms: { collaborative_filtering: 0.5, content_based: 0.5 },
        reasons: [
          'bought together with Espresso Beans by 1 customer',
          'similar to Espresso Beans (same category)',
        ],
      },
      { id: 'green', score: 0, algorithms: {}, reasons: ['popular in Tea'] },
    ]);
    expect(missing).toEqual(['hybrid_neural: no model trained']);
  });

  test('complementary products are what was bought together; the customer re-ranks them', () => {
    const list = recommendFrom({
      types: { complementary_products: 3 },
      currentProduct: 'espresso',
      businessRules: rules({ respect_brand_preferences: false }),
      profile: coffeeLover,
    }).lists.complementary_products;
    // together: mug .5, filter .2, green .1 → 1, .25, 0; affinity: filter .75·(1 + 4/8)/2, mug .25 → 1, .444444, 0
    // filter .5·.25 + .5·1; mug .5·1 + .5·.444444
    expect(list).toMatchObject([
      {
        id: 'mug',
        score: 0.722222,
        algorithms: { collaborative_filtering: 0.692308, content_based: 0.307692 },
      },
      { id: 'filter', score: 0.625, algorithms: { collaborative_filtering: 0.2, content_based: 0.8 } },
      { id: 'green', score: 0, algorithms: { collaborative_filtering: 1 } },
    ]);
    expect(list?.[0]?.reasons).toEqual([
      'bought together with Espresso Beans by 14 customers',
      'you often look at Kitchen',
    ]);
  });

  test('affinity: category share plus half the brand share, times how well it sells', () => {
    const { lists } = recommendFrom({
      types: { personalized_picks: 3 },
      algorithms: { content_based: 1 },
      businessRules: rules({ respect_brand_preferences: false }),
      profile: coffeeLover,
    });
    // espresso .75·(1 + 8/8)/2 = .75 → 1; filter .75·(1 + 4/8)/2 = .5625 → (.5625−.25)/.5 = .625; mug .25·1 → 0
    expect(lists.personalized_picks).toMatchObject([
      { id: 'espresso', score: 1, reasons: ['you often buy Coffee'] },
      { id: 'filter', score: 0.625, reasons: ['you often buy Coffee'] },
      { id: 'mug', score: 0, reasons: ['you often look at Kitchen'] },
    ]);
  });

  test('trending ranks by volume within the category at hand', () => {
    const { lists } = recommendFrom({ types: { trending_in_category: 2 }, profile: coffeeLover });
    expect(lists.trending_in_category).toMatchObject([
      { id: 'espresso', score: 1, algorithms: { popularity: 1 }, reasons: ['popular in Coffee'] },
      { id: 'filter', reasons: ['popular in Coffee', 'Nord is a brand you prefer'] },
    ]);
  });

  test('a product that was seldom bought is complemented by what sells in the categories bought with its own', () => {
    const { lists } = recommendFrom(
      { types: { complementary_products: 2 }, currentProduct: 'dust' },
      { categoryPairs: new Map([['Household', [{ id: 'Coffee', confidence: 0.3, customers: 9 }]]]) },
    );
    // .3 · 8/12 and .3 · 4/12 of what sells in Coffee → scaled 1 and 0
    expect(lists.complementary_products).toMatchObject([
      { id: 'espresso', score: 1, reasons: ['9 customers bought Household and Coffee together'] },
      { id: 'filter', score: 0 },
    ]);
  });

  test('the cart is complemented when there is no current product', () => {
    const shopper = profile({ cart: { items: { espresso: 1 }, updatedAt: daysBefore(0) } });
    const { lists } = recommendFrom({ types: { complementary_products: 1 }, profile: shopper });
    expect(ids(lists.complementary_products)).toEqual(['mug']);
  });

  test('of equal scores the lower id comes first', () => {
    const twins = ['b', 'a', 'c'].map((id) => product({ id, name: 'Twin', category: 'Coffee' }));
    const { lists } = recommendFrom(
      { types: { similar_products: 2 }, currentProduct: 'c' },
      { products: twins, trained: false },
    );
    expect(ids(lists.similar_products)).toEqual(['a', 'b']);
  });
});

describe('what may be shown', () => {
  const together = { types: { complementary_products: 4 }, currentProduct: 'espresso' };
  const soldOut = shop.map((one) => (one.id === 'filter' ? { ...one, stock: 0 } : one));
  const listed = (fields: Partial<RecommendInput>, products = shop) =>
    recommendFrom({ ...together, ...fields }, { products }).lists.complementary_products;
  const shown = (fields: Partial<RecommendInput>, products = shop) => ids(listed(fields, products));

  test.each([
    ['never the current product', shown({}), ['mug', 'filter', 'green', 'dust']],
    ['not what is excluded', shown({ exclude: ['filter'] }), ['mug', 'green', 'dust']],
    ['not what is out of stock', shown({}, soldOut), ['mug', 'green', 'dust']],
    [
      'what is out of stock when the rule is off',
      shown({ businessRules: rules({ exclude_out_of_stock: false }) }, soldOut),
      ['mug', 'filter', 'green', 'dust'],
    ],
    [
      'not a brand that a rule excludes',
      shown({ exclusions: [{ type: 'exclude_products', brand: 'Nord' }] }),
      ['dust'],
    ],
    [
      'an exclusion needs everything it names',
      shown({ exclusions: [{ type: 'exclude_products', brand: 'Nord', category: 'Tea' }] }),
      ['mug', 'filter', 'dust'],
    ],
    [
      'an exclusion that names nothing excludes nothing',
      shown({ exclusions: [{ type: 'exclude_products' }] }),
      ['mug', 'filter', 'green', 'dust'],
    ],
  ])('%s', (_name, actual, expected) => {
    expect(actual).toEqual(expected);
  });

  test('a boost raises a product by its amount and says so', () => {
    const [first] = listed({ boosts: [{ type: 'boost_products', category: 'Coffee', by: 0.9 }] }) ?? [];
    expect(first).toMatchObject({ id: 'filter', score: 1.15 }); // .25 + .9
    expect(first?.reasons).toContain('raised by a rule');
  });

  test('margin raises by a fifth of itself when preferred', () => {
    const [first] = listed({ businessRules: rules({ prefer_high_margin: true }) }) ?? [];
    expect(first).toMatchObject({ id: 'mug', score: 1.1 }); // 1 + .2·.5
  });

  test('a preferred brand raises by a tenth of the leaning, only while preferences are respected', () => {
    const score = (respected: boolean) =>
      listed({
        profile: coffeeLover,
        algorithms: { collaborative_filtering: 1 },
        businessRules: rules({ respect_brand_preferences: respected }),
      })?.[0]?.score;
    // all of the customer's brand affinity is Nord's, but so are 3 of 5 products: a leaning of .4
    expect([score(false), score(true)]).toEqual([1, 1.04]);
  });

  test('a product is in one list only, until nothing else is left', () => {
    const { lists } = recommendFrom({
      types: { similar_products: 2, complementary_products: 2, trending_in_category: 2 },
      currentProduct: 'espresso',
    });
    expect(Object.values(lists).map(ids)).toEqual([
      ['filter', 'green'],
      ['mug', 'dust'],
      ['filter', 'green'],
    ]);
  });

  test('what is in the cart comes last', () => {
    const shopper = profile({ cart: { items: { mug: 1 }, updatedAt: daysBefore(0) } });
    const list = listed({ profile: shopper, algorithms: { collaborative_filtering: 1 } });
    expect(ids(list)).toEqual(['filter', 'green', 'dust', 'mug']);
  });

  test('what was bought lately is not picked again', () => {
    const bought = profile({
      ...coffeeLover,
      purchased: [{ productId: 'espresso', quantity: 1, at: daysBefore(3) }],
    });
    const { lists } = recommendFrom({ types: { personalized_picks: 4 }, profile: bought });
    expect(ids(lists.personalized_picks)).not.toContain('espresso');
  });
});

describe('a cold start', () => {
  test('shows what is popular, and says so', () => {
    const { lists, missing } = recommendFrom({ types: { personalized_picks: 2 } });
    expect(lists.personalized_picks).toMatchObject([
      { id: 'espresso', score: 1, algorithms: { popularity: 1 }, reasons: ['popular in this shop'] },
      { id: 'green' },
    ]);
    expect(missing).toContain(
      'personalized_picks: nothing is known of this customer yet, so popular products are shown',
    );
  });

  test('shows the catalogue in its order when no model was ever trained', () => {
    const { lists, missing } = recommendFrom({ types: { personalized_picks: 2 } }, { trained: false });
    expect(ids(lists.personalized_picks)).toEqual(['dust', 'espresso']);
    expect(missing).toEqual([
      'hybrid_neural: no model trained',
      'collaborative_filtering: no model trained',
      'popularity: no model trained',
      'personalized_picks: nothing is known of this customer yet, so products in the order of the catalogue are shown',
    ]);
  });

  test('a current product that is not in the catalogue is named', () => {
    const { lists, missing } = recommendFrom({ types: { similar_products: 3 }, currentProduct: 'ghost' });
    expect(lists.similar_products).toHaveLength(3);
    expect(missing).toContain('current_product: ghost is not in the catalogue');
  });

  test('an empty catalogue gives empty lists', () => {
    expect(recommendFrom({ types: { personalized_picks: 3 } }, { products: [] }).lists).toEqual({
      personalized_picks: [],
    });
  });
});

test('every list is full, without repeats, sorted, and its shares sum to 1', () => {
  const count = fc.integer({ min: 1, max: 4 });
  const types = fc.record({
    similar_products: count,
    complementary_products: count,
    trending_in_category: count,
    personalized_picks: count,
  });
  const current = fc.constantFrom(undefined, ...shop.map(({ id }) => id));
  const who = fc.constantFrom(null, coffeeLover);
  fc.assert(
    fc.property(types, current, who, (wanted, currentProduct, customer) => {
      const { lists } = recommendFrom({ types: wanted, currentProduct, profile: customer });
      for (const [type, list] of Object.entries(lists)) {
        expect(list).toHaveLength(wanted[type as keyof typeof wanted]);
        expect(new Set(ids(list)).size).toBe(list.length);
        for (const { reasons, algorithms, score } of list) {
          expect(reasons.length).toBeGreaterThan(0);
          const total = Object.values(algorithms).reduce((sum, share) => sum + share, 0);
          if (score > 0) expect(total).toBeCloseTo(1, 5);
        }
      }
    }),
  );
});
