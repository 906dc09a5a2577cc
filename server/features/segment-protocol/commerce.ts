import { currencyOf, withMoney } from './money-fields.ts';

type Fields = Record<string, unknown>;
type Behavior = { type: string; data: Fields };
type Convert = (properties: Fields, currency: string) => Fields;

const textIn = (fields: Fields, ...names: string[]): string | undefined => {
  for (const name of names) {
    const value = fields[name];
    if (typeof value === 'string' && value !== '') return value;
    if (typeof value === 'number') return String(value);
  }
  return undefined;
};

const wholeIn = (fields: Fields, name: string): number | undefined => {
  const value = Number(fields[name]);
  return fields[name] !== null && Number.isInteger(value) && value >= 1 ? value : undefined;
};

/** A product's id goes by three names. */
const product: Convert = (fields, currency) => {
  const id = textIn(fields, 'product_id', 'sku', 'id');
  const quantity = wholeIn(fields, 'quantity');
  const { quantity: _, ...rest } = withMoney(fields, currency);
  return {
    ...rest,
    ...(id !== undefined && { product_id: id }),
    ...(quantity !== undefined && { quantity }),
  };
};

const productsIn = ({ products }: Fields, currency: string): unknown[] =>
  Array.isArray(products)
    ? products.map((item: unknown) =>
        typeof item === 'object' && item !== null ? product(item as Fields, currency) : item,
      )
    : [];

const listing: Convert = (fields, currency) => {
  const { products: _, ...rest } = withMoney(fields, currency);
  return rest;
};

const search: Convert = (fields) => ({ ...fields, query: textIn(fields, 'query') ?? '' });

const cart: Convert = (fields, currency) => {
  const { products: _, ...rest } = withMoney(fields, currency);
  return { ...rest, items: productsIn(fields, currency) };
};

/** An order's total is what was paid; older senders call it revenue or value. */
const order: Convert = (fields, currency) => {
  const { products: _, ...rest } = withMoney(fields, currency);
  const id = textIn(fields, 'order_id');
  const total = rest['total'] ?? rest['revenue'] ?? rest['value'];
  return {
    ...rest,
    ...(id !== undefined && { order_id: id }),
    ...(total !== undefined && { total }),
    items: productsIn(fields, currency),
  };
};

const refund: Convert = (fields, currency) => {
  const { items: _, ...rest } = order(fields, currency);
  return rest;
};

const asSent: Convert = (fields, currency) => withMoney(fields, currency);

/** The names of the published Ecommerce and Email Specs, in lower case, and what each is here. */
const known: Readonly<Record<string, readonly [type: string, convert: Convert]>> = {
  'products searched': ['searched', search],
  'product list viewed': ['category_viewed', listing],
  'product viewed': ['product_viewed', product],
  'product added': ['added_to_cart', product],
  'product removed': ['removed_from_cart', product],
  'cart viewed': ['cart_viewed', cart],
  'checkout started': ['checkout_started', cart],
  'order completed': ['order_completed', order],
  'order refunded': ['order_refunded', refund],
  'email delivered': ['email_sent', asSent],
  'email opened': ['email_opened', asSent],
  'email link clicked': ['email_clicked', asSent],
  'email bounced': ['email_bounced', asSent],
  unsubscribed: ['email_unsubscribed', asSent],
};

const longestType = 100;

const halfACharacter = /[\uD800-\uDBFF]$/;

/** Signs alone are told apart by their numbers. */
const codesOf = (name: string): string =>
  [...name.trim()].map((sign) => sign.codePointAt(0)!.toString(16)).join('_');

/** `Song Played` is `song_played`, in letters of any script. */
const typeOf = (name: string): string => {
  const words = name
    .normalize('NFKC')
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1_$2')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}.-]+/gu, '_')
    .replace(/^[\p{M}_.-]+|_+$/gu, '');
  const type = /^\p{L}/u.test(words) ? words : `event_${words || codesOf(name)}`;
  return type.slice(0, longestType).replace(halfACharacter, '');
};

/**
 * A tracked event as a behavior: the names of the published specs as ours, any other in our way of writing names, and
 * amounts in minor units.
 * @example trackedBehavior('Product Viewed', { sku: 'p1', price: 4.99 }, 'EUR').data['product_id'] // 'p1'
 */
export const trackedBehavior = (name: string, properties: Fields, shopCurrency: string): Behavior => {
  const currency = currencyOf(properties, shopCurrency);
  const key = name.trim().toLowerCase();
  const [type, convert] = Object.hasOwn(known, key) ? known[key]! : [typeOf(name), asSent];
  return { type, data: convert(properties, currency) };
};
