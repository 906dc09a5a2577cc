import type { Membership, Profile } from '#schemas/profile.ts';
import { type Scope, scopeKey } from '#schemas/scope.ts';
import type { SegmentMember } from '#schemas/segment-report.ts';
import type { ClientSession, Connection } from '#server/platform/mongo.ts';
import { customerCountStore } from './customer-counts.ts';
import type { EngagementRank } from './engagement-rank.ts';

type Stored = Profile & { _id: string; scope: string; draw: number; rank: EngagementRank };
type Kept = Required<Pick<Profile, 'segments' | 'memberships' | 'segmentsDueAt'>>;
/** Memberships, and those that they take the place of. */
export type MembershipWrite = { id: string; version?: number; before: readonly Membership[]; kept: Kept };

const bare = ({ _id, scope, draw, rank, ...profile }: Stored): Profile => profile;

const memberOf = (segment: string, { id, subject, memberships = [] }: Profile): SegmentMember => ({
  id,
  subject,
  since: memberships.find((membership: Membership) => membership.segment === segment)!.since,
});
const memberFields = { _id: 0, id: 1, subject: 1, memberships: 1 } as const;

/** Who is in which segment: a part of each customer's profile. */
export const segmentMemberStore = (db: Connection, scope: Scope) => {
  const prefix = scopeKey(scope);
  const native = db.collection('customer_profiles');
  const counts = customerCountStore(db, scope);
  const idOf = (id: string): string => `${prefix}/${id}`;
  const inSegment = (segment: string) => ({ scope: prefix, 'memberships.segment': segment }) as never;

  return {
    /**
     * Writes memberships beside what else the profiles hold. Where a version is given it is compared and raised by one:
     * false when another process wrote one of the profiles meanwhile; then abort the transaction.
     */
    keep: async (writes: readonly MembershipWrite[], session: ClientSession): Promise<boolean> => {
      if (writes.length === 0) return true;
      const updates = writes.map(({ id, version, kept }) => ({
        updateOne: {
          filter: { _id: idOf(id), ...(version !== undefined && { version }) },
          update: { $set: kept, ...(version !== undefined && { $inc: { version: 1 } }) },
        },
      }));
      const { matchedCount } = await native.bulkWrite(updates as never[], { session, ordered: false });
      if (matchedCount !== writes.length) return false;
      await counts.add(
        writes.map(({ before, kept }) => ({ before: { memberships: before }, after: kept })),
        session,
      );
      return true;
    },

    /** The profiles of some identities, each once: of whoever was merged into another, the other. */
    ofIdentities: async (identities: readonly string[], session?: ClientSession): Promise<Profile[]> => {
      const found = new Map<string, Profile>();
      let wanted = [...new Set(identities)];
      while (wanted.length > 0) {
        const filter = { _id: { $in: wanted.map(idOf) } } as never;
        const read = await native.find(filter, session && { session }).toArray();
        wanted = [];
        for (const document of read as unknown as (Stored & { movedTo?: string })[])
          if (document.movedTo === undefined) found.set(document.id, bare(document));
          else if (!found.has(document.movedTo)) wanted.push(document.movedTo);
      }
      return [...found.values()];
    },

    /** Those whose memberships time may have changed, the longest due first; whoever is restricted waits. */
    due: async (now: Date, limit: number): Promise<string[]> => {
      const filter = { scope: prefix, segmentsDueAt: { $lte: now }, restrictedAt: null };
      const found = native.find(filter as never, {
        sort: { segmentsDueAt: 1 },
        limit,
        projection: { id: 1 },
      });
      return (await found.toArray()).map((profile) => (profile as unknown as Profile).id);
    },

    /** The next profiles by id, after the given one. The scope is in the ids, so that no other index is taken. */
    after: async (id: string, limit: number): Promise<Profile[]> => {
      const filter = { _id: { $gt: idOf(id), $lt: `${prefix}0` }, movedTo: { $exists: false } };
      const found = await native
        .find(filter as never, { sort: { _id: 1 }, limit, batchSize: limit })
        .toArray();
      return (found as unknown as Stored[]).map(bare);
    },

    count: async (segment: string): Promise<number> => (await counts.read()).bySegment.get(segment) ?? 0,

    sizes: counts.read,

    /** Counts everyone from their profiles: for whoever wrote these by hand. */
    countAnew: counts.countAnew,

    /** How many customers are in exactly which of some segments; those in none are left out. */
    together: async (keys: readonly string[]): Promise<{ segments: string[]; customers: number }[]> => {
      const groups = await native
        .aggregate([
          { $match: { scope: prefix, 'memberships.segment': { $in: keys } } },
          // kept in the order of their keys, so that equal sets are equal lists
          {
            $project: { in: { $filter: { input: '$memberships.segment', cond: { $in: ['$$this', keys] } } } },
          },
          { $group: { _id: '$in', customers: { $sum: 1 } } },
          { $sort: { customers: -1, _id: 1 } },
        ])
        .toArray();
      return groups.map(({ _id, customers }) => ({ segments: _id as unknown as string[], customers }));
    },

    list: async (segment: string, { from, to }: { from: number; to: number }): Promise<SegmentMember[]> => {
      const options = {
        sort: { _id: 1 },
        skip: from,
        limit: to - from + 1,
        projection: memberFields,
      } as const;
      const found = await native.find(inSegment(segment), options).toArray();
      return (found as unknown as Profile[]).map((profile) => memberOf(segment, profile));
    },

    /** Every member, read as they are asked for. */
    stream: async function* (segment: string): AsyncGenerator<SegmentMember> {
      const options = { sort: { _id: 1 }, projection: memberFields, batchSize: 500 } as const;
      for await (const found of native.find(inSegment(segment), options))
        yield memberOf(segment, found as unknown as Profile);
    },
  };
};

export type SegmentMemberStore = ReturnType<typeof segmentMemberStore>;
