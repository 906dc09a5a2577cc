import type { StoredEvent } from '#schemas/event.ts';
import type { Product } from '#schemas/product.ts';
import { assortment } from './assortment.ts';
import { day } from './calendar.ts';
import type { Person } from './people.ts';
import type { Shelf } from './shelf.ts';
import { type Configuration, drawShowings, type Visible } from './showings.ts';
import { baseOrderRate } from './truths.ts';

export type VisitContext = { shelf: Shelf; configuration: Configuration };
type Add = (
  type: string,
  data: Record<string, unknown>,
  extra?: Partial<Pick<StoredEvent, 'exposure'>> & { after?: number },
) => void;

const refundRate = 0.04;
const searchRate = 0.2;
/** How many visits fill a cart for each that orders. */
const cartsPerOrder = 2.4;

/** Collects the events of one visit; each comes some seconds after the one before. */
const createRecorder = (person: Person, visit: number, start: number) => {
  const events: StoredEvent[] = [];
  let time = start;
  const context = { device: person.device, traffic_source: person.trafficSource, channel: 'web' };
  const add: Add = (type, data, { exposure, after } = {}) => {
    time += after ?? Math.round(person.chance.between(4, 70)) * 1000;
    const messageId = `${visit}-${events.length}`;
    const event: StoredEvent = {
      messageId,
      identity: person.identity,
      profileId: person.identity,
      type,
      data,
      context,
      at: new Date(time),
      receivedAt: new Date(time),
      source: 'seed',
    };
    events.push(exposure ? { ...event, exposure } : event);
  };
  return { add, events };
};

const show = (add: Add, person: Person, visit: number, { showings }: Visible): void => {
  const experienceId = `${person.subject}-${visit}`;
  for (const { placement, variant, exposure } of showings)
    add('variant_shown', { placement, variant }, { exposure: { ...exposure, experienceId }, after: 40 });
  for (const { placement, variant, exposure, clicked } of showings)
    if (clicked) add('variant_clicked', { placement, variant }, { exposure: { ...exposure, experienceId } });
};

const browse = (add: Add, person: Person, { shelf }: VisitContext): Product[] => {
  const { chance } = person;
  const { key } = assortment[chance.weighted(person.interests)]!;
  if (chance.happens(searchRate)) add('searched', { query: key });
  else add('category_viewed', { category: key });
  const viewed = Array.from({ length: 1 + chance.poisson(1.1) }, () => shelf.pick(chance, key));
  for (const { id } of viewed) add('product_viewed', { product_id: id });
  return viewed;
};

const quantityOf = ({ price }: Product, person: Person): number =>
  (price?.amount ?? 0) < 2500 && person.chance.happens(0.3) ? 2 : 1;

type Basket = { product: Product; quantity: number }[];

const fillCart = (add: Add, person: Person, viewed: readonly Product[], { shelf }: VisitContext): Basket => {
  const { chance } = person;
  const first = viewed.at(-1)!;
  const additions = Array.from({ length: chance.poisson(0.8) }, () => shelf.pickComplement(chance, first));
  const products = [...new Set([first, ...additions])];
  return products.map((product) => {
    const quantity = quantityOf(product, person);
    add('added_to_cart', { product_id: product.id, quantity });
    return { product, quantity };
  });
};

const order = (add: Add, person: Person, visit: number, basket: Basket): void => {
  add('checkout_started', {});
  const items = basket.map(({ product, quantity }) => ({
    product_id: product.id,
    quantity,
    price: product.price,
  }));
  const amount = basket.reduce((sum, { product, quantity }) => sum + product.price!.amount * quantity, 0);
  const total = { amount, currency: 'EUR' };
  const orderId = `${person.subject}-${visit}`;
  add('order_completed', { order_id: orderId, total, items });
  if (person.chance.happens(refundRate))
    add('order_refunded', { order_id: orderId, total }, { after: 5 * day });
};

/** Everything one visit leaves behind, from the home page to an order or a cart left standing. */
export const drawVisit = (
  person: Person,
  { visit, start, ...context }: VisitContext & { visit: number; start: number },
): StoredEvent[] => {
  const { add, events } = createRecorder(person, visit, start);
  const { chance, known, consent, traits, orderFactor } = person;
  add('page_viewed', { page_type: 'homepage' });
  if (visit === 0) {
    add('consent_updated', { purposes: consent }, { after: 2000 });
    if (known) add('identified', { traits }, { after: 1000 });
  }
  const visible: Visible = consent['personalization']
    ? drawShowings(person, context.configuration)
    : { showings: [], orderFactor: 1 };
  show(add, person, visit, visible);
  const viewed = browse(add, person, context);
  const orderRate = Math.min(0.9, baseOrderRate * orderFactor * visible.orderFactor);
  const orders = chance.happens(orderRate);
  if (orders || chance.happens(orderRate * (cartsPerOrder - 1))) {
    const basket = fillCart(add, person, viewed, context);
    if (orders) order(add, person, visit, basket);
  }
  return events;
};
