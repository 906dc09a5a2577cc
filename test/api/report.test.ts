import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StoredEvent } from '#schemas/event.ts';
import { Experiment } from '#schemas/experiment.ts';
import type { Metric } from '#schemas/metric.ts';
import { shopContext } from '#test/faults/ingest-shop.ts';
import { now, openShop, type Shop } from './behavior-shop.ts';

const experiment = Experiment.parse({
  key: 'headline',
  name: 'Headline',
  status: 'running',
  control: 'a',
  variations: [
    { key: 'a', name: 'Plain', weight: 0.5 },
    { key: 'b', name: 'Bold', weight: 0.5 },
  ],
  metrics: [
    { metric: 'conversion', role: 'goal' },
    { metric: 'revenue', role: 'secondary' },
  ],
});

const exposures = { a: 100, b: 100 };
const buyers = { a: 15, b: 25 };

const eventOf = (customer: string, type: string, rest: Partial<StoredEvent>): StoredEvent => ({
  messageId: type,
  identity: `customer_id:${customer}`,
  profileId: `customer_id:${customer}`,
  type,
  data: {},
  context: {},
  at: now,
  receivedAt: now,
  source: 'import',
  ...rest,
});

const historyOf = (variation: 'a' | 'b', index: number): StoredEvent[] => {
  const customer = `${variation}${index}`;
  const shown = eventOf(customer, 'variant_shown', {
    data: { placement: 'hero', variant: variation },
    exposure: { experienceId: 't', propensity: 0.5, experiment: { key: 'headline', variation } },
  });
  if (index >= buyers[variation]) return [shown];
  const data = { order_id: 'o', total: { amount: 100, currency: 'EUR' }, items: [] };
  return [shown, eventOf(customer, 'order_completed', { data, at: new Date(now.getTime() + 60_000) })];
};

/** The shop's revenue is counted in cents. */
const withUnit = (metric: Metric): Metric =>
  metric.key === 'revenue' ? { ...metric, unit: 'money' } : metric;

let shop: Shop;
beforeAll(async () => {
  const metrics = new Map(shopContext.metrics.map((metric) => [metric.key, withUnit(metric)]));
  shop = await openShop({ experiments: [experiment], metrics });
  for (const variation of ['a', 'b'] as const)
    await shop.ingest(
      Array.from({ length: exposures[variation] }, (_, index) => historyOf(variation, index)).flat(),
    );
  await shop.folder.foldPending();
});
afterAll(() => shop.close());

describe('the report of an experiment', () => {
  test('rests on totals in which every exposed customer counts', async () => {
    const { status, body } = await shop.get('/tests/headline/results');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      experiment: 'headline',
      control: 'a',
      confidence_level: 0.95,
      currency: 'EUR',
      exposed: [
        { variation: 'a', customers: 100, crossed: 0 },
        { variation: 'b', customers: 100, crossed: 0 },
      ],
    });
    const [conversion, revenue] = body.metrics;
    expect(conversion).toMatchObject({
      key: 'conversion',
      control: { n: 100, sum: 15, value: { value: 0.15 } },
      variations: [{ n: 100, sum: 25, value: { value: 0.25 } }],
    });
    expect(conversion.variations[0].comparison.absolute.value).toBeCloseTo(0.1, 12);
    expect(revenue).toMatchObject({ unit: 'money', control: { sum: 1500 }, variations: [{ sum: 2500 }] });
    expect(conversion).not.toHaveProperty('unit');
  });
  test('is the same for the admin UI, in its own spelling', async () => {
    const { body } = await shop.admin('/experiments/headline/report?confidenceLevel=0.9');
    expect(body).toMatchObject({ confidenceLevel: 0.9, name: 'Headline', status: 'running' });
    expect(body.metrics[0].variations[0].comparison.pValue).toBeGreaterThan(0);
  });
  test('comes in one line for a list', async () => {
    const { body } = await shop.admin('/experiment-summaries');
    expect(body).toEqual([
      { key: 'headline', status: 'running', customers: 200, verdict: expect.any(String) },
    ]);
  });
  test.each<[string, string, number]>([
    ['an unknown experiment', '/tests/nothing/results', 404],
    ['a key that is none', '/tests/$gt/results', 400],
    ['a level above 1', '/tests/headline/results?confidence_level=95', 400],
    ['a level that is no number', '/tests/headline/results?confidence_level=high', 400],
    ['an unknown parameter', '/tests/headline/results?x=1', 400],
  ])('of %s is a problem', async (_name, path, status) => {
    const answer = await shop.get(path);
    expect(answer.status).toBe(status);
    expect(answer.type).toBe('application/problem+json');
  });
});
