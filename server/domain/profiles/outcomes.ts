import type { Metric } from '#schemas/metric.ts';
import { limits } from './limits.ts';
import { own, withCapped } from './records.ts';
import type { FoldEvent } from './types.ts';

const hour = 3_600_000;

/** The number at a dotted path such as `total.amount`; 0 where there is none. */
const numberAt = (data: unknown, path: string): number => {
  let value = data;
  for (const step of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return 0;
    value = (value as Record<string, unknown>)[step];
  }
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
};

const amountOf = (metric: Metric, event: FoldEvent): number =>
  metric.type === 'mean' && metric.value !== undefined ? numberAt(event.raw, metric.value) : 1;

export const countsFor = (metric: Metric, event: FoldEvent): boolean => metric.event === event.type;

/** Is an event close enough after the first exposure to be an outcome of it? */
export const inWindow = (metric: Metric, firstAt: Date, at: Date): boolean =>
  at >= firstAt && at.getTime() - firstAt.getTime() <= metric.windowHours * hour;

type Counted = { firstAt: Date; outcomes: Record<string, number> };

/**
 * The outcomes after an event: a mean adds up the values in its window, a proportion is 1 once it happened.
 * The same record when nothing counts. At most 64 metrics.
 */
export const foldOutcomes = (
  { firstAt, outcomes }: Counted,
  event: FoldEvent,
  metrics: readonly Metric[],
): Record<string, number> => {
  let record = outcomes;
  for (const metric of metrics) {
    if (!countsFor(metric, event) || !inWindow(metric, firstAt, event.at)) continue;
    const before = own(record, metric.key) ?? 0;
    const value = metric.type === 'proportion' ? 1 : before + amountOf(metric, event);
    if (value !== before) record = withCapped({ record, key: metric.key, value, limit: limits.outcomes });
  }
  return record;
};
