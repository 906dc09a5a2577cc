import type { FactReference } from '#schemas/condition.ts';
import { addRow, type Bitmap, wordsFor } from './bitmap.ts';
import { type Classified, classify } from './classify.ts';
import { type Test, testOf } from './closures.ts';
import { type EqualityTable, equalityTable } from './equality-table.ts';
import { type ListTable, listTable } from './list-table.ts';
import { createMasks, type Masks } from './masks.ts';
import type { Literal, NormalForm, Row } from './normal-form.ts';
import { type NumberTable, numberTable, type TextTable, textTable } from './order-table.ts';
import { createPlaces, type Slot } from './slots.ts';

/** The entries of one slot, by the table they go in. */
type Entries = { [K in Classified['kind']]: Extract<Classified, { kind: K }>['entry'][] };

/** A table with the place of its slot's value. */
type Placed<T> = { place: number; table: T };

/** Rows ready to be looked up. Tables are sorted by kind, so that each kind runs in a loop of its own. */
export type RowIndex = {
  slots: readonly Slot[];
  equality: readonly Placed<EqualityTable>[];
  number: readonly Placed<NumberTable>[];
  text: readonly Placed<TextTable>[];
  list: readonly Placed<ListTable>[];
  masks: Masks;
  /** The rows with more to ask than tables can tell, and what. */
  opaque: Bitmap;
  residues: readonly (Test | undefined)[];
};

/** The tables of one kind. */
const tablesOf = <K extends keyof Entries, T>(
  entries: ReadonlyMap<number, Entries>,
  kind: K,
  make: (entries: Entries[K]) => T,
): Placed<T>[] =>
  [...entries].flatMap(([place, all]) => (all[kind].length > 0 ? [{ place, table: make(all[kind]) }] : []));

/** A list table takes one wish for a member from each row; those after it are left to functions. */
const isSecondWish = ({ list }: Entries, { kind, entry }: Classified): boolean => {
  if (kind !== 'list' || entry.excluded) return false;
  // rows come one after the other, so what a row asked before is at the end
  for (let i = list.length - 1; list[i]?.row === entry.row; i--) if (!list[i]!.excluded) return true;
  return false;
};

/** Sorts parts of rows into the tables of their slots. */
const createCollector = (placeOf: (at: FactReference) => number) => {
  const slots = new Map<number, Entries>();
  const entriesAt = (place: number): Entries => {
    const known = slots.get(place) ?? { equality: [], number: [], text: [], list: [] };
    slots.set(place, known);
    return known;
  };
  return {
    slots,
    /** Whether a table took the part. */
    take: (row: number, part: NormalForm): boolean => {
      const classified = part.kind === 'literal' ? classify(row, part) : null;
      if (classified === null) return false;
      const entries = entriesAt(placeOf((part as Literal).at));
      if (isSecondWish(entries, classified)) return false;
      (entries[classified.kind] as unknown[]).push(classified.entry);
      return true;
    },
  };
};

/**
 * Sorts what rows ask into one table for each slot and kind of comparison, and into functions where no table can
 * tell.
 */
export const indexRows = (rows: readonly Row[]): RowIndex => {
  const { placeOf, slots } = createPlaces();
  const collector = createCollector(placeOf);
  const residues: (Test | undefined)[] = [];
  const opaque: Bitmap = new Int32Array(wordsFor(rows.length));
  for (const [row, parts] of rows.entries()) {
    const rest = parts.filter((part) => !collector.take(row, part));
    if (rest.length === 0) continue;
    residues[row] = testOf({ kind: 'all', parts: rest }, placeOf);
    addRow(opaque, row);
  }
  const count = rows.length;
  const masks = createMasks();
  return {
    slots,
    equality: tablesOf(collector.slots, 'equality', (entries) => equalityTable(entries, count, masks)),
    number: tablesOf(collector.slots, 'number', (entries) => numberTable(entries, count, masks)),
    text: tablesOf(collector.slots, 'text', (entries) => textTable(entries, count, masks)),
    list: tablesOf(collector.slots, 'list', (entries) => listTable(entries, count)),
    masks: masks.build(),
    opaque,
    residues,
  };
};
