import type { ContentItem } from '#schemas/content-item.ts';
import type { StoredEvent } from '#schemas/event.ts';
import type { Product } from '#schemas/product.ts';
import { periodStart, visitTime } from './calendar.ts';
import { generateContentItems, generateProducts } from './catalogue.ts';
import { drawPerson, type Person } from './people.ts';
import { layOut } from './shelf.ts';
import type { Configuration } from './showings.ts';
import { drawVisit } from './visit.ts';

export type DemoSize = { customers: number; days: number };
export const defaultSize: DemoSize = { customers: 2000, days: 60 };

export type DemoShop = {
  products: Product[];
  contentItems: ContentItem[];
  /** The events of one customer after the other, each customer's in the order of time. */
  customers: Iterable<StoredEvent[]>;
};

type Input = { seed: number; now: Date; size: DemoSize; configuration: Configuration };

const compareTimes = (a: StoredEvent, b: StoredEvent): number => a.at.getTime() - b.at.getTime();

const visitTimes = (person: Person, { now, size }: Input): number[] => {
  const period = { start: periodStart(now, size.days), days: size.days, from: person.firstDay };
  const times = Array.from({ length: person.visits }, () => visitTime(person.chance, period));
  return times.sort((a, b) => a - b);
};

/**
 * A shop of about 300 products, 60 content items and as many customers as asked, with what they did up to now. The same
 * seed gives the same shop; a larger one begins with the same customers. Experiments are assigned as the server does it.
 * @example generateDemo({ seed: 1, now, size: defaultSize, configuration }).products.length // 300
 */
export const generateDemo = (input: Input): DemoShop => {
  const { seed, now, size, configuration } = input;
  const products = generateProducts(seed);
  const context = { shelf: layOut(products), configuration };
  const eventsOf = (person: Person): StoredEvent[] =>
    visitTimes(person, input)
      .flatMap((start, visit) => drawVisit(person, { visit, start, ...context }))
      .filter(({ at }) => at <= now)
      .sort(compareTimes);
  return {
    products,
    contentItems: generateContentItems(seed + 1, products, now),
    customers: (function* () {
      for (let number = 1; number <= size.customers; number += 1)
        yield eventsOf(drawPerson(seed, number, size.days));
    })(),
  };
};
