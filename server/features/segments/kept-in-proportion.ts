import type { Clock } from '#server/platform/clock.ts';

/** At most a tenth of the time is spent on it, and no answer is older than some seconds. */
const share = 10;
const mostMs = 5000;

/**
 * What takes long to find out is found out seldom: an answer is kept ten times as long as it took to come, at most five
 * seconds. Whoever asks while it is sought waits for the one that comes.
 * @example const sizes = keptInProportion(members.sizes, clock);
 */
export const keptInProportion = <R>(find: () => Promise<R>, clock: Clock): (() => Promise<R>) => {
  let sought: Promise<R> | null = null;
  let until = Number.NEGATIVE_INFINITY;
  const seek = async (): Promise<R> => {
    const began = clock().getTime();
    until = Number.POSITIVE_INFINITY;
    try {
      const found = await find();
      const ended = clock().getTime();
      until = ended + Math.min(mostMs, share * (ended - began));
      return found;
    } catch (error) {
      until = Number.NEGATIVE_INFINITY;
      throw error;
    }
  };
  return () => {
    if (sought === null || clock().getTime() >= until) sought = seek();
    return sought;
  };
};
