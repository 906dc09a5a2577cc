import { type Bitmap, fullBitmap, removeRow } from './bitmap.ts';
import type { MaskCollector } from './masks.ts';
import { type OrderEntry, rangeOf, sweep } from './order-sweep.ts';

/** Points cut their order into classes: 0 below the first, 1 the first itself, 2 between it and the second … */
const numberClass = (points: Float64Array, value: number): number => {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (points[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low < points.length && points[low] === value ? 2 * low + 1 : 2 * low;
};

/** The same for texts. One function for both would be compiled for either type at once, and be half as fast. */
const textClass = (points: readonly string[], value: string): number => {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (points[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low < points.length && points[low] === value ? 2 * low + 1 : 2 * low;
};

/** The rows that a value without any order lets through: those that ask for the opposite of an order only. */
const unorderedRows = (entries: readonly OrderEntry<unknown>[], rows: number): Bitmap => {
  const bitmap = fullBitmap(rows);
  for (const { row, negated } of entries) if (!negated) removeRow(bitmap, row);
  return bitmap;
};

/** What rows ask of a slot by ordered comparisons: a mask for each class of values, numbered from `first`. */
type OrderTable<Point, Points> = {
  points: Points;
  first: number;
  /** Of values without an order, and of those that are looked at row by row. */
  unordered: number;
  everything: number;
  entries: readonly OrderEntry<Point>[];
};
export type NumberTable = OrderTable<number, Float64Array>;
export type TextTable = OrderTable<string, readonly string[]>;

type TableInput<Point, Points> = {
  entries: readonly OrderEntry<Point>[];
  rows: number;
  points: Points;
  classOf: (points: Points, value: Point) => number;
};

/** Row by row, for the rare values that JavaScript orders in its own way: lists, and objects. No mask is left to do. */
const narrowOneByOne = <Point>(
  { entries, everything }: OrderTable<Point, unknown>,
  alive: Bitmap,
  value: unknown,
): number => {
  for (const { row, holds } of entries) if (!holds(value)) removeRow(alive, row);
  return everything;
};

const orderTable = <Point extends number | string, Points extends ArrayLike<Point>>(
  { entries, rows, points, classOf }: TableInput<Point, Points>,
  masks: MaskCollector,
): OrderTable<Point, Points> => {
  const classes = 2 * points.length + 1;
  const ranges = entries.map((entry) => rangeOf(entry, (value) => classOf(points, value), classes));
  return {
    points,
    first: sweep({ ranges, classes, rows }, masks),
    unordered: masks.add(unorderedRows(entries, rows)),
    everything: masks.add(fullBitmap(rows)),
    entries,
  };
};

/** Makes the table of one slot's comparisons with numbers. */
export const numberTable = (
  entries: readonly OrderEntry<number>[],
  rows: number,
  masks: MaskCollector,
): NumberTable => {
  const points = Float64Array.from(new Set(entries.map(({ point }) => point))).sort();
  return orderTable({ entries, rows, points, classOf: numberClass }, masks);
};

/** The mask of the rows that a value lets through. A text that reads as a number is ordered as one. */
export const numberMask = (table: NumberTable, alive: Bitmap, value: unknown): number => {
  if (typeof value === 'object' && value !== null) return narrowOneByOne(table, alive, value);
  const isText = typeof value === 'string' && !Number.isNaN(Number.parseFloat(value));
  const number = typeof value === 'number' ? value : isText ? Number(value) : Number.NaN;
  return Number.isNaN(number) ? table.unordered : table.first + numberClass(table.points, number);
};

/** Makes the table of one slot's comparisons with texts, such as dates. */
export const textTable = (
  entries: readonly OrderEntry<string>[],
  rows: number,
  masks: MaskCollector,
): TextTable => {
  const points = [...new Set(entries.map(({ point }) => point))].sort();
  return orderTable({ entries, rows, points, classOf: textClass }, masks);
};

/**
 * The mask of the rows that a value lets through. Texts are ordered by their letters, and json-rules-engine orders
 * only those that begin with a number; a number is ordered against texts as JavaScript does it.
 */
export const textMask = (table: TextTable, alive: Bitmap, value: unknown): number => {
  if (typeof value === 'number' || typeof value === 'object') return narrowOneByOne(table, alive, value);
  const isOrdered = typeof value === 'string' && !Number.isNaN(Number.parseFloat(value));
  return isOrdered ? table.first + textClass(table.points, value) : table.unordered;
};
