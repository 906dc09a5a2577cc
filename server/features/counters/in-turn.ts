import { setTimeout as sleep } from 'node:timers/promises';
import type { DeclaredHistory } from '#server/domain/profiles/declared-history.ts';
import type { Clock } from '#server/platform/clock.ts';
import type { HistoryStore } from '#server/stores/histories.ts';
import type { LeaseStore } from '#server/stores/leases.ts';
import type { Counted, CountOptions } from './back-fill.ts';

type Count = (declared: DeclaredHistory, options: CountOptions) => Promise<Counted>;

type Options = {
  count: Count;
  histories: Pick<HistoryStore, 'countUncounted'>;
  leases: LeaseStore;
  clock: Clock;
  /** Names this process among those that may do the same. */
  holder: string;
  onError: (error: unknown) => void;
};

const work = 'count-histories';
/** Short, because after a crash nobody counts for so long. */
const leaseMs = 5000;
const renewMs = 1500;
const lookMs = 500;

/**
 * Counts in one process at a time: two would read the same events and write the same customers. While another process
 * counts, this one waits for it and tells how far it is.
 */
export const countInTurn = ({ count, histories, leases, clock, holder, onError }: Options): Count => {
  const take = (): Promise<boolean> => {
    const now = clock();
    return leases.take(work, { holder, now, until: new Date(now.getTime() + leaseMs) });
  };

  const countAlone: Count = async (declared, options) => {
    const renewing = setInterval(() => void take().catch(onError), renewMs);
    try {
      return await count(declared, options);
    } finally {
      clearInterval(renewing);
      await leases.giveBack(work, holder);
    }
  };

  return async (declared, options) => {
    const total = await histories.countUncounted(declared.id);
    for (let left = total; left > 0; left = await histories.countUncounted(declared.id)) {
      if (!options.mayGoOn()) return { customers: 0, isDone: false };
      if (await take()) return countAlone(declared, options);
      await options.onProgress?.({ done: Math.max(0, total - left), total });
      await sleep(lookMs);
    }
    return { customers: 0, isDone: true };
  };
};
