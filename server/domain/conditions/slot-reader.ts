import { type PathSegment, valueAt } from './path.ts';
import type { PathQuery } from './path-query.ts';
import type { Slot } from './slots.ts';
import type { Facts } from './types.ts';

type FactSlot = { steps: readonly PathSegment[]; name: string | null; place: number };
/** The slots of one fact, which are read together. */
type FactSlots = { fact: string; slots: FactSlot[]; queries: { query: PathQuery; place: number }[] };

/** The only step of a slot, when no plain object inherits it: then finding it means owning it. */
const nameOf = ({ steps: [first, ...rest] }: Slot): string | null =>
  typeof first === 'string' && rest.length === 0 && !(first in Object.prototype) ? first : null;

const groupByFact = (slots: readonly Slot[]): FactSlots[] => {
  const groups = new Map<string, FactSlots>();
  for (const [place, slot] of slots.entries()) {
    const group = groups.get(slot.fact) ?? { fact: slot.fact, slots: [], queries: [] };
    if (slot.query !== undefined) group.queries.push({ query: slot.query, place });
    else group.slots.push({ steps: slot.steps, name: nameOf(slot), place });
    groups.set(slot.fact, group);
  }
  return [...groups.values()];
};

const readInside = (fact: object, slots: readonly FactSlot[], values: unknown[]): void => {
  const isPlain = Object.getPrototypeOf(fact) === Object.prototype;
  for (let i = 0; i < slots.length; i++) {
    const { name, steps, place } = slots[i]!;
    values[place] = isPlain && name !== null ? (fact as Record<string, unknown>)[name] : valueAt(fact, steps);
  }
};

/**
 * Reads a number of slots at once, each to its place: undefined where there is nothing. Only own properties are read.
 * @example createSlotReader([slotOf({ fact: 'cart', path: '$.value' })])({ cart: { value: 5 } }) // [5]
 */
export const createSlotReader = (slots: readonly Slot[]) => {
  const groups = groupByFact(slots);
  return (facts: Facts): unknown[] => {
    const values = new Array<unknown>(slots.length);
    for (const { fact: name, slots: inside, queries } of groups) {
      const fact = Object.hasOwn(facts, name) ? facts[name] : undefined;
      if (typeof fact === 'object' && fact !== null) {
        readInside(fact, inside, values);
        for (const { query, place } of queries) values[place] = query(fact);
        continue;
      }
      // json-rules-engine ignores the path of a fact that has no inside
      for (const { place } of inside) values[place] = fact;
      for (const { place } of queries) values[place] = fact;
    }
    return values;
  };
};
