import type { Profile } from '#schemas/profile.ts';
import { limits } from './limits.ts';
import { putFirst } from './newest-first.ts';
import type { FoldEvent } from './types.ts';

/** Products looked at, newest first, each once, at most 50; in place. */
export const advanceRecentlyViewed = (viewed: Profile['recentlyViewed'], event: FoldEvent): void => {
  if (event.kind !== 'product_viewed') return;
  const productId = event.data.product_id;
  const instead = viewed.findIndex((item) => item.productId === productId);
  putFirst(viewed, { item: { productId, at: event.at }, instead, limit: limits.recentlyViewed });
};

/** Products bought, newest first, each once with the quantity of all its purchases, at most 200. */
export const foldPurchased = (purchased: Profile['purchased'], event: FoldEvent): Profile['purchased'] => {
  if (event.kind !== 'order_completed') return purchased;
  const bought = new Map<string, number>();
  for (const { product_id, quantity } of event.data.items)
    bought.set(product_id, (bought.get(product_id) ?? 0) + quantity);
  const others: Profile['purchased'] = [];
  for (const item of purchased) {
    const more = bought.get(item.productId);
    if (more === undefined) others.push(item);
    else bought.set(item.productId, more + item.quantity);
  }
  const newest = [...bought].map(([productId, quantity]) => ({ productId, quantity, at: event.at }));
  return [...newest, ...others].slice(0, limits.purchased);
};
