import { type Bitmap, fullBitmap, hasRow } from './bitmap.ts';
import { equalityMask } from './equality-table.ts';
import { indexRows, type RowIndex } from './index-rows.ts';
import { narrowByList } from './list-table.ts';
import { applyMasks } from './masks.ts';
import type { Matcher, RankedForm } from './matcher.ts';
import { toRows } from './normal-form.ts';
import { numberMask, textMask } from './order-table.ts';
import { createSlotReader } from './slot-reader.ts';

/** Rows that one rule may become before its disjunctions are left in one piece. */
const MOST_ROWS = 32;

/** Emits the rule of every row that is left, once. Rows of a rule follow each other, in the order of rank. */
const createEmitter = ({ opaque, residues }: RowIndex, ruleOfRow: Int32Array, most: number) => {
  const found = new Int32Array(most);
  return (alive: Bitmap, values: readonly unknown[]): number[] => {
    let count = 0;
    let last = -1;
    for (let word = 0; word < alive.length; word++) {
      let bits = alive[word]!;
      while (bits !== 0) {
        const row = (word << 5) + 31 - Math.clz32(bits & -bits);
        bits &= bits - 1;
        const rule = ruleOfRow[row]!;
        if (rule === last || (hasRow(opaque, row) && !residues[row]!(values))) continue;
        last = rule;
        found[count++] = rule;
      }
    }
    const matches = new Array<number>(count);
    for (let i = 0; i < count; i++) matches[i] = found[i]!;
    return matches;
  };
};

/** Keeps in `alive` the rows that all values let through. */
const createNarrowing = ({ equality, number, text, list, masks }: RowIndex) => {
  const chosen = new Int32Array(equality.length + number.length + text.length);
  return (alive: Bitmap, values: readonly unknown[]): void => {
    let count = 0;
    for (const { table, place } of number) chosen[count++] = numberMask(table, alive, values[place]);
    for (const { table, place } of equality) chosen[count++] = equalityMask(table, values[place]);
    for (const { table, place } of text) chosen[count++] = textMask(table, alive, values[place]);
    applyMasks(masks, chosen, alive);
    for (const { table, place } of list) narrowByList(table, alive, values[place]);
  };
};

/**
 * Matches many rules at once: every slot is read once, and what it holds leaves a set of rows. The working sets are
 * kept from call to call, which is safe: a call is synchronous and nothing it calls leads back here.
 */
export const createLookup = (forms: readonly RankedForm[]): Matcher => {
  const rows = forms.flatMap(({ rule, form }) => toRows(form, MOST_ROWS).map((row) => ({ rule, row })));
  const index = indexRows(rows.map(({ row }) => row));
  const ruleOfRow = Int32Array.from(rows, ({ rule }) => rule);
  const all = fullBitmap(rows.length);
  const alive = all.slice();
  const read = createSlotReader(index.slots);
  const narrow = createNarrowing(index);
  const emit = createEmitter(index, ruleOfRow, forms.length);
  return (facts) => {
    alive.set(all);
    const values = read(facts);
    narrow(alive, values);
    return emit(alive, values);
  };
};
