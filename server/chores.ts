import type { Environment } from './environment.ts';
import { followsAtOnce } from './features/behavior/at-once.ts';
import type { Chore } from './worker.ts';

const second = 1000;
const minute = 60 * second;

/** What a worker does for one environment, again and again. */
export const choresOf = (environment: Environment): Chore[] => {
  const {
    segments,
    insightKeeper,
    counters,
    folder,
    privacy,
    rollback,
    scope,
    stores,
    timers,
    training,
    evidences,
  } = environment;
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
    chore('fold what is pending', 10 * second, async () => {
      if (followsAtOnce(environment.releases.current().settings)) await folder.foldPending();
    }),
    chore('fold what may wait', minute, () => folder.foldPending()),
    chore('count what conditions newly ask for', 5 * second, counters.backFill),
    // whoever was seen in the last week is not any more, without any event
    chore('follow time in segments', second, segments.upkeep.followTime),
    chore('compute changed segments', 2 * second, segments.upkeep.recompute),
    chore('keep insights', minute, insightKeeper.refresh),
    // another half-life is in force
    chore('rank customers anew', minute, stores.ranks.rankAnew),
    // engagement fades without any event
    chore('keep insights of everyone', 10 * minute, insightKeeper.sweep),
    chore('carry out erasures', 10 * second, privacy.erasures.run),
    chore('apply retention', 60 * minute, privacy.applyRetention),
    chore('stop experiments that harm', minute, rollback.stopHarmful),
    chore('train recommenders', 10 * minute, async () => {
      const { state } = await training.train();
      if (state === 'trained') await evidences.refresh();
    }),
  ];
};
