import { describe, expect, test } from 'vitest';
import type { ElementChoice } from '#schemas/decision-record.ts';
import type { StoredEvent } from '#schemas/event.ts';
import type { Metric } from '#schemas/metric.ts';
import type { Outcome } from '#server/domain/decisions/evidence.ts';
import { rewardsOf, toldBy } from '#server/domain/decisions/replay-rewards.ts';
import { placementValue } from '#server/domain/decisions/replay-value.ts';
import { at, conversions, proportion } from './shop.ts';

const hour = 3_600_000;
const metrics: Metric[] = [
  proportion,
  { ...proportion, key: 'spent', type: 'mean', value: 'total.amount' },
  { ...proportion, key: 'clicks', type: 'mean', event: 'variant_clicked', windowHours: 2 },
];

let count = 0;
const event = (type: string, hours: number, more: Partial<StoredEvent> = {}): StoredEvent => ({
  messageId: `m${count++}`,
  identity: 'customer_id:7',
  profileId: 'customer_id:7',
  type,
  data: {},
  context: {},
  at: new Date(at.getTime() + hours * hour),
  receivedAt: at,
  source: 'api',
  ...more,
});
const shown = (experienceId: string, variant: string, hours: number) =>
  event('variant_shown', hours, {
    data: { placement: 'hero', variant },
    exposure: { experienceId, propensity: 0.5 },
  });
const order = (hours: number, context = {}) =>
  event('order_completed', hours, {
    data: { order_id: `o${hours}`, total: { amount: 500, currency: 'EUR' }, items: [] },
    context,
  });
const click = (variant: string, hours: number) =>
  event('variant_clicked', hours, { data: { placement: 'hero', variant } });

describe('what came of a showing', () => {
  const rewards = (...events: StoredEvent[]) =>
    rewardsOf({ experienceId: 'e1', placement: 'hero', variant: 'tea' }, toldBy(events, metrics), metrics);
  const tea = shown('e1', 'tea', 0);

  test.each<[name: string, events: StoredEvent[], expected: object | null]>([
    ['is not known of what was never shown', [order(1)], null],
    ['is not known of another experience', [shown('e2', 'tea', 0), order(1)], null],
    ['is nothing when nothing followed', [tea], {}],
    ['is what followed', [tea, order(1), order(3)], { conversion: 1, spent: 1000 }],
    ['is not what went before', [order(-1), tea], {}],
    ['ends with the window', [tea, order(169)], {}],
    ['is a click on the same variant', [tea, click('tea', 1), click('tea', 1.5)], { clicks: 2 }],
    ['is no click on another', [tea, click('mug', 1)], {}],
    [
      'is an order that names the experience',
      [tea, order(1, { experience_id: 'e1' })],
      { conversion: 1, spent: 500 },
    ],
    ['is no order that names another', [tea, order(1, { experience_id: 'e2' })], {}],
    [
      'counts from the first of two showings',
      [tea, order(1), shown('e1', 'tea', 2)],
      { conversion: 1, spent: 500 },
    ],
    ['leaves out what cannot be read', [tea, event('order_completed', 1)], {}],
  ])('%s', (_name, events, expected) => {
    expect(rewards(...events)).toEqual(expected);
  });
});

const element = (variant: string, chances: Record<string, number>, more = {}): ElementChoice => ({
  placement: 'hero',
  variant,
  source: 'model',
  because: { kind: 'exploration' },
  confidence: null,
  lift: null,
  propensity: chances[variant] ?? 1,
  experiment: null,
  candidates: Object.entries(chances).map(([key, probability]) => ({
    ...{ variant: key, model: 0.5, rules: 0.5, score: 0.5, confidence: null, exposures: 0 },
    probability,
  })),
  rejected: [],
  ...more,
});

/** 400 customers, half of whom saw tea and half mug; tea converts always, mug never. */
const log = Array.from({ length: 400 }, (_, i) => ({
  unit: `${i}`,
  variant: i % 2 === 0 ? 'tea' : 'mug',
  reward: Number(i % 2 === 0),
}));
const half = { tea: 0.5, mug: 0.5 };
const known: ReadonlyMap<string, Outcome> = new Map(
  [['hero/tea', conversions(980, 980)] as const, ['hero/mug', conversions(980, 0)] as const].map(
    ([key, totals]) => [key, { randomized: totals, all: totals }],
  ),
);

const worthOf = (
  after: ElementChoice,
  { outcomes = new Map() as ReadonlyMap<string, Outcome>, before = {} } = {},
) => {
  const value = placementValue([proportion]);
  for (const { unit, variant, reward } of log) {
    const logged = element(variant, half, before);
    value.add({ unit, before: logged, after, rewards: { conversion: reward }, outcomes });
  }
  return value.values()[0]!.report;
};

describe('the value of another release', () => {
  test.each([
    ['a pin', element('tea', { tea: 1, mug: 0 }), 1],
    ['a certain default, without candidates', element('tea', {}, { propensity: 1 }), 1],
    ['another draw', element('mug', { tea: 0.25, mug: 0.75 }), 0.25],
  ])('of %s is the mean by its chances', (_name, after, expected) => {
    const report = worthOf(after);
    if (report.state === 'refused') return expect.unreachable(report.reason);
    expect(report.ips.value.value).toBeCloseTo(expected, 12);
    expect(report.snips.value.value).toBeCloseTo(expected, 12);
    return expect(report.doublyRobust.value.value).toBeCloseTo(expected, 12);
  });

  test('is surer where outcomes of before tell what to expect', () => {
    const after = element('mug', { tea: 0.25, mug: 0.75 });
    const [blind, knowing] = [worthOf(after), worthOf(after, { outcomes: known })];
    if (blind.state === 'refused' || knowing.state === 'refused') return expect.unreachable('refused');
    const width = ({ interval: [low, high] }: { interval: readonly [number, number] }) => high - low;
    expect(width(knowing.doublyRobust.value)).toBeLessThan(width(blind.doublyRobust.value) / 10);
    return expect(knowing.ips).toEqual(blind.ips);
  });

  test('is refused for a variant that could not be drawn', () => {
    const report = worthOf(element('new', { tea: 0.8, new: 0.2 }));
    expect(report).toMatchObject({ state: 'refused' });
    expect(report.overlap.unsupported).toBeCloseTo(0.2, 12);
  });

  test('counts nothing that was forced', () => {
    expect(worthOf(element('tea', half), { before: { forced: true } }).overlap.decisions).toBe(0);
    expect(worthOf(element('tea', half, { forced: true })).overlap.decisions).toBe(0);
  });
});
