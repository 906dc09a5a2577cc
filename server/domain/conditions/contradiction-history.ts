import { askedOfHistory, type HistoryQuery } from './history-query.ts';
import type { Window } from './history-tally.ts';
import type { Literal } from './normal-form.ts';

/**
 * Whether everything that is counted in the first window is counted in the other too. Days reach back to midnight, so
 * that those of a day may hold more than 30 hours do: a window in hours never holds one in days for sure.
 */
const isInside = (inner: Window | null, outer: Window | null): boolean => {
  if (outer === null) return true;
  if (inner === null || inner.ms > outer.ms) return false;
  return inner.unit === outer.unit || outer.unit === 'days';
};

const isMoreThan = (many: HistoryQuery, few: HistoryQuery): boolean =>
  many.key === few.key && isInside(many.window, few.window) && many.atLeast > few.atMost;

const isSame = (a: Window | null, b: Window | null): boolean =>
  a === b || (a !== null && b !== null && a.unit === b.unit && a.ms === b.ms);

/** Whether a number that one asks for is one that the other asks for, of the same time. */
const implies = (one: HistoryQuery, other: HistoryQuery): boolean =>
  one.key === other.key &&
  isSame(one.window, other.window) &&
  one.atLeast >= other.atLeast &&
  one.atMost <= other.atMost;

/**
 * More of an event in a time than in a longer one that holds it, and what is asked and refused of the same time. Two
 * refusals never exclude each other: both are true of what was not counted.
 */
export const overcounted = <L extends Literal>(group: readonly L[]): L[] | null => {
  const asked = group.flatMap((literal) => {
    const found = askedOfHistory(literal);
    return found === null ? [] : [{ literal, query: found.query, wanted: found.negated === literal.negated }];
  });
  for (const one of asked.filter(({ wanted }) => wanted))
    for (const other of asked) {
      const excludes = other.wanted ? isMoreThan(one.query, other.query) : implies(one.query, other.query);
      if (excludes) return [one.literal, other.literal];
    }
  return null;
};
