import type { Profile } from '#schemas/profile.ts';
import type { ChangeCause, SegmentChange } from '#schemas/segment-report.ts';
import type { Evidence } from '#server/domain/decisions/evidence.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import { type Evaluated, evaluate, isOutOfDate } from '#server/domain/segments/evaluate.ts';
import type { Bus } from '#server/platform/bus.ts';
import type { Clock } from '#server/platform/clock.ts';
import { type ClientSession, type Connection, withTransaction } from '#server/platform/mongo.ts';
import type { SegmentChangeStore } from '#server/stores/segment-changes.ts';
import type { SegmentMemberStore } from '#server/stores/segment-members.ts';
import type { SegmentUploadStore } from '#server/stores/segment-uploads.ts';

export type KeeperDependencies = {
  db: Connection;
  members: Pick<SegmentMemberStore, 'keep' | 'ofIdentities'>;
  uploads: Pick<SegmentUploadStore, 'of'>;
  changes: Pick<SegmentChangeStore, 'add'>;
  release: () => CompiledRelease;
  evidence: () => Evidence;
  bus: Bus;
  clock: Clock;
};

const day = 86_400_000;
const attempts = 5;

/** Another process wrote one of the profiles meanwhile: read again and repeat. */
class Overtaken extends Error {}

type Update = { before: Profile; after: Evaluated };
/** A change with the name by which the shop knows its customer. */
type News = SegmentChange & { subject: string };

const isUntouched = (profile: Profile, { segments }: CompiledRelease): boolean =>
  segments.items.length + segments.uploaded.size === 0 && (profile.memberships ?? []).length === 0;

