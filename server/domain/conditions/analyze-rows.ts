import { contradictionIn } from './contradiction.ts';
import { type Literal, type NormalForm, type Row, toRows } from './normal-form.ts';
import { slotName, slotOf } from './slots.ts';

/** Rows that one rule may become before its disjunctions are left in one piece, of which nothing is proved. */
const MOST_ROWS = 32;

/** A row's comparisons by the slot that they ask about. */
export type SlotRow = {
  bySlot: ReadonlyMap<string, readonly Literal[]>;
  /** Whether that is all of the row. */
  isWhole: boolean;
};

/**
 * Comparisons by the slot that they ask about; two spellings of one path are one slot.
 * @example [...groupBySlot([moreThan3, lessThan2]).keys()] // ['["profile","visits"]']
 */
export const groupBySlot = <L extends Literal>(literals: readonly L[]): Map<string, L[]> => {
  const groups = new Map<string, L[]>();
  for (const literal of literals) {
    const name = slotName(slotOf(literal.at));
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [literal]);
    else group.push(literal);
  }
  return groups;
};

const slotRowOf = (row: Row): SlotRow => {
  const literals = row.filter((part) => part.kind === 'literal');
  return { bySlot: groupBySlot(literals), isWhole: literals.length === row.length };
};

const canHold = ({ bySlot }: SlotRow): boolean =>
  [...bySlot.values()].every((group) => contradictionIn(group) === null);

/**
 * The rows of a normal form of which it is not proved that they never hold: where there are none, nothing meets it.
 * @example possibleRows(normalForm({ all: [moreThan3, lessThan2] }, {})) // []
 */
export const possibleRows = (form: NormalForm): SlotRow[] =>
  toRows(form, MOST_ROWS).map(slotRowOf).filter(canHold);
