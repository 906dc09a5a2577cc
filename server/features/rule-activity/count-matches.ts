import type { DecisionRecord } from '#schemas/decision-record.ts';
import type { DecisionStore } from '#server/stores/decisions.ts';
import type { RuleMatches, RuleMatchStore } from '#server/stores/rule-matches.ts';

const HOUR = 3_600_000;

export const hourOf = (at: Date): Date => new Date(Math.floor(at.getTime() / HOUR) * HOUR);

/**
 * How often each rule took part in decisions, by the hour.
 * @example matchesByHour([record]) // [{ hour: 2026-03-14T09:00Z, rule: 'vip-hero', matches: 1 }]
 */
export const matchesByHour = (records: readonly Pick<DecisionRecord, 'at' | 'matches'>[]): RuleMatches[] => {
  const counts = new Map<string, RuleMatches>();
  for (const { at, matches } of records)
    for (const rule of matches.rules) {
      const hour = hourOf(at);
      const key = `${hour.getTime()}/${rule}`;
      const count = counts.get(key) ?? { hour, rule, matches: 0 };
      count.matches += 1;
      counts.set(key, count);
    }
  return [...counts.values()];
};

/** Stores decisions, and counts the rules of those that were not there yet. */
export const countingMatches = (
  { insertMany }: Pick<DecisionStore, 'insertMany'>,
  { add }: Pick<RuleMatchStore, 'add'>,
  shard: number,
): Pick<DecisionStore, 'insertMany'> => ({
  insertMany: async (records, retentionDays) => {
    const fresh = await insertMany(records, retentionDays);
    await add(matchesByHour(fresh), shard);
    return fresh;
  },
});
