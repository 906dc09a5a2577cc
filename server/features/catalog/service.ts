import type { ContentItem } from '#schemas/content-item.ts';
import type { Product, StockChange } from '#schemas/product.ts';
import type { Clock } from '#server/platform/clock.ts';
import type { ContentItemStore } from '#server/stores/content-items.ts';
import type { ProductStore } from '#server/stores/products.ts';

type Dependencies = { products: ProductStore; contentItems: ContentItemStore; clock: Clock };

/** Loads the catalogue; decisions see a change within the evidence's next poll. */
export const catalogService = ({ products, contentItems, clock }: Dependencies) => ({
  putProducts: async (list: readonly Product[]): Promise<{ stored: number }> => {
    await products.upsert(list, { at: clock() });
    return { stored: list.length };
  },

  putContentItems: async (list: readonly ContentItem[]): Promise<{ stored: number }> => {
    await contentItems.upsert(list, { at: clock() });
    return { stored: list.length };
  },

  setStock: async (changes: readonly StockChange[]): Promise<{ updated: number; unknown: string[] }> => {
    const { unknown } = await products.setStock(changes, clock());
    return { updated: changes.length - unknown.length, unknown };
  },

  listProducts: products.list,
  listContentItems: contentItems.list,
});

export type CatalogService = ReturnType<typeof catalogService>;
