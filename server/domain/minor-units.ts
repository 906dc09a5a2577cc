import type { Money } from '#schemas/money.ts';

const decimal = /^(?<mantissa>[+-]?(?:\d+\.?\d*|\.\d+))(?:e(?<exponent>[+-]?\d+))?$/i;

const known = new Map<string, number>();

/** Remembered: making a formatter costs more than all the rest. */
const minorDigits = (currency: string): number => {
  const found = known.get(currency);
  if (found !== undefined) return found;
  const formatter = new Intl.NumberFormat('en', { style: 'currency', currency });
  const digits = formatter.resolvedOptions().maximumFractionDigits ?? 2;
  known.set(currency, digits);
  return digits;
};

/**
 * A decimal amount in the currency's minor unit, rounded; null for what is no decimal number.
 * @throws RangeError when the currency is not three letters
 * @example minorUnits('1.15', 'EUR') // { amount: 115, currency: 'EUR' }
 */
export const minorUnits = (value: string | number, currency: string): Money | null => {
  const parts = decimal.exec(String(value).trim())?.groups;
  if (!parts) return null;
  // shifting the decimal point in the text is exact; multiplying by 100 is not: 1.15 × 100 = 114.99999999999999
  const shifted = `${parts['mantissa']}e${Number(parts['exponent'] ?? 0) + minorDigits(currency)}`;
  // no negative zero: it is stored and read back as another number
  return { amount: Math.round(Number(shifted)) + 0, currency };
};
