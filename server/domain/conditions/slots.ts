import type { FactReference } from '#schemas/condition.ts';
import { type PathSegment, parsePath, valueAt } from './path.ts';
import { compilePath, type PathQuery } from './path-query.ts';
import type { Facts } from './types.ts';

/** A place that conditions read: a fact, and the steps to a value inside it, or the query of a path that is more. */
export type Slot = { fact: string; steps: readonly PathSegment[]; path?: string; query?: PathQuery };

/**
 * The slot of a fact and its path. Two spellings of one path are one slot.
 * @example slotOf({ fact: 'profile', path: "$['plan']" }) // { fact: 'profile', steps: ['plan'] }
 */
export const slotOf = ({ fact, path = '' }: FactReference): Slot => {
  const steps = path === '' ? [] : parsePath(path);
  if (steps !== null) return { fact, steps };
  const compiled = compilePath(path);
  return 'query' in compiled ? { fact, steps: [], path, query: compiled.query } : { fact, steps: [] };
};

/**
 * Why a path cannot be evaluated, or null for one that can.
 * @example pathRefusal('$.orders[?(@.pay())]') // 'a filter may compare and calculate, but call no functions'
 */
export const pathRefusal = (path = ''): string | null => {
  if (path === '' || parsePath(path) !== null) return null;
  const compiled = compilePath(path);
  return 'refusal' in compiled ? compiled.refusal : null;
};

/**
 * What tells slots apart: the same for two spellings of one plain path.
 * @example slotName({ fact: 'profile', steps: ['plan'] }) // '["profile","plan"]'
 */
export const slotName = ({ fact, steps, path }: Slot): string =>
  JSON.stringify(path === undefined ? [fact, ...steps] : [fact, { path }]);

/** Of a comparison: its fact, or the other fact that it is compared with. */
type Side = 'fact' | 'value';

/** Gives every slot a place in a list of values, in the order in which slots are first asked for. */
export const createPlaces = () => {
  const slots: Slot[] = [];
  const places = new Map<string, number>();
  const placeOfSlot = (slot: Slot, side: Side): number => {
    // a query makes a new list each time, which is never equal to itself read a second time
    const name = slot.query === undefined ? slotName(slot) : `${side} ${slotName(slot)}`;
    const place = places.get(name) ?? slots.push(slot) - 1;
    places.set(name, place);
    return place;
  };
  // many comparisons spell one path, which is parsed once
  const bySpelling = new Map<string, Map<string, number>>();
  return {
    placeOf: (at: FactReference, side: Side = 'fact'): number => {
      const { fact, path = '' } = at;
      const from = `${side} ${fact}`;
      const spellings = bySpelling.get(from) ?? new Map<string, number>();
      bySpelling.set(from, spellings);
      const place = spellings.get(path) ?? placeOfSlot(slotOf(at), side);
      spellings.set(path, place);
      return place;
    },
    slots,
  };
};

/** Where comparisons with the time read it. */
export const NOW: FactReference = { fact: 'time', path: '$.now' };

/**
 * Reads one slot of the facts: undefined where there is nothing. Only own properties are read. Where json-rules-engine
 * fails, a strict reading does so too.
 */
export type Reader = (facts: Facts, strict?: boolean) => unknown;

const ownValue = (object: object, key: PathSegment): unknown =>
  Object.hasOwn(object, key) ? (object as Record<PathSegment, unknown>)[key] : undefined;

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/**
 * The reader of a slot.
 * @example readerOf(slotOf({ fact: 'profile', path: '$.plan' }))({ profile: { plan: 'pro' } }) // 'pro'
 */
export const readerOf = ({ fact, steps, query }: Slot): Reader => {
  if (query !== undefined)
    return (facts, strict) => {
      const value = ownValue(facts, fact);
      return isObject(value) ? query(value, strict) : value;
    };
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
