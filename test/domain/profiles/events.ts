import fc from 'fast-check';
import type { ExposureContext, StoredEvent } from '#schemas/event.ts';
import type { Metric } from '#schemas/metric.ts';
import { Settings } from '#schemas/settings.ts';
import type { FoldContext } from '#server/domain/profiles/types.ts';

export const start = new Date('2026-03-01T10:00:00Z');
export const minutesIn = (minutes: number): Date => new Date(start.getTime() + minutes * 60_000);

const metrics: Metric[] = [
  { key: 'conversion', name: 'Conversion', type: 'proportion', event: 'order_completed' },
  { key: 'revenue', name: 'Revenue', type: 'mean', event: 'order_completed', value: 'total.amount' },
  { key: 'engagement', name: 'Clicks', type: 'mean', event: 'variant_clicked' },
].map((metric) => ({ ...metric, windowHours: 24, direction: 'increase' }) as Metric);

const catalogue: Record<string, { category: string; brand: string; tags: string[] }> = {
  tea: { category: 'drinks', brand: 'Leaf', tags: ['organic', '__proto__'] },
  cup: { category: 'kitchen', brand: 'Clay', tags: [] },
};

export const context: FoldContext = {
  settings: Settings.parse({}),
  metrics,
  product: (id) => (Object.hasOwn(catalogue, id) ? catalogue[id] : undefined),
};

type Draft = {
  type: string;
  data?: Record<string, unknown>;
  context?: Record<string, unknown>;
  exposure?: ExposureContext;
  minute?: number;
  messageId?: string;
};

/** An event of customer 7, `minute` minutes after the start. */
export const event = ({ type, data = {}, minute = 0, messageId, exposure, ...rest }: Draft): StoredEvent => ({
  messageId: messageId ?? `${type}-${minute}`,
  identity: 'customer_id:7',
  profileId: 'customer_id:7',
  type,
  data,
  context: rest.context ?? {},
  at: minutesIn(minute),
  receivedAt: minutesIn(minute),
  source: 'api',
  ...(exposure && { exposure }),
});

export const order = (
  minute: number,
  amount = 1000,
  items: object[] = [{ product_id: 'tea' }],
): StoredEvent =>
  event({
    type: 'order_completed',
    data: { order_id: `o${minute}`, total: { amount, currency: 'EUR' }, items },
    minute,
  });

export const shown = (minute: number, variant = 'sale', variation?: string): StoredEvent =>
  event({
    type: 'variant_shown',
    data: { placement: 'hero', variant },
    minute,
    exposure: {
      experienceId: 'token',
      propensity: 0.5,
      ...(variation && { experiment: { key: 'headline', variation } }),
    },
  });

const product = fc.constantFrom('tea', 'cup', 'unknown', '__proto__', 'constructor');
const slot = fc.record({
  placement: fc.constantFrom('hero', 'banner'),
  variant: fc.constantFrom('sale', 'constructor', 'default'),
});
const exposure = fc.record({
  experienceId: fc.constant('token'),
  propensity: fc.constantFrom(0.25, 1),
  experiment: fc.record({
    key: fc.constantFrom('headline', 'constructor'),
    variation: fc.constantFrom('a', 'b'),
  }),
});

const draft: fc.Arbitrary<Draft> = fc.oneof(
  fc.record({
    type: fc.constant('page_viewed'),
    context: fc.record({
      device: fc.constantFrom('mobile', ''),
      channel: fc.constantFrom('web', 'constructor'),
      geo: fc.record({ country: fc.constantFrom('AT', '') }),
    }),
  }),
  fc.record({
    type: fc.constant('searched'),
    data: fc.record({ query: fc.constantFrom('tea', ' Tea', 'toString', '') }),
  }),
  fc.record({
    type: fc.constant('survey_answered'),
    data: fc.record({ kind: fc.constantFrom('green', '__proto__'), score: fc.integer({ min: 1, max: 5 }) }),
  }),
  fc.record({ type: fc.constant('product_viewed'), data: fc.record({ product_id: product }) }),
  fc.record({
    type: fc.constant('added_to_cart'),
    data: fc.record({ product_id: product, quantity: fc.integer({ min: 1, max: 3 }) }),
  }),
  fc.record({ type: fc.constant('removed_from_cart'), data: fc.record({ product_id: product }) }),
  fc.record({
    type: fc.constant('order_completed'),
    data: fc.record({
      order_id: fc.string({ minLength: 1, maxLength: 3 }),
      total: fc.record({ amount: fc.integer({ min: 0, max: 9999 }), currency: fc.constant('EUR') }),
      items: fc.array(fc.record({ product_id: product, quantity: fc.constant(2) }), { maxLength: 3 }),
    }),
  }),
  fc.record({ type: fc.constant('variant_shown'), data: slot, exposure }),
  fc.record({ type: fc.constant('variant_clicked'), data: slot }),
  fc.record({
    type: fc.constant('identified'),
    data: fc.record({ traits: fc.dictionary(fc.constantFrom('plan', 'age', 'toString'), fc.integer()) }),
  }),
  fc.record({
    type: fc.constant('consent_updated'),
    data: fc.record({ purposes: fc.record({ profiling: fc.boolean() }) }),
  }),
  fc.record({ type: fc.constantFrom('custom', 'constructor', 'email_opened') }),
);

/** A customer's history over four days, several events in one minute, each event once. */
export const history: fc.Arbitrary<StoredEvent[]> = fc
  .array(fc.tuple(draft, fc.integer({ min: 0, max: 5760 })), { minLength: 1, maxLength: 40 })
  .map((items) => items.map(([item, minute], index) => event({ ...item, minute, messageId: `m${index}` })));
