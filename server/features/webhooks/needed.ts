import { visitorAttribute } from './shopify-events.ts';

type Fields = Record<string, unknown>;
/** The fields that are read of an object; `true` is a value of its own. */
type Shape = { readonly [name: string]: true | Shape };

const attributes: Shape = { [visitorAttribute]: true };

/** All that is read of a payload, whatever its topic: names, addresses and telephone numbers are not in it. */
const shape: Shape = {
  ...{ id: true, order_id: true, token: true, currency: true, total_price: true, state: true, tags: true },
  ...{ created_at: true, updated_at: true, landing_site: true, referring_site: true, locale: true },
  ...{ orders_count: true, tax_exempt: true },
  customer: { id: true },
  email_marketing_consent: { state: true },
  default_address: { city: true, country_code: true },
  line_items: { id: true, product_id: true, sku: true, variant_id: true, quantity: true, price: true },
  transactions: { kind: true, amount: true, currency: true },
  note_attributes: { name: true, value: true },
  attributes,
};

const picked = (value: unknown, wanted: true | Shape): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  // an object where a value is to be: what is in it is nobody's to know
  if (wanted === true) return null;
  if (Array.isArray(value)) return value.map((item) => picked(item, wanted));
  const fields = Object.entries(wanted).filter(([name]) => Object.hasOwn(value, name));
  return Object.fromEntries(fields.map(([name, inner]) => [name, picked((value as Fields)[name], inner)]));
};

const isVisitor = (note: unknown): boolean => (note as Fields | null)?.['name'] === visitorAttribute;

/**
 * What of a payload is read here, and nothing else: it is all that a row in quarantine needs to be taken later.
 * @example neededOf({ id: 1, email: 'ann@shop.example' }) // { id: 1 }
 */
export const neededOf = (body: Fields): Fields => {
  const { note_attributes: notes, ...needed } = picked(body, shape) as Fields;
  return { ...needed, ...(Array.isArray(notes) && { note_attributes: notes.filter(isVisitor) }) };
};

const contactsIn = ({ email, contact_email }: Fields): string[] =>
  [email, contact_email].filter((contact) => typeof contact === 'string');

/** The e-mail addresses by which a payload names its customer. */
export const contactsOf = (body: Fields): string[] => {
  const customer = body['customer'];
  const inner = typeof customer === 'object' && customer !== null ? contactsIn(customer as Fields) : [];
  return [...new Set([...contactsIn(body), ...inner])];
};
