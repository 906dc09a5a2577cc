import type { DecisionRecord } from '#schemas/decision-record.ts';
import { type DecisionCount, decisionCounts } from '#server/domain/decisions/daily-counts.ts';
import { createWriteBehind } from '#server/platform/write-behind.ts';
import type { DecisionStore } from '#server/stores/decisions.ts';

type Dependencies = {
  decisions: Pick<DecisionStore, 'insertMany'>;
  retentionDays: () => number;
  /** Adds to the day's numbers. */
  countDecisions: (counts: readonly DecisionCount[]) => Promise<void>;
  onLost: (count: number) => void;
};

/** Keeps decisions and counts them, behind the answers. Close it last, so that nothing is lost at a shutdown. */
export const createDecisionRecorder = ({ decisions, retentionDays, countDecisions, onLost }: Dependencies) =>
  createWriteBehind<DecisionRecord>({
    write: async (records) => {
      const fresh = await decisions.insertMany(records, retentionDays());
      await countDecisions(decisionCounts(fresh));
    },
    onLost,
  });
