import type { Profile } from '#schemas/profile.ts';
import { limits } from './limits.ts';
import { keyText, own, withCapped } from './records.ts';
import type { FoldEvent } from './types.ts';

type Cart = Profile['cart'];
const maximumQuantity = 1_000_000;

const cartOf = (items: Record<string, number>, updatedAt: Date): Cart =>
  Object.keys(items).length === 0 ? null : { items, updatedAt };

const without = (
  items: Record<string, number>,
  product: string,
  quantity: number,
): Record<string, number> => {
  const left = (own(items, product) ?? 0) - quantity;
  const { [product]: _removed, ...rest } = items;
  return left > 0 ? { ...items, [product]: left } : rest;
};

/** Removing without a quantity removes the product whole; without a product it empties the cart. */
const removed = (cart: NonNullable<Cart>, data: Record<string, unknown>, at: Date): Cart => {
  const { product_id: id, quantity } = data;
  if (typeof id !== 'string') return null;
  const product = keyText(id, limits.textLength);
  return cartOf(without(cart.items, product, typeof quantity === 'number' ? quantity : maximumQuantity), at);
};

/** A cart that was told whole; of the same product in several lines all count. */
const toldWhole = (lines: readonly { product_id: string; quantity: number }[], at: Date): Cart => {
  let items: Record<string, number> = {};
  for (const { product_id: id, quantity } of lines) {
    const key = keyText(id, limits.textLength);
    const value = Math.min(maximumQuantity, (own(items, key) ?? 0) + quantity);
    items = withCapped({ record: items, key, value, limit: limits.cartProducts });
  }
  return cartOf(items, at);
};

/** What is in the cart after an event; an order empties it. At most 100 products. */
export const foldCart = (cart: Cart, event: FoldEvent): Cart => {
  if (event.kind === 'order_completed') return null;
  if (event.kind === 'cart_updated') return toldWhole(event.data.items, event.at);
  if (event.kind === 'removed_from_cart') return cart && removed(cart, event.data, event.at);
  if (event.kind !== 'added_to_cart') return cart;
  const items = cart?.items ?? {};
  const key = keyText(event.data.product_id, limits.textLength);
  const value = Math.min(maximumQuantity, (own(items, key) ?? 0) + event.data.quantity);
  return cartOf(withCapped({ record: items, key, value, limit: limits.cartProducts }), event.at);
};
