import type { DecisionRecord } from '#schemas/decision-record.ts';

export type DecisionCount = { day: string; placement: string; variant: string; decisions: number };

/**
 * How often each variant was decided for its placement on each day (`2026-01-31`, UTC).
 * @example decisionCounts([record]) // [{ day: '2026-01-31', placement: 'hero_banner', variant: 'hero-welcome', decisions: 1 }]
 */
export const decisionCounts = (
  records: readonly Pick<DecisionRecord, 'at' | 'elements'>[],
): DecisionCount[] => {
  const counts = new Map<string, DecisionCount>();
  for (const { at, elements } of records)
    for (const { placement, variant } of elements) {
      const day = at.toISOString().slice(0, 10);
      const key = `${day}/${placement}/${variant}`;
      const count = counts.get(key) ?? { day, placement, variant, decisions: 0 };
      count.decisions += 1;
      counts.set(key, count);
    }
  return [...counts.values()];
};
