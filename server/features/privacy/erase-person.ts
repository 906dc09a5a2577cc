import { contributionOf, takenBack } from '#server/domain/profiles/contribution.ts';
import { type Connection, withTransaction } from '#server/platform/mongo.ts';
import { type ErasureStore, traces } from '#server/stores/erasure.ts';
import type { ExperimentTotalStore } from '#server/stores/experiment-totals.ts';
import type { OutcomeStore } from '#server/stores/outcomes.ts';
import type { PrivacyRequestStore } from '#server/stores/privacy-requests.ts';
import type { ProfileStore } from '#server/stores/profiles.ts';
import type { SubjectReferenceStore } from '#server/stores/subject-references.ts';

export type RemovalDependencies = {
  db: Connection;
  erasure: ErasureStore;
  profiles: Pick<ProfileStore, 'readMany'>;
  totals: Pick<ExperimentTotalStore, 'add'>;
  outcomes: Pick<OutcomeStore, 'add'>;
  references: Pick<SubjectReferenceStore, 'forget'>;
  requests: Pick<PrivacyRequestStore, 'forget'>;
};

/** Where sums are taken from. Readers add all shards up, so which one does not matter. */
const shard = 0;

/**
 * Removes the profiles, and moves what they added to experiments and outcomes to a sealed base, where no unit that is
 * folded anew can touch it: reports say the same before and after, and hold nobody any more.
 */
export const removeProfiles = (
  { db, erasure, profiles, totals, outcomes }: RemovalDependencies,
  profileIds: readonly string[],
): Promise<number> =>
  withTransaction(db, async (session) => {
    for (const profile of (await profiles.readMany(profileIds, session)).values()) {
      const contribution = contributionOf([{ profile }]);
      const taken = takenBack(contribution);
      await totals.add(taken.totals, shard, session);
      await totals.add(contribution.totals, 'sealed', session);
      await outcomes.add(taken.outcomes, shard, session);
      await outcomes.add(contribution.outcomes, 'sealed', session);
    }
    return erasure.removeProfiles(profileIds, session);
  });

/** Removes every document of the profiles; tells of each part that is gone. */
export const removeHistory = async (
  { erasure }: RemovalDependencies,
  profileIds: readonly string[],
  tell: (collection: string, removed: number) => Promise<void>,
): Promise<void> => {
  for (const trace of traces)
    for await (const removed of erasure.removeTraces(trace, profileIds))
      await tell(trace.collection, removed);
};

/** Takes the person out of what stays, ends what they asked for and nobody answered yet, and deletes the key by which audit and outbox know them. */
export const removeMentions = async (
  { erasure, references, requests }: RemovalDependencies,
  profileIds: readonly string[],
  by: { erasureId: string; at: Date },
): Promise<void> => {
  await erasure.removeMentions(profileIds);
  await requests.forget(profileIds, by);
  await references.forget(profileIds);
};
