import { formatMoney, humanize } from '../ui/format.ts';

const isMoney = (value: unknown): value is { amount: number; currency: string } =>
  typeof value === 'object' && value !== null && 'amount' in value && 'currency' in value;

const shown = (value: unknown): string => {
  if (isMoney(value)) return formatMoney(value);
  if (Array.isArray(value)) return `${value.length} ${value.length === 1 ? 'item' : 'items'}`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

/**
 * What an event carries, as words.
 * @example eventPhrase({ product_id: 'tea', quantity: 2 }) // 'product id tea · quantity 2'
 */
export const eventPhrase = (data: Record<string, unknown> = {}): string =>
  Object.entries(data)
    .map(([key, value]) => `${humanize(key)} ${shown(value)}`)
    .join(' · ');
