import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { policies } from '#schemas/placement.ts';
import type { Decision } from '#server/domain/decisions/types.ts';
import {
  decideIn,
  evidenceOf,
  placement,
  profileOf,
  releaseOf,
  rule,
  type Situation,
  variant,
} from './shop.ts';

const slots = ['left', 'middle', 'right'];
const messages = ['sale', 'club', 'news'];
const list = (count: number) => ({ recommend: { type: 'personalized_picks', count } });

/** Three slots, each with a default of its own and two variants that may say what those of other slots say. */
const page = fc.record({
  slots: fc.tuple(
    ...slots.map((key) =>
      fc.record({
        key: fc.constant(key),
        priority: fc.integer({ min: 1, max: 3 }),
        policy: fc.constantFrom(...policies),
        says: fc.tuple(...[0, 1].map(() => fc.option(fc.constantFrom(...messages)))),
        products: fc.integer({ min: 0, max: 3 }),
        pinned: fc.option(fc.constantFrom(0, 1)),
      }),
    ),
  ),
  order: fc.shuffledSubarray(slots, { minLength: 1 }),
  known: fc.boolean(),
  experienceId: fc.string({ minLength: 1, maxLength: 12 }),
});
type Page = typeof page extends fc.Arbitrary<infer Drawn> ? Drawn : never;

const situationOf = ({ slots: drawn, order, known, experienceId }: Page): Situation => ({
  release: releaseOf({
    documents: drawn.flatMap(({ key, priority, policy, says, products, pinned }) => [
      placement(key, { priority, policy }),
      variant(`${key}-default`, { placement: key, ...(products > 0 && list(products)) }),
      ...says.map((message, index) =>
        variant(`${key}-${index}`, {
          placement: key,
          ...(message !== null && { message }),
          ...(products > 0 && list(products)),
        }),
      ),
      ...(pinned === null
        ? []
        : [rule(`pin-${key}`, [{ type: 'pin', placement: key, variant: `${key}-${pinned}` }])]),
    ]),
  }),
  profile: known ? profileOf() : null,
  experienceId,
  elements: order,
});

const saidIn = ({ release }: Situation, { elements }: Decision): string[] =>
  elements.flatMap((element) => release?.variants.get(element.variant)?.message ?? []);

const runs = { numRuns: 300 };

describe('whatever the slots of a page may show', () => {
  test('it says each message once and shows each product once', async () => {
    let withheld = 0;
    await fc.assert(
      fc.asyncProperty(page, async (drawn) => {
        const situation = situationOf(drawn);
        const decision = await decideIn(situation);
        const said = saidIn(situation, decision);
        expect(new Set(said).size).toBe(said.length);
        const products = decision.elements.flatMap((element) => (element.products ?? []).map(({ id }) => id));
        expect(new Set(products).size).toBe(products.length);
        withheld += decision.elements.filter(({ rejected }) =>
          rejected.some(({ because }) => because === 'shown_elsewhere'),
        ).length;
      }),
      runs,
    );
    expect(withheld).toBeGreaterThan(50);
  });

  test('its slots are answered in the order they were asked for, and none is empty', async () => {
    await fc.assert(
      fc.asyncProperty(page, async (drawn) => {
        const { elements } = await decideIn(situationOf(drawn));
        expect(elements.map((element) => element.placement)).toEqual(drawn.order);
        for (const element of elements) expect(element.content).toEqual({ headline: element.variant });
      }),
      runs,
    );
  });

  test('lists are full as long as there are products, and those of the highest priority first', async () => {
    await fc.assert(
      fc.asyncProperty(page, async (drawn) => {
        // the shop has four products in stock; a customer's own purchases and cart come last, but come
        let left = 4;
        const { elements } = await decideIn(situationOf(drawn));
        const inTurn = drawn.order
          .map((key) => drawn.slots.find((slot) => slot.key === key)!)
          .toSorted((a, b) => b.priority - a.priority);
        for (const { key, products: wanted } of inTurn) {
          const { products } = elements.find((element) => element.placement === key)!;
          expect(products?.length ?? 0).toBe(Math.min(wanted, left));
          left -= products?.length ?? 0;
        }
      }),
      runs,
    );
  });
});

describe('who comes first', () => {
  const both = (left: number, right: number) =>
    releaseOf({
      documents: [
        ...(['left', 'right'] as const).flatMap((key) => [
          placement(key, { priority: key === 'left' ? left : right }),
          variant(`${key}-default`, { placement: key }),
          variant(`${key}-sale`, { placement: key, message: 'sale' }),
          rule(`pin-${key}`, [{ type: 'pin', placement: key, variant: `${key}-sale` }]),
        ]),
      ],
    });

  test.each([
    ['the higher priority', 1, 2, ['left', 'right'], ['left-default', 'right-sale']],
    ['of equals the one that was asked for first', 1, 1, ['left', 'right'], ['left-sale', 'right-default']],
    ['of equals the other where it was', 1, 1, ['right', 'left'], ['right-sale', 'left-default']],
  ])('%s', async (_name, left, right, elements, variants) => {
    const decision = await decideIn({ release: both(left, right), elements });
    expect(decision.elements.map((element) => element.variant)).toEqual(variants);
  });
});

test('a default is shown although its message was said, where there is nothing else', async () => {
  const documents = ['left', 'right'].flatMap((key) => [
    placement(key),
    variant(`${key}-default`, { placement: key, message: 'welcome' }),
  ]);
  const { elements } = await decideIn({ release: releaseOf({ documents }), elements: ['left', 'right'] });
  expect(elements.map((element) => element.variant)).toEqual(['left-default', 'right-default']);
  expect(elements[1]).toMatchObject({
    because: { kind: 'no_other' },
    rejected: [{ variant: 'right-default', because: 'shown_elsewhere' }],
  });
});

test('to a customer never seen, in a shop that has learned nothing, no slot and no list is empty', async () => {
  const types = ['personalized_picks', 'similar_products', 'complementary_products', 'trending_in_category'];
  const documents = types.flatMap((type, index) => [
    placement(`slot-${index}`),
    variant(`slot-${index}-default`, { placement: `slot-${index}`, recommend: { type, count: 1 } }),
  ]);
  const { elements } = await decideIn({
    release: releaseOf({ documents }),
    evidence: evidenceOf(),
    profile: null,
    elements: types.map((_, index) => `slot-${index}`),
  });
  expect(elements.map(({ products }) => products?.length)).toEqual([1, 1, 1, 1]);
});
