export { humanize } from '#server/domain/conditions/fact-words.ts';

const whole = new Intl.NumberFormat('en-US');
const compact = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 4 });
const dateTime = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'short' });

export const formatCount = (count: number): string => whole.format(count);

export const formatNumber = (value: number): string => compact.format(value);

/** A share as a percentage; null says that there is nothing to divide. */
export const formatShare = (share: number | null | undefined, digits = 1): string =>
  share === null || share === undefined ? '–' : `${(share * 100).toFixed(digits)}%`;

/** A change as a signed percentage, with a real minus sign. */
export const formatChange = (change: number, digits = 1): string =>
  `${change < 0 ? '−' : '+'}${Math.abs(change * 100).toFixed(digits)}%`;

/** A p-value to three places; below that only that it is smaller. */
export const formatP = (p: number): string => (p < 0.001 ? '< 0.001' : p.toFixed(3));

export const formatTime = (time: string | Date | null | undefined): string =>
  time === null || time === undefined ? '–' : dateTime.format(new Date(time));

export const formatMoney = ({ amount, currency }: { amount: number; currency: string }): string => {
  const format = new Intl.NumberFormat('en-US', { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(amount / 10 ** digits);
};

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
] as const;

/**
 * A duration in its two largest units.
 * @example formatDuration(5_400_000) // '1 h 30 min'
 */
export const formatDuration = (milliseconds: number): string => {
  const parts: string[] = [];
  let rest = milliseconds;
  for (const [unit, size] of units) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${unit}`);
  }
  return parts.length === 0 ? `${milliseconds} ms` : parts.slice(0, 2).join(' ');
};
