import { limits } from './limits.ts';
import { keyText } from './records.ts';
import type { FoldContext, FoldEvent } from './types.ts';

/** What one behavior says of taste: the names it speaks for, and how strongly, in views of a product. */
export type Interest = {
  categories: readonly string[];
  brands: readonly string[];
  tags: readonly string[];
  strength: number;
};

/** How much one behavior says about taste, relative to looking at a product. */
const strengths = { category_viewed: 1, product_viewed: 1, added_to_cart: 3, order_completed: 5 } as const;

const none: readonly string[] = [];

const nameIn = (value: unknown): readonly string[] =>
  typeof value === 'string' && value !== '' ? [keyText(value, limits.textLength)] : none;

/** The catalogue knows best what a product is; for one it does not hold, the event may say. */
const interestIn = (
  item: { product_id: string } & Record<string, unknown>,
  strength: number,
  { product }: FoldContext,
): Interest => {
  const known = product(item.product_id);
  return {
    categories: nameIn(known?.category ?? item['category']),
    brands: nameIn(known?.brand ?? item['brand']),
    tags: known?.tags?.slice(0, limits.productTags).flatMap(nameIn) ?? none,
    strength,
  };
};

const allOf = (event: FoldEvent, context: FoldContext): Interest[] => {
  switch (event.kind) {
    case 'category_viewed': {
      const categories = nameIn(event.data.category);
      return [{ categories, brands: none, tags: none, strength: strengths.category_viewed }];
    }
    case 'product_viewed':
    case 'added_to_cart':
      return [interestIn(event.data, strengths[event.kind], context)];
    case 'order_completed':
      return event.data.items.map((item) => interestIn(item, strengths.order_completed, context));
    default:
      return [];
  }
};

/**
 * What an event says of the customer's taste. Unit: views of a product; an addition to the cart is worth 3, a bought
 * product 5.
 * @example interestsOf(viewedTea, context)[0]?.categories // ['drinks']
 */
export const interestsOf = (event: FoldEvent, context: FoldContext): Interest[] =>
  allOf(event, context).filter(
    ({ categories, brands, tags }) => categories.length + brands.length + tags.length > 0,
  );
