import type { FactReference } from '#schemas/condition.ts';
import { type PathSegment, parsePath, valueAt } from './path.ts';
import type { Facts } from './types.ts';

/** A place that conditions read: a fact, and the steps to a value inside it. */
export type Slot = { fact: string; steps: readonly PathSegment[] };

/**
 * The slot of a fact and its path. Two spellings of one path are one slot.
 * @example slotOf({ fact: 'profile', path: "$['plan']" }) // { fact: 'profile', steps: ['plan'] }
 */
export const slotOf = ({ fact, path }: FactReference): Slot => ({
  fact,
  steps: path === undefined || path === '' ? [] : (parsePath(path) ?? []),
});

/** Gives every slot a place in a list of values, in the order in which slots are first asked for. */
export const createPlaces = () => {
  const slots: Slot[] = [];
  const places = new Map<string, number>();
  const placeOfSlot = (slot: Slot): number => {
    const name = JSON.stringify([slot.fact, ...slot.steps]);
    const place = places.get(name) ?? slots.push(slot) - 1;
    places.set(name, place);
    return place;
  };
  // many comparisons spell one path, which is parsed once
  const bySpelling = new Map<string, Map<string, number>>();
  return {
    placeOf: (at: FactReference): number => {
      const { fact, path = '' } = at;
      const spellings = bySpelling.get(fact) ?? new Map<string, number>();
      bySpelling.set(fact, spellings);
      const place = spellings.get(path) ?? placeOfSlot(slotOf(at));
      spellings.set(path, place);
      return place;
    },
    slots,
  };
};

/** Where comparisons with the time read it. */
export const NOW: FactReference = { fact: 'time', path: '$.now' };

/** Reads one slot of the facts: undefined where there is nothing. Only own properties are read. */
export type Reader = (facts: Facts) => unknown;

const ownValue = (object: object, key: PathSegment): unknown =>
  Object.hasOwn(object, key) ? (object as Record<PathSegment, unknown>)[key] : undefined;

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/**
 * The reader of a slot.
 * @example readerOf(slotOf({ fact: 'profile', path: '$.plan' }))({ profile: { plan: 'pro' } }) // 'pro'
 */
export const readerOf = ({ fact, steps }: Slot): Reader => {
  const [first] = steps;
  if (first === undefined) return (facts) => ownValue(facts, fact);
  return (facts) => {
    const value = ownValue(facts, fact);
    // json-rules-engine ignores the path of a fact that has no inside
    if (!isObject(value)) return value;
    return steps.length === 1 ? ownValue(value, first) : valueAt(value, steps);
  };
};

/** The time of the decision, as the facts say. */
export const readNow = readerOf(slotOf(NOW));
