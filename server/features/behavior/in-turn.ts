import { setTimeout as sleep } from 'node:timers/promises';
import { type TurnOptions, turnsAt } from '#server/stores/turns.ts';
import type { Folder } from './fold.ts';

type FoldPending = Folder['foldPending'];

type Options = TurnOptions & {
  foldPending: FoldPending;
  countPending: () => Promise<number>;
};

const lookMs = 250;

/**
 * Folds everything that is pending, one process at a time: two that go through the same customers in the same order
 * undo each other's transactions. While another process folds, this one waits for it and tells how far it is.
 */
export const foldInTurn = ({ foldPending, countPending, ...turn }: Options): FoldPending => {
  const turns = turnsAt('fold-pending', turn);
  return async (onProgress) => {
    const total = await countPending();
    for (let left = total; left > 0; left = await countPending()) {
      if (await turns.take()) {
        const before = total - left;
        const show = ({ events, profiles }: { events: number; profiles: number }): void =>
          onProgress?.({ events: before + events, profiles, total: Math.max(total, before + events) });
        const done = await turns.during(() => foldPending(show));
        return { ...done, events: before + done.events, total };
      }
      onProgress?.({ events: Math.max(0, total - left), profiles: 0, total });
      await sleep(lookMs);
    }
    return { events: total, profiles: 0, total };
  };
};
