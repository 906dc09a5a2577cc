import { setTimeout as sleep } from 'node:timers/promises';
import type { DeclaredHistory } from '#server/domain/profiles/declared-history.ts';
import type { HistoryStore } from '#server/stores/histories.ts';
import { type TurnOptions, turnsAt } from '#server/stores/turns.ts';
import type { Counted, CountOptions } from './back-fill.ts';

type Count = (declared: DeclaredHistory, options: CountOptions) => Promise<Counted>;

type Options = TurnOptions & {
  count: Count;
  histories: Pick<HistoryStore, 'countUncounted'>;
};

const lookMs = 500;

/**
 * Counts in one process at a time: two would read the same events and write the same customers. While another process
 * counts, this one waits for it and tells how far it is.
 */
export const countInTurn = ({ count, histories, ...turn }: Options): Count => {
  const turns = turnsAt('count-histories', turn);
  return async (declared, options) => {
    const total = await histories.countUncounted(declared.id);
    for (let left = total; left > 0; left = await histories.countUncounted(declared.id)) {
      if (!options.mayGoOn()) return { customers: 0, isDone: false };
      if (await turns.take()) return turns.during(() => count(declared, options));
      await options.onProgress?.({ done: Math.max(0, total - left), total });
      await sleep(lookMs);
    }
    return { customers: 0, isDone: true };
  };
};
