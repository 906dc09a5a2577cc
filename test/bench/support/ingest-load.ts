import type { Behavior } from '#schemas/event.ts';
import { seededRandom } from '#server/domain/random.ts';

const CUSTOMERS = 20_000;
const BATCH = 500;

type Random = () => number;
const whole = (random: Random, below: number): number => Math.floor(random() * below);

const products = Array.from({ length: 500 }, (_, index) => ({
  product_id: `product-${index}`,
  category: `category-${index % 20}`,
  brand: `brand-${index % 40}`,
  price: { amount: 500 + index, currency: 'EUR' },
}));

type Did = Pick<Behavior, 'behavior_type' | 'data'>;

/** What people do in a shop, about as often as they do it. */
const didWhat = (random: Random): Did => {
  const product = products[whole(random, products.length)]!;
  const share = random();
  if (share < 0.35) return { behavior_type: 'page_viewed', data: { name: `page-${whole(random, 50)}` } };
  if (share < 0.75) return { behavior_type: 'product_viewed', data: product };
  if (share < 0.85) return { behavior_type: 'searched', data: { query: `words ${whole(random, 500)}` } };
  if (share < 0.95) return { behavior_type: 'added_to_cart', data: { ...product, quantity: 1 } };
  const total = { amount: product.price.amount, currency: 'EUR' };
  return {
    behavior_type: 'order_completed',
    data: { order_id: `o-${whole(random, 1e9)}`, total, items: [{ ...product, quantity: 1 }] },
  };
};

/** Batches of 500 behaviors, as a shop's server sends them: visits of ten behaviors each, one after the other. */
export function* behaviorBatches(start: Date): Generator<Behavior[]> {
  const random = seededRandom(11);
  for (let number = 0; ; number += 1) {
    const batch: Behavior[] = [];
    while (batch.length < BATCH) {
      const customer_id = `c${whole(random, CUSTOMERS)}`;
      for (let step = 0; step < 10; step += 1)
        batch.push({
          customer_id,
          ...didWhat(random),
          context: { device: 'mobile', channel: 'web', locale: 'en' },
          timestamp: new Date(start.getTime() + number * 1000 + batch.length).toISOString(),
          message_id: `m-${number}-${batch.length}`,
        });
    }
    yield batch;
  }
}
