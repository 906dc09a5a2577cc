import { addRow, type Bitmap, fullBitmap, removeRow, wordOf } from './bitmap.ts';
import type { MaskCollector } from './masks.ts';
import { isLookedUp } from './values.ts';

/** What a row asks of a slot: one of these values, or (excluded) none of them. */
export type EqualityEntry = { row: number; values: readonly unknown[]; excluded: boolean };

const groupBy = <K, T>(items: readonly T[], keysOf: (item: T) => Iterable<K>): Map<K, T[]> => {
  const groups = new Map<K, T[]>();
  for (const item of items)
    for (const key of keysOf(item)) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [item]);
      else group.push(item);
    }
  return groups;
};

/** The rows that a value no row names lets through. */
const otherwiseOf = (entries: readonly EqualityEntry[], rows: number): Bitmap => {
  const otherwise = fullBitmap(rows);
  for (const { row, excluded } of entries) if (!excluded) removeRow(otherwise, row);
  return otherwise;
};

/** What rows ask of a slot by `equal`, `notEqual`, `in` and `notIn`: a mask for each value that a row names. */
export type EqualityTable = { maskOf: ReadonlyMap<unknown, number>; otherwise: number };

/** Makes the table of one slot. */
export const equalityTable = (
  entries: readonly EqualityEntry[],
  rows: number,
  masks: MaskCollector,
): EqualityTable => {
  const byRow = groupBy(entries, ({ row }) => [row]);
  const byValue = groupBy(entries, ({ values }) => new Set(values.filter(isLookedUp)));
  const unnamed = otherwiseOf(entries, rows);
  const otherwise = masks.add(unnamed);
  const current = unnamed.slice();
  const maskOf = new Map<unknown, number>();
  for (const [value, touched] of byValue) {
    const changed = new Set(touched.map(({ row }) => wordOf(row)));
    for (const { row } of touched)
      if (byRow.get(row)!.every(({ values, excluded }) => values.includes(value) !== excluded))
        addRow(current, row);
      else removeRow(current, row);
    maskOf.set(value, masks.addVariant(otherwise, current, changed));
    for (const word of changed) current[word] = unnamed[word]!;
  }
  return { maskOf, otherwise };
};

/** The mask of the rows that a value of the slot lets through. An object is never equal to what is written down. */
export const equalityMask = ({ maskOf, otherwise }: EqualityTable, value: unknown): number =>
  (typeof value === 'object' && value !== null ? undefined : maskOf.get(value)) ?? otherwise;
