import { setOwn } from './records.ts';
import { significance } from './significance.ts';

/**
 * Weights by name while events are folded into them. Numbers stand in a list beside their names, not in a record, since
 * time fades all of them with each event: that is a loop over numbers then, without a look-up or a new number for any.
 */
export type Weights = {
  /** Where in the lists a name's weight is; the lists are in the same order. */
  places: Map<string, number>;
  values: number[];
  /** The weights that had not been added to yet, faded as the others are. */
  before: number[];
};

/**
 * The weights of a record, to be changed in place.
 * @example openWeights({ tea: 2 }).values // [2]
 */
export const openWeights = (record: Readonly<Record<string, number>>): Weights => {
  const places = new Map<string, number>();
  const values: number[] = [];
  for (const name of Object.keys(record)) places.set(name, values.push(record[name]!) - 1);
  return { places, values, before: [] };
};

/**
 * A record of the weights as they are now.
 * @example recordOf(openWeights({ tea: 2 })) // { tea: 2 }
 */
export const recordOf = ({ places, values }: Weights): Record<string, number> => {
  const record: Record<string, number> = {};
  for (const [name, place] of places) setOwn(record, name, values[place]!);
  return record;
};

/** Leaves a share of each weight, as time does. */
export const fade = ({ values, before }: Weights, share: number): void => {
  for (let place = 0; place < values.length; place += 1) {
    const faded = values[place]! * share;
    values[place] = faded;
    before[place] = faded;
  }
};

/** Adds to the weights of some names. */
export const raise = (
  { places, values, before }: Weights,
  names: readonly string[],
  strength: number,
): void => {
  for (const name of names) {
    let place = places.get(name);
    if (place === undefined) {
      place = values.push(0) - 1;
      before.push(0);
      places.set(name, place);
    }
    values[place]! += strength;
  }
};

/** Ties go by name, so that the order never depends on the one before. */
const sortStrongestFirst = (weights: Weights): void => {
  const { places, values, before } = weights;
  const ranked = [...places].sort(([a, i], [b, j]) => values[j]! - values[i]! || (a < b ? -1 : 1));
  weights.places = new Map(ranked.map(([name], rank) => [name, rank]));
  weights.values = ranked.map(([, place]) => values[place]!);
  weights.before = ranked.map(([, place]) => before[place]!);
};

/** Drops the weakest beyond a limit: their names, and how far the shares of all moved since they faded, 0 to 1. */
export const settle = (weights: Weights, limit: number): { dropped: readonly string[]; moved: number } => {
  if (weights.places.size <= limit)
    return { dropped: [], moved: significance(weights.before, weights.values) };
  sortStrongestFirst(weights);
  const { places, values, before } = weights;
  const dropped = [...places.keys()].slice(limit);
  for (const name of dropped) places.delete(name);
  values.fill(0, limit);
  const moved = significance(before, values);
  values.length = limit;
  before.length = limit;
  return { dropped, moved };
};
