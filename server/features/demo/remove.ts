import type { DecisionRecord } from '#schemas/decision-record.ts';
import type { Profile } from '#schemas/profile.ts';
import { decisionCounts } from '#server/domain/decisions/daily-counts.ts';
import { contributionOf, takenBack } from '#server/domain/profiles/contribution.ts';
import { type ClientSession, type Connection, withTransaction } from '#server/platform/mongo.ts';
import type { DailyMetricStore } from '#server/stores/daily-metrics.ts';
import type { DecisionStore } from '#server/stores/decisions.ts';
import type { ErasureStore } from '#server/stores/erasure.ts';
import type { EventStore } from '#server/stores/events.ts';
import type { ExperimentTotalStore } from '#server/stores/experiment-totals.ts';
import type { OutcomeStore } from '#server/stores/outcomes.ts';

export type RemovalDependencies = {
  db: Connection;
  erasure: ErasureStore;
  events: Pick<EventStore, 'historyOf'>;
  decisions: Pick<DecisionStore, 'ofProfiles'>;
  totals: Pick<ExperimentTotalStore, 'add'>;
  outcomes: Pick<OutcomeStore, 'add'>;
  days: Pick<DailyMetricStore, 'add'>;
  /** Takes back what decisions had added to the matches of rules. */
  forgetMatches: (
    decided: readonly Pick<DecisionRecord, 'at' | 'matches'>[],
    session: ClientSession,
  ) => Promise<void>;
  /** Each removes what is marked as demo and says how much that was. */
  removeProducts: () => Promise<number>;
  removeContentItems: () => Promise<number>;
  /** Removes the test cases that came with the shop, and were not changed since. */
  removeCases: () => Promise<unknown>;
  /** Makes the models forget what was removed. */
  train: () => Promise<unknown>;
};

export type Removed = { customers: number; products: number; contentItems: number };

const profilesAtOnce = 50;
const shard = 0;

const removeProfiles = async (
  dependencies: RemovalDependencies,
  profiles: readonly Profile[],
): Promise<void> => {
  const { db, erasure, events, decisions, totals, outcomes, days, forgetMatches } = dependencies;
  // with the ids that lead to them, and that decisions were made under before
  const known = [...new Set(profiles.flatMap(({ id, identities }) => [id, ...identities]))];
  await withTransaction(db, async (session) => {
    const people = [];
    for (const profile of profiles)
      people.push({ profile, history: await events.historyOf(profile.id, session) });
    const taken = takenBack(contributionOf(people));
    await totals.add(taken.totals, shard, session);
    await outcomes.add(taken.outcomes, shard, session);
    await days.add(taken.days, shard, session);
    const decided = await decisions.ofProfiles(known, session);
    await days.add(
      decisionCounts(decided).map((count) => ({ ...count, decisions: -count.decisions })),
      shard,
      session,
    );
    await forgetMatches(decided, session);
    await erasure.remove(known, session);
  });
};

/**
 * Removes the demo shop's customers with all that is stored about them, and its products and content. What they added
 * to sums is taken away again, so reports are as if they had never been; real customers and the rules stay.
 */
export const removeDemo = async (
  dependencies: RemovalDependencies,
  progress: (customers: number) => void = () => undefined,
): Promise<Removed> => {
  let customers = 0;
  for (;;) {
    const profiles = await dependencies.erasure.demoProfiles(profilesAtOnce);
    if (profiles.length === 0) break;
    await removeProfiles(dependencies, profiles);
    customers += profiles.length;
    progress(customers);
  }
  const products = await dependencies.removeProducts();
  const contentItems = await dependencies.removeContentItems();
  await dependencies.removeCases();
  await dependencies.train();
  return { customers, products, contentItems };
};
