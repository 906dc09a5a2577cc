import { addRow, fullBitmap, removeRow, wordOf } from './bitmap.ts';
import type { MaskCollector } from './masks.ts';
import type { Predicate } from './predicate.ts';

const bounds = {
  lessThan: { side: 'below', inclusive: false },
  lessThanInclusive: { side: 'below', inclusive: true },
  greaterThan: { side: 'above', inclusive: false },
  greaterThanInclusive: { side: 'above', inclusive: true },
} as const;
type OrderOperator = keyof typeof bounds;
export const isOrderOperator = (operator: string): operator is OrderOperator =>
  Object.hasOwn(bounds, operator);

/** What a row asks of a slot: to lie on one side of a point. `holds` is the same for any value, negation included. */
export type OrderEntry<Point> = {
  row: number;
  operator: OrderOperator;
  point: Point;
  negated: boolean;
  holds: Predicate;
};

/** The class of a value. */
type ClassOf<Point> = (value: Point) => number;

type Range = { row: number; from: number; to: number };

/** The classes, from one up to but not including another, in which an entry holds. */
export const rangeOf = <Point>(
  { row, operator, point, negated }: OrderEntry<Point>,
  classOf: ClassOf<Point>,
  classes: number,
): Range => {
  const at = classOf(point);
  const { side, inclusive } = bounds[operator];
  const below = (side === 'below') !== negated;
  // negation turns the side and takes the point itself where it was not part before
  const withPoint = inclusive !== negated;
  return below
    ? { row, from: 0, to: withPoint ? at + 1 : at }
    : { row, from: withPoint ? at : at + 1, to: classes };
};

/** 1 MB of masks a table at most, before classes begin to share a base. */
const MOST_WORDS = 1 << 18;

type Turn = { row: number; by: 1 | -1 };

/** By class, the rows of which one range begins to hold there (-1) or ceases to (1). */
const turnsOf = (ranges: readonly Range[]): Map<number, Turn[]> => {
  const turns = new Map<number, Turn[]>();
  const turn = (at: number, row: number, by: 1 | -1): void => {
    const known = turns.get(at);
    if (known === undefined) turns.set(at, [{ row, by }]);
    else known.push({ row, by });
  };
  for (const { row, from, to } of ranges) {
    turn(0, row, 1);
    turn(from, row, -1);
    turn(to, row, 1);
  }
  return turns;
};

type Sweep = { ranges: readonly Range[]; classes: number; rows: number };

/**
 * Adds a mask for each class, of the rows whose ranges all hold there, in one sweep from the lowest class to the
 * highest. Gives the number of the first; the others follow it.
 */
export const sweep = ({ ranges, classes, rows }: Sweep, masks: MaskCollector): number => {
  const turns = turnsOf(ranges);
  const missed = new Int32Array(rows);
  const current = fullBitmap(rows);
  const share = Math.ceil((classes * current.length) / MOST_WORDS);
  const changed = new Set<number>();
  let first = 0;
  let base = 0;
  for (let at = 0; at < classes; at++) {
    for (const { row, by } of turns.get(at) ?? []) {
      missed[row]! += by;
      if (missed[row] === 0) addRow(current, row);
      else removeRow(current, row);
      changed.add(wordOf(row));
    }
    if (at % share > 0) masks.addVariant(base, current, changed);
    else {
      changed.clear();
      base = masks.add(current);
    }
    if (at === 0) first = base;
  }
  return first;
};
