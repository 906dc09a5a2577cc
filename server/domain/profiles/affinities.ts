import type { Profile } from '#schemas/profile.ts';
import { decayed } from './decay.ts';
import { limits } from './limits.ts';
import { keyText, own, strongest } from './records.ts';
import type { FoldContext, FoldEvent } from './types.ts';

type Affinities = Profile['affinities'];
type Interest = { category?: string | undefined; brand?: string | undefined; strength: number };

const halfLifeDays = 30;
/** How much one behavior says about taste, relative to looking at a product. */
const strengths = { category_viewed: 1, product_viewed: 1, added_to_cart: 3, order_completed: 5 } as const;

export const emptyAffinities = (): Affinities => ({ categories: {}, brands: {}, at: null });

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** The catalogue knows best what a product is; for one it does not hold, the event may say. */
const interestIn = (
  item: { product_id: string } & Record<string, unknown>,
  strength: number,
  { product }: FoldContext,
): Interest => {
  const known = product(item.product_id);
  return {
    category: known?.category ?? text(item['category']),
    brand: known?.brand ?? text(item['brand']),
    strength,
  };
};

const interestsOf = (event: FoldEvent, context: FoldContext): Interest[] => {
  switch (event.kind) {
    case 'category_viewed':
      return [{ category: event.data.category, strength: strengths.category_viewed }];
    case 'product_viewed':
    case 'added_to_cart':
      return [interestIn(event.data, strengths[event.kind], context)];
    case 'order_completed':
      return event.data.items.map((item) => interestIn(item, strengths.order_completed, context));
    default:
      return [];
  }
};

const add = (target: Record<string, number>, name: string | undefined, strength: number): void => {
  if (name === undefined || name === '') return;
  const key = keyText(name, limits.textLength);
  const value = (own(target, key) ?? 0) + strength;
  // Assigning `__proto__` would not make a key of it.
  Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true });
};

const scaled = (record: Record<string, number>, factor: number): Record<string, number> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, value * factor]));

const keep = (record: Record<string, number>) => strongest(record, limits.affinities, (value) => value);

/**
 * Affinity per category and brand as of the newest event that says something about taste. Unit: views of a
 * product, halving every 30 days; an addition to the cart is worth 3, a bought product 5. The strongest 50 stay.
 */
export const foldAffinities = (
  affinities: Affinities,
  event: FoldEvent,
  context: FoldContext,
): Affinities => {
  const interests = interestsOf(event, context).filter(
    ({ category, brand }) => category !== undefined || brand !== undefined,
  );
  if (interests.length === 0) return affinities;
  const factor = decayed({ from: affinities.at, to: event.at, halfLifeDays });
  const categories = scaled(affinities.categories, factor);
  const brands = scaled(affinities.brands, factor);
  for (const { category, brand, strength } of interests) {
    add(categories, category, strength);
    add(brands, brand, strength);
  }
  return { categories: keep(categories), brands: keep(brands), at: event.at };
};
