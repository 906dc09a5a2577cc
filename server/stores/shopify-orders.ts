import { type Scope, scopeKey } from '#schemas/scope.ts';
import { type Connection, collection } from '#server/platform/mongo.ts';

/** Whose an order is: what Shopify tells of a refund does not say. */
type StoredOrder = { _id: string; scope: string; profileId: string; expiresAt: Date };

const orders = collection<StoredOrder>('shopify_orders', [
  { keys: { scope: 1, profileId: 1 } },
  { keys: { expiresAt: 1 }, expireAfterSeconds: 0 },
]);

const retentionMs = 730 * 86_400_000;

export const shopifyOrderStore = (db: Connection, scope: Scope) => {
  const prefix = scopeKey(scope);
  const { collection: native } = orders(db);
  return {
    put: async (order: string, identity: string, at: Date): Promise<void> => {
      const expiresAt = new Date(at.getTime() + retentionMs);
      const replacement = { scope: prefix, profileId: identity, expiresAt };
      await native.replaceOne({ _id: `${prefix}/${order}` } as never, replacement, { upsert: true });
    },

    /** The orders of identities. */
    of: async (identities: readonly string[]): Promise<string[]> => {
      const query = { scope: prefix, profileId: { $in: identities } } as never;
      const found = await native.find(query, { projection: { _id: 1 } }).toArray();
      return found.map(({ _id }) => String(_id).slice(prefix.length + 1));
    },

    /** The identity that an order was placed under, as it was sent. */
    identityOf: async (order: string): Promise<string | null> => {
      const found = await native.findOne({ _id: `${prefix}/${order}` } as never);
      return (found as unknown as StoredOrder | null)?.profileId ?? null;
    },
  };
};

export type ShopifyOrderStore = ReturnType<typeof shopifyOrderStore>;
