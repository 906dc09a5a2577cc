import type { Environment } from './environment.ts';
import type { Chore } from './worker.ts';

const second = 1000;
const minute = 60 * second;

/** What a worker does for one environment, again and again. */
export const choresOf = (environment: Environment): Chore[] => {
  const { folder, rollback, scope, timers, training, evidences } = environment;
  const chore = (name: string, everyMs: number, run: () => Promise<unknown>): Chore => ({
    name: `${scope.environment}: ${name}`,
    everyMs,
    run: async () => {
      await run();
    },
  });
  return [
    chore('fire journey timers', second, timers.fireDue),
    // what a crash left between storing an event and folding it
    chore('fold what is pending', 10 * second, () => folder.foldPending()),
    chore('stop experiments that harm', minute, rollback.stopHarmful),
    chore('train recommenders', 10 * minute, async () => {
      const { state } = await training.train();
      if (state === 'trained') await evidences.refresh();
    }),
  ];
};
