import type { Clock } from '#server/platform/clock.ts';
import type { LeaseStore } from './leases.ts';

export type TurnOptions = {
  leases: LeaseStore;
  clock: Clock;
  /** Names this process among those that may do the same. */
  holder: string;
  onError: (error: unknown) => void;
};

/** Short, because after a crash nobody does the work for so long. */
const leaseMs = 5000;
const renewMs = 1500;

/** Turns at some work that one process does at a time. */
export const turnsAt = (name: string, { leases, clock, holder, onError }: TurnOptions) => {
  const take = (): Promise<boolean> => {
    const now = clock();
    return leases.take(name, { holder, now, until: new Date(now.getTime() + leaseMs) });
  };

  return {
    /** False while another process has its turn. */
    take,
    /** Does the work of a turn that was taken, and gives it back. */
    during: async <T>(work: () => Promise<T>): Promise<T> => {
      const renewing = setInterval(() => void take().catch(onError), renewMs);
      try {
        return await work();
      } finally {
        clearInterval(renewing);
        await leases.giveBack(name, holder);
      }
    },
  };
};
