import { describe, expect, test } from 'vitest';
import type { Facts } from '#schemas/facts.ts';
import { Journey } from '#schemas/journey.ts';
import { advanceJourney, fireDueTimers } from '#server/domain/journeys/advance.ts';
import { compileJourney, journeyEffect } from '#server/domain/journeys/compile.ts';
import type { JourneyEvent, JourneyInstance } from '#server/domain/journeys/types.ts';
import { welcome } from './welcome.ts';

const noFacts: Facts = { profile: {}, session: {}, context: {}, cart: {}, time: {}, experiments: {} };
const journey = compileJourney(welcome);
const start = Date.UTC(2026, 0, 1);
const minutes = (count: number): Date => new Date(start + count * 60_000);
const event = (type: string, at: number, messageId = `m${at}`): JourneyEvent => ({
  type,
  at: minutes(at),
  messageId,
  data: {},
});

const walk = (events: JourneyEvent[], from: JourneyInstance | null = null): JourneyInstance | null =>
  events.reduce<JourneyInstance | null>(
    (instance, next) => advanceJourney({ journey, instance, event: next, factsAt: () => noFacts }).instance,
    from,
  );

describe('entering', () => {
  test('an entry event begins the journey in its initial state', () => {
    expect(walk([event('page_viewed', 0)])).toMatchObject({
      state: 'welcome',
      status: 'active',
      since: minutes(0),
    });
  });

  test('another event does not', () => {
    expect(walk([event('searched', 0)])).toBeNull();
  });
});

describe('stepping', () => {
  test.each([
    ['a product view leads to browsing', ['product_viewed'], 'browsing'],
    ['a cart leads to waiting within it', ['product_viewed', 'added_to_cart'], 'cart.waiting'],
    ['an unknown event changes nothing', ['whatever'], 'welcome'],
    ['an order from within the cart converts', ['added_to_cart', 'order_completed'], 'converted'],
    ['nothing happens after the end', ['added_to_cart', 'order_completed', 'added_to_cart'], 'converted'],
  ])('%s', (_name, types, state) => {
    const events = [event('page_viewed', 0), ...types.map((type, index) => event(type, index + 1))];
    expect(walk(events)?.state).toBe(state);
  });

  test('the same event again, or one older than the newest, changes nothing', () => {
    const once = walk([event('page_viewed', 0), event('product_viewed', 2), event('added_to_cart', 5)]);
    expect(walk([event('added_to_cart', 5), event('order_completed', 1)], once)).toEqual(once);
  });

  test('an instance survives being written as JSON and read again', () => {
    const before = walk([event('page_viewed', 0), event('added_to_cart', 1)]) as JourneyInstance;
    const restored = { ...before, snapshot: JSON.parse(JSON.stringify(before.snapshot)) };
    expect(walk([event('order_completed', 2)], restored)?.state).toBe('converted');
  });
});

describe('timers', () => {
  const inCart = walk([event('page_viewed', 0), event('added_to_cart', 10)]) as JourneyInstance;

  test('a delay becomes a timer that is due after it', () => {
    expect(inCart.timers.map(({ dueAt }) => dueAt)).toEqual([minutes(70)]);
  });

  test('entering the state again starts the delay anew', () => {
    expect(walk([event('added_to_cart', 40)], inCart)?.timers.map(({ dueAt }) => dueAt)).toEqual([
      minutes(100),
    ]);
  });

  test('leaving the state drops the timer', () => {
    expect(walk([event('order_completed', 20)], inCart)?.timers).toEqual([]);
  });

  test('a timer that is not due yet stays', () => {
    expect(fireDueTimers(journey, inCart, minutes(69), () => noFacts).instance).toEqual(inCart);
  });

  test('a due timer moves on as of the time it was due', () => {
    const { instance, steps } = fireDueTimers(journey, inCart, minutes(500), () => noFacts);
    expect(instance).toMatchObject({ state: 'cart.abandoned', since: minutes(70), timers: [] });
    expect(steps).toEqual([
      {
        from: 'cart.waiting',
        to: 'cart.abandoned',
        event: 'xstate.after.3600000.welcome.cart.waiting',
        at: minutes(70),
      },
    ]);
  });

  test('an event sees first what was due before it', () => {
    const { steps } = advanceJourney({
      journey,
      instance: inCart,
      event: event('order_completed', 90),
      factsAt: () => noFacts,
    });
    expect(steps.map(({ to }) => to)).toEqual(['cart.abandoned', 'converted']);
  });
});

describe('guards', () => {
  const guarded = compileJourney(
    Journey.parse({
      ...welcome,
      machine: {
        initial: 'a',
        states: {
          a: {
            on: {
              searched: {
                target: 'b',
                guard: {
                  type: 'conditions',
                  params: {
                    conditions: {
                      all: [{ fact: 'profile', path: '$.known', operator: 'equal', value: true }],
                    },
                  },
                },
              },
            },
          },
          b: { type: 'final' },
        },
      },
    }),
  );

  test.each([
    [true, 'b'],
    [false, 'a'],
  ])('known = %s leads to %s', (known, state) => {
    const factsAt = () => ({ ...noFacts, profile: { known } });
    const { instance } = advanceJourney({
      journey: guarded,
      instance: null,
      event: event('page_viewed', 0),
      factsAt,
    });
    const next = advanceJourney({ journey: guarded, instance, event: event('searched', 1), factsAt });
    expect(next.instance?.state).toBe(state);
  });
});

describe('a state that a later release no longer has', () => {
  const renamed = compileJourney(
    Journey.parse({
      ...welcome,
      machine: {
        initial: 'hello',
        states: { hello: { on: { order_completed: 'converted' } }, converted: { type: 'final' } },
      },
    }),
  );
  const inCart = walk([event('page_viewed', 0), event('added_to_cart', 1)]) as JourneyInstance;
  const next = (type: string) =>
    advanceJourney({ journey: renamed, instance: inCart, event: event(type, 9), factsAt: () => noFacts })
      .instance;

  test('holds nobody: an entry event begins anew', () => {
    expect(next('page_viewed')).toMatchObject({ state: 'hello', since: minutes(9) });
  });

  test('leaves the instance alone until then, so that a rollback finds it', () => {
    expect(next('searched')).toEqual(inCart);
  });
});

describe('effects on decisions', () => {
  test.each([
    ['cart.abandoned', { pin: { hero_banner: 'hero-cart' } }],
    ['cart.waiting', undefined],
    ['browsing', undefined],
  ])('in %s', (state, effect) => {
    expect(journeyEffect(journey, state)).toEqual(effect);
  });
});
