import type { CoPurchases, Neighbor } from './types.ts';

export const neighborsKept = 20;
/** Customers added to the denominator of a confidence, so that 1 of 1 does not beat 60 of 100. */
const shrinkage = 5;
/** Distinct products of an order that are paired; the pairs grow with the square. */
const largestBasket = 60;

// Product numbers share one integer key: two of 2^26 fit below 2^53.
const keyBase = 2 ** 26;

type Options = { maximumPairs?: number };

/** Keeps the pair counts within a bound by forgetting the rarest pairs, as lossy counting does. */
const forgetRarest = (pairs: Map<number, number>, bound: number): void => {
  for (let rare = 1; pairs.size > bound / 2; rare += 1)
    for (const [key, count] of pairs) if (count <= rare) pairs.delete(key);
};

const strongestFirst = (a: Neighbor, b: Neighbor): number =>
  b.confidence - a.confidence || b.customers - a.customers || (a.id < b.id ? -1 : 1);

/**
 * Counts which products are bought in one order, each customer once, and ranks every product's neighbors by
 * confidence: `customers(i and j) / (customers(i) + 5)`. Memory is bounded by `maximumPairs` pairs.
 * @example const trainer = coPurchaseTrainer(); trainer.addCustomer([['tea', 'milk'], ['tea']]); trainer.neighbors()
 */
export const coPurchaseTrainer = ({ maximumPairs = 3_000_000 }: Options = {}) => {
  const ids: string[] = [];
  const numbers = new Map<string, number>();
  const buyers: number[] = [];
  const pairs = new Map<number, number>();

  const numberOf = (id: string): number => {
    const known = numbers.get(id);
    if (known !== undefined) return known;
    numbers.set(id, ids.length);
    buyers.push(0);
    return ids.push(id) - 1;
  };

  const addCustomer = (orders: readonly (readonly string[])[]): void => {
    const bought = new Set<number>();
    const together = new Set<number>();
    for (const order of orders) {
      const basket = [...new Set(order)].slice(0, largestBasket).map(numberOf);
      for (const one of basket) bought.add(one);
      for (const one of basket) for (const two of basket) if (one < two) together.add(one * keyBase + two);
    }
    for (const product of bought) buyers[product] = (buyers[product] ?? 0) + 1;
    for (const key of together) pairs.set(key, (pairs.get(key) ?? 0) + 1);
    if (pairs.size > maximumPairs) forgetRarest(pairs, maximumPairs);
  };

  const neighbors = (): CoPurchases => {
    const lists = new Map<string, Neighbor[]>();
    const link = (from: number, to: number, customers: number): void => {
      const list = lists.get(ids[from]!) ?? [];
      if (list.length === 0) lists.set(ids[from]!, list);
      list.push({ id: ids[to]!, customers, confidence: customers / (buyers[from]! + shrinkage) });
    };
    for (const [key, customers] of pairs) {
      const one = Math.floor(key / keyBase);
      link(one, key % keyBase, customers);
      link(key % keyBase, one, customers);
    }
    for (const [id, list] of lists) lists.set(id, list.sort(strongestFirst).slice(0, neighborsKept));
    return lists;
  };

  return { addCustomer, neighbors };
};
