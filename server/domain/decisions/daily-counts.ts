import type { DecisionRecord } from '#schemas/decision-record.ts';

export type DecisionCount = { day: string; placement: string; variant: string; decisions: number };

/**
 * How often each variant was decided for its placement on each day (`2026-01-31`, UTC), on top of what was counted
 * before.
 * @example decisionCounts([record]) // [{ day: '2026-01-31', placement: 'hero_banner', variant: 'hero-welcome', decisions: 1 }]
 */
export const decisionCounts = (
  records: readonly Pick<DecisionRecord, 'at' | 'elements'>[],
  before: readonly DecisionCount[] = [],
): DecisionCount[] => {
  const keyOf = ({ day, placement, variant }: Omit<DecisionCount, 'decisions'>): string =>
    `${day}/${placement}/${variant}`;
  const counts = new Map(before.map((count) => [keyOf(count), { ...count }]));
  for (const { at, elements } of records) {
    const day = at.toISOString().slice(0, 10);
    for (const { placement, variant } of elements) {
      const key = keyOf({ day, placement, variant });
      const count = counts.get(key) ?? { day, placement, variant, decisions: 0 };
      count.decisions += 1;
      counts.set(key, count);
    }
  }
  return [...counts.values()];
};