/** Keeps who is in which segment: with every event, as time passes, after uploads and after releases. */
export const createSegmentKeeper = (dependencies: KeeperDependencies) => {
  const { db, members, uploads, changes, release, evidence, bus, clock } = dependencies;
  /** By profile: what a fold changed, until it is known to be stored. */
  const untold = new Map<string, News[]>();
  /** By the profile that others are part of now: what these left. */
  const parting = new Map<string, News[]>();

  const uploadedOf = async (
    profiles: readonly Profile[],
    { segments }: CompiledRelease,
    session?: ClientSession,
  ) => {
    const known =
      segments.uploaded.size === 0
        ? new Map<string, string[]>()
        : await uploads.of(
            profiles.flatMap(({ identities }) => identities),
            session,
          );
    return ({ identities }: Profile): string[] =>
      [...new Set(identities.flatMap((identity) => known.get(identity) ?? []))]
        .filter((key) => segments.uploaded.has(key))
        .sort();
  };

  /** What is out of date of some profiles. */
  const review = async (
    profiles: readonly Profile[],
    at: Date,
    session?: ClientSession,
  ): Promise<Update[]> => {
    const now = release();
    // whose processing is restricted stays where they are
    const open = profiles.filter((profile) => !profile.restrictedAt && !isUntouched(profile, now));
    const uploadedIn = await uploadedOf(open, now, session);
    const updates: Update[] = [];
    for (const before of open) {
      const input = { profile: before, uploaded: uploadedIn(before), release: now, evidence: evidence(), at };
      const after = await evaluate(input);
      if (isOutOfDate(before, after, at)) updates.push({ before, after });
    }
    return updates;
  };

  const newsOf = (updates: readonly Update[], at: Date, cause: ChangeCause): News[] =>
    updates.flatMap(({ before: { id, subject }, after }) =>
      after.changes.map((change) => ({ ...change, profileId: id, subject, at, cause })),
    );

  const record = (news: readonly News[], at: Date, session: ClientSession): Promise<void> => {
    const expiresAt = new Date(at.getTime() + release().settings.event_retention_days * day);
    return changes.add(
      news.map(({ subject: _, ...change }) => change),
      expiresAt,
      session,
    );
  };

  const tell = (news: readonly News[]): void => {
    for (const { change, subject, segment, cause, at } of news)
      bus.emit(`personalization.segment_${change}`, {
        customer_id: subject,
        segment,
        cause,
        timestamp: at.toISOString(),
      });
  };

  const keptBy = ({ changes: _, ...kept }: Evaluated) => kept;

  /** Writes memberships over the versions of the profiles that they follow from, with what changed. */
  const keep = async (
    updates: readonly Update[],
    { at, cause }: { at: Date; cause: ChangeCause },
    session: ClientSession,
  ): Promise<News[]> => {
    const writes = updates.map(({ before, after }) => ({
      id: before.id,
      before: before.memberships ?? [],
      version: before.version,
      kept: keptBy(after),
    }));
    if (!(await members.keep(writes, session))) throw new Overtaken();
    const found = newsOf(updates, at, cause);
    await record(found, at, session);
    return found;
  };

  const bring = async (
    identities: readonly string[],
    cause: ChangeCause,
    first: (session: ClientSession) => Promise<void> = async () => undefined,
  ): Promise<number> => {
    for (let tried = 1; ; tried += 1) {
      try {
        const news = await withTransaction(db, async (session) => {
          await first(session);
          const at = clock();
          const profiles = await members.ofIdentities(identities, session);
          return keep(await review(profiles, at, session), { at, cause }, session);
        });
        tell(news);
        return news.length;
      } catch (error) {
        if (!(error instanceof Overtaken) || tried === attempts) throw error;
      }
    }
  };

  return {
    /** Whoever is part of another now leaves every segment, within the transaction that says so. */
    join: async (
      gone: readonly Profile[],
      movedTo: ReadonlyMap<string, string>,
      session: ClientSession,
    ): Promise<void> => {
      const at = clock();
      parting.clear();
      const left = gone.flatMap(({ id, subject, memberships = [] }) =>
        memberships.map(({ segment }): News => {
          const change = { segment, change: 'left', cause: 'merge', at } as const;
          return { ...change, profileId: id, subject };
        }),
      );
      for (const item of left) {
        const into = movedTo.get(item.profileId)!;
        parting.set(into, [...(parting.get(into) ?? []), item]);
      }
      await record(left, at, session);
    },

    /** What follows for memberships from events that are being folded; `write` belongs to the fold's transaction. */
    step: async (profiles: readonly Profile[], session: ClientSession) => {
      const at = clock();
      const updates = await review(profiles, at, session);
      const news = newsOf(updates, at, 'event');
      for (const { id } of profiles) {
        untold.delete(id);
        if (parting.has(id)) untold.set(id, parting.get(id)!);
      }
      for (const item of news) untold.set(item.profileId, [...(untold.get(item.profileId) ?? []), item]);
      return {
        write: async (writing: ClientSession): Promise<void> => {
          await members.keep(
            updates.map(({ before, after }) => ({
              id: before.id,
              before: before.memberships ?? [],
              kept: keptBy(after),
            })),
            writing,
          );
          await record(news, at, writing);
        },
      };
    },

    /** Folded profiles are stored: whoever listens is told what changed in them. */
    folded: (profileIds: readonly string[]): void => {
      for (const id of profileIds) {
        tell(untold.get(id) ?? []);
        untold.delete(id);
      }
    },

    /**
     * Brings some customers up to date in one transaction, after whatever else belongs into it. Answers how many
     * memberships began or ended.
     */
    bring,

    /**
     * The same for profiles that were just read: only what is out of date is written, and who was written meanwhile is
     * read again.
     */
    bringRead: async (profiles: readonly Profile[], cause: ChangeCause): Promise<number> => {
      const at = clock();
      const updates = await review(profiles, at);
      if (updates.length === 0) return 0;
      try {
        const news = await withTransaction(db, (session) => keep(updates, { at, cause }, session));
        tell(news);
        return news.length;
      } catch (error) {
        if (!(error instanceof Overtaken)) throw error;
        return bring(
          updates.map(({ before }) => before.id),
          cause,
        );
      }
    },
  };
};

export type SegmentKeeper = ReturnType<typeof createSegmentKeeper>;
