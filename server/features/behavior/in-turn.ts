import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '#server/platform/clock.ts';
import type { LeaseStore } from '#server/stores/leases.ts';
import type { Folder } from './fold.ts';

type FoldPending = Folder['foldPending'];

type Options = {
  foldPending: FoldPending;
  countPending: () => Promise<number>;
  leases: LeaseStore;
  clock: Clock;
  /** Names this process among those that may do the same. */
  holder: string;
  onError: (error: unknown) => void;
};

const work = 'fold-pending';
/** Short, because after a crash nobody folds for so long. */
const leaseMs = 5000;
const renewMs = 1500;
const lookMs = 250;

/**
 * Folds everything that is pending, one process at a time: two that go through the same customers in the same order
 * undo each other's transactions. While another process folds, this one waits for it and tells how far it is.
 */
export const foldInTurn = (options: Options): FoldPending => {
  const { foldPending, countPending, leases, clock, holder, onError } = options;

  const take = (): Promise<boolean> => {
    const now = clock();
    return leases.take(work, { holder, now, until: new Date(now.getTime() + leaseMs) });
  };

  const fold: FoldPending = async (onProgress) => {
    const renewing = setInterval(() => void take().catch(onError), renewMs);
    try {
      return await foldPending(onProgress);
    } finally {
      clearInterval(renewing);
      await leases.giveBack(work, holder);
    }
  };

  return async (onProgress) => {
    const total = await countPending();
    for (let left = total; left > 0; left = await countPending()) {
      if (await take()) {
        const before = total - left;
        const show = ({ events, profiles }: { events: number; profiles: number }): void =>
          onProgress?.({ events: before + events, profiles, total: Math.max(total, before + events) });
        const done = await fold(show);
        return { ...done, events: before + done.events, total };
      }
      onProgress?.({ events: Math.max(0, total - left), profiles: 0, total });
      await sleep(lookMs);
    }
    return { events: total, profiles: 0, total };
  };
};
