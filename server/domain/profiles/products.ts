import type { Profile } from '#schemas/profile.ts';
import { limits } from './limits.ts';
import type { FoldEvent } from './types.ts';

/** Products looked at, newest first, each once, at most 50. */
export const foldRecentlyViewed = (
  viewed: Profile['recentlyViewed'],
  event: FoldEvent,
): Profile['recentlyViewed'] => {
  if (event.kind !== 'product_viewed') return viewed;
  const productId = event.data.product_id;
  const others = viewed.filter((item) => item.productId !== productId);
  return [{ productId, at: event.at }, ...others].slice(0, limits.recentlyViewed);
};

/** Products bought, newest first, each once with the quantity of all its purchases, at most 200. */
export const foldPurchased = (purchased: Profile['purchased'], event: FoldEvent): Profile['purchased'] => {
  if (event.kind !== 'order_completed') return purchased;
  const bought = new Map<string, number>();
  for (const { product_id, quantity } of event.data.items)
    bought.set(product_id, (bought.get(product_id) ?? 0) + quantity);
  const before = new Map(purchased.map((item) => [item.productId, item.quantity]));
  const newest = [...bought].map(([productId, quantity]) => ({
    productId,
    quantity: quantity + (before.get(productId) ?? 0),
    at: event.at,
  }));
  return [...newest, ...purchased.filter(({ productId }) => !bought.has(productId))].slice(
    0,
    limits.purchased,
  );
};
