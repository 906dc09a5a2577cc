import type { RecommendedProduct } from '#schemas/decision.ts';

/**
 * A recommended product without the shop's own numbers: its margin and how much is in stock.
 * @example publicProduct({ ...found, product: { id: 'p1', name: 'Mug', tags: [], margin: 0.6 } }).product.margin // undefined
 */
export const publicProduct = (found: RecommendedProduct): RecommendedProduct => {
  const { margin: _margin, stock: _stock, ...product } = found.product;
  return { ...found, product };
};
