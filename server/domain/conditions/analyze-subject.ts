import { possibleRows, type SlotRow } from './analyze-rows.ts';
import type { AnalyzableRule } from './analyze-types.ts';
import { exampleFor } from './analyze-witness.ts';
import { compileRules } from './compile.ts';
import { contradictionIn, opposite } from './contradiction.ts';
import { matchRules } from './match.ts';
import { normalForm } from './normal-form.ts';
import { guardOf } from './rule-guard.ts';
import type { ConditionOptions, Facts, NamedConditions } from './types.ts';

/** A sound rule as the analysis looks at it. */
export type Subject = {
  rule: AnalyzableRule;
  priority: number;
  /** The placements that it acts on; what acts on none acts on all products. */
  places: readonly string[];
  /** What its guard asks: some row must hold. */
  rows: readonly SlotRow[];
  matches: (facts: Facts) => boolean;
};

/**
 * The placements that a rule acts on, each once; `*` for what acts on products anywhere.
 * @example placesOf(rule) // ['hero_banner', '*']
 */
export const placesOf = ({ actions = [] }: AnalyzableRule): string[] => [
  ...new Set(actions.map((action) => ('placement' in action ? action.placement : '*'))),
];

/** Compiled when it is first asked, since few rules are. */
const lazyMatcher = (rule: AnalyzableRule, conditions: NamedConditions): Subject['matches'] => {
  let compiled: ReturnType<typeof compileRules> | undefined;
  return (facts) => {
    compiled ??= compileRules([{ key: rule.key, conditions: guardOf(rule) }], { conditions });
    return matchRules(compiled, facts).length > 0;
  };
};

export const createSubject = (rule: AnalyzableRule, { conditions = {} }: ConditionOptions): Subject => ({
  rule,
  priority: rule.priority ?? 1,
  places: placesOf(rule),
  rows: possibleRows(normalForm(guardOf(rule), conditions)),
  matches: lazyMatcher(rule, conditions),
});

/** Whether what meets the row meets every comparison of the other. */
const impliesRow = (row: SlotRow, other: SlotRow): boolean => {
  if (!other.isWhole) return false;
  for (const [slot, literals] of other.bySlot) {
    const given = row.bySlot.get(slot);
    if (given === undefined) return false;
    for (const literal of literals) if (contradictionIn([...given, opposite(literal)]) === null) return false;
  }
  return true;
};

/**
 * Whether it is proved that everyone who meets the first meets the other as well.
 * @example implies(moreThan5, moreThan3) // true
 */
export const implies = (first: Subject, other: Subject): boolean =>
  first.rows.every((row) => other.rows.some((whole) => impliesRow(row, whole)));

/** Whether the rows ask of one slot what excludes each other. */
const exclude = (row: SlotRow, other: SlotRow): boolean => {
  for (const [slot, literals] of row.bySlot) {
    const asked = other.bySlot.get(slot);
    if (asked !== undefined && contradictionIn([...literals, ...asked]) !== null) return true;
  }
  return false;
};

const joined = (row: SlotRow, other: SlotRow): SlotRow => {
  const bySlot = new Map(row.bySlot);
  for (const [slot, literals] of other.bySlot) bySlot.set(slot, [...(bySlot.get(slot) ?? []), ...literals]);
  return { bySlot, isWhole: row.isWhole && other.isWhole };
};

/** Looking for an example is given up after so many rows. */
const MOST_ATTEMPTS = 16;

/**
 * Facts that match both rules, as the matcher itself says; null when none were found.
 * @example commonExample(vips, mobile, factDefinitions) // { profile: { segments: ['vip'] }, context: { device: 'mobile' } }
 */
export const commonExample = (
  one: Subject,
  other: Subject,
  dictionary: Parameters<typeof exampleFor>[1],
): Facts | null => {
  let attempts = 0;
  for (const row of one.rows)
    for (const second of other.rows) {
      if (exclude(row, second)) continue;
      if (++attempts > MOST_ATTEMPTS) return null;
      const facts = exampleFor(joined(row, second), dictionary);
      if (facts !== null && one.matches(facts) && other.matches(facts)) return facts;
    }
  return null;
};
