import { Journey } from '#schemas/journey.ts';

const hour = 3_600_000;

/** The journey that the tests of this folder walk through. */
export const welcome = Journey.parse({
  key: 'welcome',
  name: 'Welcome',
  entry: { events: ['page_viewed', 'product_viewed'] },
  machine: {
    initial: 'welcome',
    states: {
      welcome: { on: { product_viewed: 'browsing', added_to_cart: 'cart' } },
      browsing: { on: { added_to_cart: 'cart' } },
      cart: {
        initial: 'waiting',
        on: { order_completed: 'converted' },
        states: {
          waiting: {
            after: { [hour]: 'abandoned' },
            on: { added_to_cart: { target: 'waiting', reenter: true } },
          },
          abandoned: {
            meta: { decide: { pin: { hero_banner: 'hero-cart' } } },
            on: { added_to_cart: 'waiting' },
          },
        },
      },
      converted: { type: 'final' },
    },
  },
});
