import type { DecisionRecord } from '#schemas/decision-record.ts';
import type { RuleMatches, RuleMatchStore } from '#server/stores/rule-matches.ts';

const HOUR = 3_600_000;

export const hourOf = (at: Date): Date => new Date(Math.floor(at.getTime() / HOUR) * HOUR);

type Matched = Pick<DecisionRecord, 'at' | 'matches'>;

/** By hour and rule, in how many decisions it took part. */
type Counts = Map<number, Map<string, number>>;

const addTo = (counts: Counts, { at, matches }: Matched): void => {
  const hour = hourOf(at).getTime();
  const rules = counts.get(hour) ?? new Map<string, number>();
  counts.set(hour, rules);
  for (const rule of matches.rules) rules.set(rule, (rules.get(rule) ?? 0) + 1);
};

const rowsOf = (counts: Counts): RuleMatches[] =>
  [...counts].flatMap(([hour, rules]) =>
    [...rules].map(([rule, matches]) => ({ hour: new Date(hour), rule, matches })),
  );

/**
 * How often each rule took part in decisions, by the hour.
 * @example matchesByHour([record]) // [{ hour: 2026-03-14T09:00Z, rule: 'vip-hero', matches: 1 }]
 */
export const matchesByHour = (records: readonly Matched[]): RuleMatches[] => {
  const counts: Counts = new Map();
  for (const record of records) addTo(counts, record);
  return rowsOf(counts);
};

/** Counts the rules that took part in decisions, in memory until they are written. */
export const ruleMatchCounter = ({ add }: Pick<RuleMatchStore, 'add'>, shard: number) => {
  let counts: Counts = new Map();
  return {
    add: (records: readonly Matched[]): void => {
      for (const record of records) addTo(counts, record);
    },
    write: (): Promise<void> => {
      const rows = rowsOf(counts);
      counts = new Map();
      return add(rows, shard);
    },
  };
};
