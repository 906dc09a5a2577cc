import type { Product, StockChange } from '#schemas/product.ts';
import { type Scope, scopeKey } from '#schemas/scope.ts';
import { type Connection, collection, withTransaction } from '#server/platform/mongo.ts';
import { catalogueItems, type ItemDocument } from './catalogue-items.ts';

const products = collection<ItemDocument<Product>>('products', [
  { keys: { scope: 1, updatedAt: 1 } },
  { keys: { scope: 1, name: 1 } },
  { keys: { scope: 1, category: 1 } },
  { keys: { scope: 1, brand: 1 } },
]);

export const productStore = (db: Connection, scope: Scope) => {
  const { collection: native } = products(db);
  const { idOf, announce, ...items } = catalogueItems<Product>(
    products,
    { fields: ['category', 'brand'], title: 'name', sorts: ['stock', 'margin'] },
    { db, scope },
  );
  return {
    ...items,

    /** Sets the stock of products that exist, all or none, and returns the ids that do not. */
    setStock: async (changes: readonly StockChange[], at: Date): Promise<{ unknown: string[] }> => {
      const ids = changes.map(({ id }) => id);
      const known = await native
        .find({ _id: { $in: ids.map(idOf) } } as never, { projection: { id: 1 } })
        .toArray();
      const found = new Set((known as unknown as Product[]).map(({ id }) => id));
      const writes = changes
        .filter(({ id }) => found.has(id))
        .map(({ id, stock }) => ({
          updateOne: { filter: { _id: idOf(id) }, update: { $set: { stock, updatedAt: at } } },
        }));
      if (writes.length > 0) {
        await withTransaction(db, (session) => native.bulkWrite(writes as never[], { session }));
        await announce();
      }
      return { unknown: [...new Set(ids)].filter((id) => !found.has(id)) };
    },

    /** The category of every product that has one. */
    categories: async (): Promise<Map<string, string>> => {
      const categories = new Map<string, string>();
      const wanted = native.find({ scope: scopeKey(scope), category: { $exists: true } } as never, {
        projection: { _id: 0, id: 1, category: 1 },
        batchSize: 10_000,
      });
      for await (const document of wanted) {
        const { id, category } = document as unknown as { id: string; category: string };
        categories.set(id, category);
      }
      return categories;
    },
  };
};

export type ProductStore = ReturnType<typeof productStore>;
