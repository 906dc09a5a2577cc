import { randomInt } from 'node:crypto';
import { type Scope, scopeKey } from '#schemas/scope.ts';
import { countDecisions } from './features/experience/count-decision.ts';
import type { LookDependencies } from './features/experience/look.ts';
import { createDecisionRecorder } from './features/experience/recorder.ts';
import { experienceService } from './features/experience/service.ts';
import { ruleMatchCounter } from './features/rule-activity/count-matches.ts';
import type { Clock } from './platform/clock.ts';
import type { Metrics } from './platform/metrics.ts';
import { randomIds } from './platform/random-ids.ts';
import { readersOf } from './segments.ts';
import type { Stores } from './stores.ts';

type Dependencies = Pick<LookDependencies, 'release' | 'releaseWithDrafts' | 'evidence'> & {
  scope: Scope;
  secret: string;
  stores: Stores;
  /** For how long decisions are kept. */
  retentionDays: () => number;
  metrics: Metrics;
  clock: Clock;
};

/** How a decision is made: when, by which watch, and under which id. */
type Manner = Pick<LookDependencies, 'clock' | 'stopwatch'> & { createId: () => string };

/** What decides in one environment, and keeps what was decided. */
export const createDeciding = (dependencies: Dependencies) => {
  const { scope, secret, stores, retentionDays, metrics, clock } = dependencies;
  const { release, releaseWithDrafts, evidence } = dependencies;

  const recorder = createDecisionRecorder({
    decisions: stores.decisions,
    retentionDays,
    countDecisions: (counts) =>
      stores.days.add(
        counts.map((count) => ({ ...count, exposures: 0, clicks: 0, conversions: 0 })),
        0,
      ),
    counters: [ruleMatchCounter(stores.ruleMatches, randomInt(16))],
    onLost: (count) => metrics.decisionsLost.inc(count),
  });

  const experienceIn = (manner: Manner) =>
    experienceService({
      release,
      releaseWithDrafts,
      evidence,
      ...readersOf(stores),
      ...manner,
      scorers: [],
      record: (record) => void recorder.add(record),
      onDecided: countDecisions(metrics),
      scope: scopeKey(scope),
      secret,
    });

  return {
    recorder,
    /** Decisions of another time than now, such as those that the demo shop remembers. */
    experienceIn,
    experience: experienceIn({
      clock,
      stopwatch: () => performance.now(),
      createId: randomIds(),
    }),
  };
};

export type Deciding = ReturnType<typeof createDeciding>;
