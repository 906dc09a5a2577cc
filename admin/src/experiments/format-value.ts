import { formatMoney, formatNumber, formatShare } from '../ui/format.ts';
import type { ReportedMetric } from './types.ts';

/**
 * A metric's value as its readers count it: a share, an amount of money or a plain number.
 * @example formatValue({ type: 'mean', unit: 'money' }, 'EUR')(1986) // '€19.86'
 */
export const formatValue =
  ({ type, unit }: Pick<ReportedMetric, 'type' | 'unit'>, currency: string) =>
  (value: number): string => {
    if (type === 'proportion') return formatShare(value, 2);
    return unit === 'money' ? formatMoney({ amount: value, currency }) : formatNumber(value);
  };

/**
 * A difference of two values, without its sign: of two shares, in percentage points.
 * @example formatDifference({ type: 'proportion' }, 'EUR')(0.0071) // '0.71 pp'
 */
export const formatDifference =
  (metric: Pick<ReportedMetric, 'type' | 'unit'>, currency: string) =>
  (difference: number): string =>
    metric.type === 'proportion'
      ? `${(difference * 100).toFixed(2)} pp`
      : formatValue(metric, currency)(difference);
