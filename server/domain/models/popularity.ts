import type { Product } from '#schemas/product.ts';
import type { Products, Shelves, Volumes } from './types.ts';

const halfLifeDays = 7;
/** What one event adds to a product's volume: an order line counts as ten views. */
const volumeOf = { order: 1, view: 0.1 } as const;

const dayMs = 86_400_000;

/**
 * Adds up what sells and what is looked at, every event halved in weight for each 7 days of age at time `at`. An
 * order line counts once whatever its quantity, because quantities of different goods (pieces, grams) do not compare.
 * @example const trainer = popularityTrainer(at); trainer.add('p1', 'order', orderedAt); trainer.volumes()
 */
export const popularityTrainer = (at: Date) => {
  const volumes = new Map<string, number>();
  return {
    add(productId: string, kind: keyof typeof volumeOf, happenedAt: Date): void {
      const days = Math.max(0, at.getTime() - happenedAt.getTime()) / dayMs;
      const volume = volumeOf[kind] * 2 ** (-days / halfLifeDays);
      volumes.set(productId, (volumes.get(productId) ?? 0) + volume);
    },
    volumes: (): Volumes => volumes,
  };
};

export type PopularityTrainer = ReturnType<typeof popularityTrainer>;

const append = (shelves: Map<string, string[]>, name: string | undefined, id: string): void => {
  if (name === undefined) return;
  const shelf = shelves.get(name);
  if (shelf) shelf.push(id);
  else shelves.set(name, [id]);
};

const byId = (a: Product, b: Product): number => (a.id < b.id ? -1 : 1);

/**
 * Orders the catalogue by volume, overall and within each category and brand; what has none follows by id.
 * @example shelvesOf(products, new Map([['p2', 3]])).all // ['p2', 'p1', 'p3']
 */
export const shelvesOf = (products: Products, volumes: Volumes | null): Shelves => {
  const volume = ({ id }: Product): number => volumes?.get(id) ?? 0;
  const everything = [...products.values()].sort(byId);
  const popular = everything.filter((product) => volume(product) > 0);
  popular.sort((a, b) => volume(b) - volume(a));
  const ordered = [...popular, ...everything.filter((product) => volume(product) === 0)];

  const categories = new Map<string, string[]>();
  const brands = new Map<string, string[]>();
  for (const product of ordered) {
    append(categories, product.category, product.id);
    append(brands, product.brand, product.id);
  }
  return { all: ordered.map(({ id }) => id), categories, brands };
};
