import { minorUnits } from '#server/domain/minor-units.ts';

type Fields = Record<string, unknown>;

/** What the Ecommerce Spec says in decimals of the currency. */
const amounts = ['total', 'subtotal', 'revenue', 'tax', 'shipping', 'discount', 'price', 'value'] as const;

/** The currency that the properties name, if it is written as one. */
export const currencyOf = (properties: Fields, fallback: string): string => {
  const named = properties['currency'];
  return typeof named === 'string' && /^[A-Za-z]{3}$/.test(named) ? named.toUpperCase() : fallback;
};

/** The fields with every decimal amount as money; what is no amount stays as it was sent. */
export const withMoney = (fields: Fields, currency: string): Fields => {
  const money = amounts.flatMap((name) => {
    const value = fields[name];
    if (typeof value !== 'number' && typeof value !== 'string') return [];
    const amount = minorUnits(value, currency);
    return amount === null ? [] : [[name, amount] as const];
  });
  return money.length === 0 ? fields : { ...fields, ...Object.fromEntries(money) };
};
