import type { ConsentChoices } from '#schemas/consent.ts';
import { minorUnits } from '#server/domain/minor-units.ts';

type Fields = Record<string, unknown>;

/** A behavior that a webhook tells of; `suffix` tells several of one webhook apart. */
export type Told = {
  suffix: string;
  type: string;
  data: Fields;
  timestamp: string | undefined;
  context: Fields;
};

/** The ids that a payload names its customer by. */
export type Owner = { customer_id?: string; anonymous_id?: string };

const asObject = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
const asList = (value: unknown): Fields[] => (Array.isArray(value) ? value.map(asObject) : []);

/** Shopify's ids are numbers, or texts. */
export const idIn = (fields: Fields, name: string): string | undefined => {
  const value = fields[name];
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
};

const textIn = (fields: Fields, name: string): string | undefined => {
  const value = fields[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

const moneyIn = (fields: Fields, name: string, currency: string) => {
  const value = fields[name];
  return typeof value === 'string' || typeof value === 'number' ? minorUnits(value, currency) : null;
};

/** The attribute by which a shop's theme hands the visitor's id to the order. */
export const visitorAttribute = 'attune_anonymous_id';

const visitorIn = ({ note_attributes: notes, attributes }: Fields): string | undefined => {
  const noted = asList(notes).find(({ name }) => name === visitorAttribute);
  return textIn(noted ?? {}, 'value') ?? textIn(asObject(attributes), visitorAttribute);
};

/** Whose a payload is; a cart that names nobody is that of a visitor known by it. */
export const ownerOf = (topic: string, body: Fields): Owner => {
  const customer = topic === 'customers/update' ? idIn(body, 'id') : idIn(asObject(body['customer']), 'id');
  const cart = topic === 'carts/update' ? (idIn(body, 'token') ?? idIn(body, 'id')) : undefined;
  const visitor = visitorIn(body) ?? (cart === undefined ? undefined : `shopify-cart-${cart}`);
  return {
    ...(customer !== undefined && { customer_id: customer }),
    ...(visitor !== undefined && { anonymous_id: visitor }),
  };
};

/** The order that a payload is about. */
export const orderOf = (topic: string, body: Fields): string | undefined =>
  topic === 'refunds/create' ? idIn(body, 'order_id') : idIn(body, 'id');

const items = (lines: unknown, currency: string): Fields[] =>
  asList(lines).map((line) => {
    const id = idIn(line, 'product_id') ?? idIn(line, 'sku') ?? idIn(line, 'id');
    const price = moneyIn(line, 'price', currency);
    const variant = idIn(line, 'variant_id');
    return {
      product_id: id,
      quantity: line['quantity'],
      ...(variant !== undefined && { variant_id: variant }),
      ...(price && { price }),
    };
  });

const currencyIn = (body: Fields, fallback: string): string => textIn(body, 'currency') ?? fallback;

const order = (body: Fields, shopCurrency: string): Fields => {
  const currency = currencyIn(body, shopCurrency);
  return {
    order_id: idIn(body, 'id'),
    total: moneyIn(body, 'total_price', currency) ?? undefined,
    items: items(body['line_items'], currency),
  };
};

const arrival = (body: Fields): Fields => {
  const [url, referrer] = [textIn(body, 'landing_site'), textIn(body, 'referring_site')];
  // Shopify tells the landing page without its host
  const page = url?.startsWith('/') ? `https://shop.invalid${url}` : url;
  return { ...(page !== undefined && { url: page }), ...(referrer !== undefined && { referrer }) };
};

const refund = (body: Fields, shopCurrency: string): Fields => {
  const paid = asList(body['transactions']).filter(({ kind }) => kind === undefined || kind === 'refund');
  const [first = {}] = paid;
  const currency = currencyIn(first, shopCurrency);
  const amounts = paid.map((transaction) => moneyIn(transaction, 'amount', currency)?.amount ?? 0);
  const amount = amounts.reduce((sum, value) => sum + value, 0);
  return { order_id: idIn(body, 'order_id'), ...(paid.length > 0 && { total: { amount, currency } }) };
};

/** What a shop says of a customer, without what names the person. */
const traits = (body: Fields): Fields => {
  const address = asObject(body['default_address']);
  const [country, city] = [textIn(address, 'country_code'), textIn(address, 'city')];
  const tags = textIn(body, 'tags')
    ?.split(',')
    .map((tag) => tag.trim());
  return {
    ...(textIn(body, 'state') !== undefined && { account_state: body['state'] }),
    ...(typeof body['orders_count'] === 'number' && { orders_count: body['orders_count'] }),
    ...(typeof body['tax_exempt'] === 'boolean' && { tax_exempt: body['tax_exempt'] }),
    ...(textIn(body, 'locale') !== undefined && { locale: body['locale'] }),
    ...(country !== undefined && { country }),
    ...(city !== undefined && { city }),
    ...(tags && { tags }),
  };
};

const marketingChoice = (body: Fields): ConsentChoices | null => {
  const { state } = asObject(body['email_marketing_consent']);
  if (state === 'subscribed') return { marketing_email: true };
  return state === 'unsubscribed' ? { marketing_email: false } : null;
};

type Convert = (body: Fields, currency: string) => Told[];

const told = (type: string, data: Fields, timestamp: string | undefined, context: Fields = {}): Told => ({
  suffix: '',
  ...{ type, data, timestamp, context },
});

const customer: Convert = (body) => {
  const at = textIn(body, 'updated_at');
  const purposes = marketingChoice(body);
  return [
    told('identified', { traits: traits(body) }, at),
    ...(purposes ? [{ ...told('consent_updated', { purposes }, at), suffix: '-consent' }] : []),
  ];
};

/** The topics that become behaviors. An order counts when it is placed; that it is paid is an event of its own. */
const topics: Readonly<Record<string, Convert>> = {
  'orders/create': (body, currency) => [
    told('order_completed', order(body, currency), textIn(body, 'created_at'), arrival(body)),
  ],
  'orders/paid': (body, currency) => [told('order_paid', order(body, currency), textIn(body, 'updated_at'))],
  'refunds/create': (body, currency) => [
    told('order_refunded', refund(body, currency), textIn(body, 'created_at')),
  ],
  'customers/update': customer,
  'carts/update': (body, currency) => [
    told(
      'cart_updated',
      { items: items(body['line_items'], currencyIn(body, currency)) },
      textIn(body, 'updated_at'),
    ),
  ],
};

/** What a webhook tells that customers did; null for a topic that is of no use here. */
export const toldBy = (topic: string, body: Fields, currency: string): Told[] | null =>
  Object.hasOwn(topics, topic) ? topics[topic]!(body, currency) : null;
