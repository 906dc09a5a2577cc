import type { DecisionRecord } from '#schemas/decision-record.ts';
import { type DecisionCount, decisionCounts } from '#server/domain/decisions/daily-counts.ts';
import { createWriteBehind } from '#server/platform/write-behind.ts';
import type { DecisionStore } from '#server/stores/decisions.ts';

/** Counts something of decisions in memory, and writes what was counted since the last time. */
type DecisionCounter = {
  add: (records: readonly DecisionRecord[]) => void;
  write: () => Promise<void>;
};

type Dependencies = {
  decisions: Pick<DecisionStore, 'insertMany'>;
  retentionDays: () => number;
  /** Adds to the day's numbers. */
  countDecisions: (counts: readonly DecisionCount[]) => Promise<void>;
  /** Whatever else is counted. */
  counters?: readonly DecisionCounter[];
  onLost: (count: number) => void;
};

/** Counts change much the same few documents, so they are worth writing for many decisions at once. */
const countsDelay = 2_000;

const dailyCounter = (write: Dependencies['countDecisions']): DecisionCounter => {
  let counts: DecisionCount[] = [];
  return {
    add: (records) => {
      counts = decisionCounts(records, counts);
    },
    write: () => {
      const counted = counts;
      counts = [];
      return write(counted);
    },
  };
};

/** Keeps decisions and counts them, behind the answers. Close it last, so that nothing is lost at a shutdown. */
export const createDecisionRecorder = (dependencies: Dependencies) => {
  const { decisions, retentionDays, countDecisions, counters = [], onLost } = dependencies;
  const all = [dailyCounter(countDecisions), ...counters];
  let uncounted = 0;
  let timer: NodeJS.Timeout | undefined;
  let counting = Promise.resolve();

  const writeCounts = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    counting = counting.then(async () => {
      const count = uncounted;
      uncounted = 0;
      if (count > 0) await Promise.all(all.map(({ write }) => write())).catch(() => onLost(count));
    });
    return counting;
  };

  const queue = createWriteBehind<DecisionRecord>({
    write: async (records) => {
      const fresh = await decisions.insertMany(records, retentionDays());
      uncounted += fresh.length;
      for (const { add } of all) add(fresh);
      timer ??= setTimeout(() => void writeCounts(), countsDelay);
    },
    onLost,
  });

  return {
    /** Returns at once; false when the decision is lost, because too many wait. */
    add: queue.add,
    /** Resolves when everything added so far is written and counted, or lost. */
    drain: async (): Promise<void> => {
      await queue.drain();
      await writeCounts();
    },
    /** Drains, and takes nothing more. */
    close: async (): Promise<void> => {
      await queue.close();
      await writeCounts();
    },
  };
};
