import { type NameOf, nameless, titleOf } from '../names/name-of.ts';
import { formatMoney, humanize } from '../ui/format.ts';

type Values = Readonly<Record<string, unknown>>;

const isMoney = (value: unknown): value is { amount: number; currency: string } =>
  typeof value === 'object' && value !== null && 'amount' in value && 'currency' in value;

const shown = (value: unknown): string => {
  if (isMoney(value)) return formatMoney(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return `${value.length} ${value.length === 1 ? 'item' : 'items'}`;
  if (typeof value === 'object' && value !== null) return membersOf(value as Values);
  return String(value);
};

const membersOf = (values: Values): string =>
  Object.entries(values)
    .map(([key, value]) => `${humanize(key)} ${shown(value)}`)
    .join(', ');

/** The names of what an event speaks of by key. */
const namedPart = (key: string, value: unknown, nameOf: NameOf): string | undefined => {
  if (typeof value !== 'string') return undefined;
  if (key === 'placement') return titleOf(nameOf, 'placements', value);
  if (key === 'variant') return nameOf('variants', value);
  return undefined;
};

/** What a `consent_updated` says of the whole processing; undefined where it is about purposes. */
export const restrictionPhrase = ({ restricted }: Values): string | undefined => {
  if (typeof restricted !== 'boolean') return undefined;
  return restricted ? 'the processing is restricted' : 'the restriction is lifted';
};

/**
 * What an event carries, as words.
 * @example eventPhrase({ product_id: 'tea', quantity: 2 }) // 'product id tea · quantity 2'
 */
export const eventPhrase = (
  data: Values = {},
  nameOf: NameOf = nameless,
  productName?: string | undefined,
): string =>
  Object.entries(data)
    .map(([key, value]) => {
      if (key === 'product_id' && productName !== undefined) return `${productName} (${value})`;
      return `${humanize(key)} ${namedPart(key, value, nameOf) ?? shown(value)}`;
    })
    .join(' · ');
