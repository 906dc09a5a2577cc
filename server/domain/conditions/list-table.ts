import { addRow, type Bitmap, fullBitmap, intersect, removeRow } from './bitmap.ts';
import { isLookedUp } from './values.ts';

/**
 * What a row asks of a list: to have one of these values, or (excluded) to have none of them. `otherwise` is what
 * holds of a value that is no list at all.
 */
export type ListEntry = { row: number; values: readonly unknown[]; excluded: boolean; otherwise: boolean };

type Postings = ReadonlyMap<unknown, Int32Array>;

const postingsOf = (entries: readonly ListEntry[]): Postings => {
  const postings = new Map<unknown, number[]>();
  for (const { row, values } of entries)
    for (const value of new Set(values.filter(isLookedUp))) {
      const rows = postings.get(value);
      if (rows === undefined) postings.set(value, [row]);
      else rows.push(row);
    }
  return new Map([...postings].map(([value, rows]) => [value, Int32Array.from(rows)]));
};

const without = (rows: number, entries: readonly ListEntry[]): Bitmap => {
  const bitmap = fullBitmap(rows);
  for (const { row } of entries) removeRow(bitmap, row);
  return bitmap;
};

const NOBODY = new Int32Array(0);

const found = (postings: Postings, item: unknown): Int32Array =>
  // an object has no place in a map that was made of what is written down
  typeof item === 'object' && item !== null ? NOBODY : (postings.get(item) ?? NOBODY);

/**
 * What rows ask of a slot by `contains`, `doesNotContain` and their kin: for each value named, the rows that name it.
 * A row may exclude any number of times, but ask for a member only once.
 */
export type ListTable = {
  isDemanding: boolean;
  wanted: Postings;
  unwanted: Postings;
  /** The rows that ask for no member, and a working copy to which those that find one are added. */
  undemanding: Bitmap;
  satisfied: Bitmap;
  /** The rows that a value lets through which is no list. */
  noList: Bitmap;
};

/** Makes the table of one slot. */
export const listTable = (entries: readonly ListEntry[], rows: number): ListTable => {
  const asked = entries.filter(({ excluded }) => !excluded);
  const undemanding = without(rows, asked);
  return {
    isDemanding: asked.length > 0,
    wanted: postingsOf(asked),
    unwanted: postingsOf(entries.filter(({ excluded }) => excluded)),
    undemanding,
    satisfied: undemanding.slice(),
    noList: without(
      rows,
      entries.filter(({ otherwise }) => !otherwise),
    ),
  };
};

const keepSatisfied = (
  { wanted, satisfied, undemanding }: ListTable,
  alive: Bitmap,
  list: unknown[],
): void => {
  for (let i = 0; i < list.length; i++) {
    const rows = found(wanted, list[i]);
    for (let j = 0; j < rows.length; j++) addRow(satisfied, rows[j]!);
  }
  for (let word = 0; word < alive.length; word++) {
    alive[word]! &= satisfied[word]!;
    // ready for the next call
    satisfied[word] = undemanding[word]!;
  }
};

const removeUnwanted = ({ unwanted }: ListTable, alive: Bitmap, list: unknown[]): void => {
  for (let i = 0; i < list.length; i++) {
    const rows = found(unwanted, list[i]);
    for (let j = 0; j < rows.length; j++) removeRow(alive, rows[j]!);
  }
};

/** Keeps in `alive` the rows that a value of the slot lets through. */
export const narrowByList = (table: ListTable, alive: Bitmap, value: unknown): void => {
  if (!Array.isArray(value)) {
    intersect(alive, table.noList);
    return;
  }
  if (table.isDemanding) keepSatisfied(table, alive, value);
  if (table.unwanted.size > 0) removeUnwanted(table, alive, value);
};
