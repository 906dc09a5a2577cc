import type { DecisionRecord } from '#schemas/decision-record.ts';
import { createWriteBehind } from '#server/platform/write-behind.ts';
import type { DecisionStore } from '#server/stores/decisions.ts';

type DecisionCount = { day: string; placement: string; variant: string; decisions: number };

type Dependencies = {
  decisions: Pick<DecisionStore, 'insertMany'>;
  retentionDays: () => number;
  /** Adds to the day's numbers. */
  countDecisions: (counts: readonly DecisionCount[]) => Promise<void>;
  onLost: (count: number) => void;
};

const countsOf = (records: readonly DecisionRecord[]): DecisionCount[] => {
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

/** Keeps decisions and counts them, behind the answers. Close it last, so that nothing is lost at a shutdown. */
export const createDecisionRecorder = ({ decisions, retentionDays, countDecisions, onLost }: Dependencies) =>
  createWriteBehind<DecisionRecord>({
    write: async (records) => {
      await decisions.insertMany(records, retentionDays());
      await countDecisions(countsOf(records));
    },
    onLost,
  });
