import type { Behavior } from '#schemas/event.ts';
import type { Evidence } from './domain/decisions/evidence.ts';
import type { CompiledRelease } from './domain/releases/types.ts';
import type { FoldedProfile } from './features/behavior/fold-profile.ts';
import type { BehaviorService } from './features/behavior/service.ts';
import { customerService } from './features/customers/service.ts';
import type { DecisionRow } from './features/decisions/service.ts';
import { createInsightKeeper } from './features/insights/keeper.ts';
import { insightService } from './features/insights/service.ts';
import { createLiveFeed } from './features/live-events/feed.ts';
import { profileService } from './features/profile/service.ts';
import type { Clock } from './platform/clock.ts';
import type { Stores } from './stores.ts';

type Dependencies = {
  stores: Stores;
  release: () => CompiledRelease;
  evidence: () => Evidence;
  behavior: Pick<BehaviorService, 'read' | 'track'>;
  /** The newest, by all that a customer is known as. */
  decisionsOf: (identities: readonly string[], limit: number) => Promise<DecisionRow[]>;
  clock: Clock;
};

/** What is known of customers, for storefronts and for people: profiles, insights, and events as they come in. */
export const createPeople = ({ stores, release, evidence, behavior, decisionsOf, clock }: Dependencies) => {
  const customers = customerService({
    profiles: stores.profiles,
    eventsOf: stores.events.latestOf,
    decisionsOf,
    movesOf: stores.moves.latestOf,
    release,
    evidence,
    clock,
  });
  const insights = insightService({
    profiles: stores.profiles,
    engagement: stores.engagement,
    situationOf: customers.situationOf,
    newestDecisionOf: async ({ identities }) => (await decisionsOf(identities, 1))[0] ?? null,
    release,
    evidence,
    clock,
  });
  const concludeAll = (profile: Parameters<typeof insights.conclude>[0], at: Date) =>
    insights.conclude(profile, at, ['preferences', 'predictions', 'segments']);

  /** Told by the shop's own server, of no visitor. */
  const record = async (behaviors: readonly Behavior[], at: Date): Promise<void> => {
    const reads = behaviors.map((item) =>
      behavior.read(item, { receivedAt: at, source: 'api', visitor: {} }),
    );
    await behavior.track(reads.flatMap((read) => ('event' in read ? [read.event] : [])));
  };

  const insightKeeper = createInsightKeeper({
    ...stores,
    conclude: concludeAll,
    settings: () => release().settings,
    clock,
  });
  const liveFeed = createLiveFeed();

  /** Hears of what was folded into profiles. */
  const heard = (folds: readonly FoldedProfile[]): void => {
    insightKeeper.noticed(folds.map(({ after }) => after.id));
    if (!liveFeed.isWatched()) return;
    for (const { fresh, significance } of folds)
      for (const { messageId, profileId, type, data, source, at } of fresh)
        liveFeed.show({
          ...{ messageId, profileId, type, data, source },
          at: at.toISOString(),
          significance: significance.get(messageId) ?? 0,
        });
  };

  return {
    customers,
    insights,
    insightKeeper,
    liveFeed,
    heard,
    profile: profileService({
      profiles: stores.profiles,
      events: stores.events,
      settings: () => release().settings,
      situationOf: customers.situationOf,
      insightsOf: concludeAll,
      record,
      clock,
    }),
  };
};
