import type { Scope } from '#schemas/scope.ts';
import type { Evidence } from './domain/decisions/evidence.ts';
import { compileRelease } from './domain/releases/compile.ts';
import type { CompiledRelease, MatcherName, SourceDocument } from './domain/releases/types.ts';
import type { ConfigurationService } from './features/configuration/service.ts';
import { countNow } from './features/counters/count-now.ts';
import { checkRequest } from './features/experience/check-request.ts';
import { ruleActivityService } from './features/rule-activity/service.ts';
import { ruleInsightService } from './features/rule-insight/service.ts';
import { simulatorService } from './features/simulator/service.ts';
import { createCaseLibrary } from './features/test-cases/library.ts';
import { testCaseService } from './features/test-cases/service.ts';
import type { Clock } from './platform/clock.ts';
import type { Connection } from './platform/mongo.ts';
import { testCaseStore } from './stores/test-cases.ts';
import type { Stores } from './stores.ts';

type Dependencies = {
  db: Connection;
  scope: Scope;
  stores: Stores;
  configuration: ConfigurationService;
  release: () => CompiledRelease;
  releaseAt: (number: number) => Promise<CompiledRelease | null>;
  releaseOfDrafts: () => Promise<CompiledRelease | null>;
  releaseWithDrafts: (documents: readonly string[] | 'all') => Promise<CompiledRelease>;
  evidence: () => Evidence;
  matcher?: MatcherName | undefined;
  clock: Clock;
};

/** What helps whoever writes rules in one environment: simulations, test cases, and what the rules do. */
export const createAuthoring = (dependencies: Dependencies) => {
  const { db, scope, stores, configuration, release, evidence, matcher, clock } = dependencies;
  const { environment, project } = scope;
  const ahead = { countNow: countNow(stores.events) };
  const asked = { release, evidence, readProfile: stores.profiles.read, checkRequest, clock };

  const testCases = testCaseService({
    ...asked,
    cases: createCaseLibrary({ store: testCaseStore(db, project), clock }),
    releaseAt: dependencies.releaseAt,
    releaseWithDrafts: dependencies.releaseWithDrafts,
  });

  return {
    testCases,
    ruleInsight: ruleInsightService({
      ...ahead,
      profiles: stores.profiles,
      bodiesOf: async (kind) =>
        (await configuration.documents.ofKind(environment, kind, false))
          .filter(({ draft }) => draft?.state !== 'archived')
          .map(({ body }) => body),
      release,
      evidence,
      clock,
    }),
    simulator: simulatorService({
      ...asked,
      ...ahead,
      profiles: stores.profiles,
      releaseOfDrafts: dependencies.releaseOfDrafts,
    }),
    ruleActivity: ruleActivityService({
      matches: stores.ruleMatches,
      profiles: stores.profiles,
      countDecisionsSince: stores.decisions.countSince,
      bodiesOf: async (kind) =>
        (await configuration.documents.ofKind(environment, kind, false)).map(({ body }) => body),
      release,
      evidence,
      clock,
    }),

    /** Why documents must not come into force together; nothing when every required test case passes. */
    objections: (source: { number: number; documents: SourceDocument[] }) =>
      testCases.objections(compileRelease({ environment, matcher, ...source })),
  };
};
