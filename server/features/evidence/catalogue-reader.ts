import { setImmediate } from 'node:timers/promises';
import type { ContentItem } from '#schemas/content-item.ts';
import type { Product } from '#schemas/product.ts';
import type { Products } from '#server/domain/models/types.ts';
import type { CatalogueState, CatalogueStateStore } from '#server/stores/catalogue-state.ts';

type Changes<T> = (since: Date | null) => AsyncIterable<{ item: T; updatedAt: Date }>;
type Dependencies = {
  state: Pick<CatalogueStateStore, 'read'>;
  products: { changedSince: Changes<Product> };
  contentItems: { changedSince: Changes<ContentItem> };
};

/** A write is seen again for this long, because its time is taken a little before it becomes visible. */
const overlapMs = 10_000;
const portion = 2_000;

/** Equal strings of many products as one string in memory. */
const interner = () => {
  const known = new Map<string, string>();
  return (text: string): string => {
    const first = known.get(text);
    if (first === undefined) known.set(text, text);
    return first ?? text;
  };
};

const compact = (product: Product, intern: (text: string) => string): Product => ({
  ...product,
  ...(product.category !== undefined && { category: intern(product.category) }),
  ...(product.brand !== undefined && { brand: intern(product.brand) }),
  ...(product.price && { price: { amount: product.price.amount, currency: intern(product.price.currency) } }),
  tags: product.tags.map(intern),
});

/** One kind of item in memory, brought up to date by the time of last change. */
const mirror = <T extends { id: string }>(changedSince: Changes<T>, prepare: (item: T) => T) => {
  let items: ReadonlyMap<string, T> = new Map();
  let newest = 0;
  /** Items within the overlap and the time of the change that was applied. */
  let applied = new Map<string, number>();

  return async (fromScratch: boolean): Promise<ReadonlyMap<string, T>> => {
    const since = fromScratch || newest === 0 ? null : new Date(newest - overlapMs);
    const next = new Map(since ? items : []);
    const seen = new Map<string, number>();
    let changes = 0;
    let read = 0;
    for await (const { item, updatedAt } of changedSince(since)) {
      const time = updatedAt.getTime();
      seen.set(item.id, time);
      newest = Math.max(newest, time);
      if (++read % portion === 0) await setImmediate();
      if (since && applied.get(item.id) === time) continue;
      next.set(item.id, prepare(item));
      changes += 1;
    }
    applied = new Map([...seen].filter(([, time]) => time >= newest - overlapMs));
    if (changes > 0 || fromScratch) items = next;
    return items;
  };
};

export type CatalogueSnapshot = {
  version: number;
  products: Products;
  contentItems: ReadonlyMap<string, ContentItem>;
};

/** Reads the catalogue whole at first, then what has changed; the same maps while nothing has. */
export const catalogueReader = ({ state, products, contentItems }: Dependencies) => {
  const intern = interner();
  const readProducts = mirror(products.changedSince, (product) => compact(product, intern));
  const readContentItems = mirror(contentItems.changedSince, (item) => item);
  let seen: CatalogueState = { version: -1, removals: 0 };
  let snapshot: CatalogueSnapshot = { version: -1, products: new Map(), contentItems: new Map() };

  return async (): Promise<CatalogueSnapshot> => {
    const now = await state.read();
    if (now.version === seen.version) return snapshot;
    const fromScratch = seen.version === -1 || now.removals !== seen.removals;
    const found = {
      products: await readProducts(fromScratch),
      contentItems: await readContentItems(fromScratch),
    };
    seen = now;
    snapshot = { version: now.version, ...found };
    return snapshot;
  };
};
