import { randomUUID } from 'node:crypto';
import { identityNamed, type MergedSide, type MergeRequest, type MergeResponse } from '#schemas/identity.ts';
import type { Profile } from '#schemas/profile.ts';
import { mergeByHand, undoByHand } from '#server/domain/identities/by-hand.ts';
import type { LinkClaim } from '#server/domain/identities/links.ts';
import type { Statement } from '#server/domain/identities/plan.ts';
import { eventCount } from '#server/domain/profiles/checkpoints.ts';
import type { Clock } from '#server/platform/clock.ts';
import type { ClientSession } from '#server/platform/mongo.ts';
import { type ProblemCode, problem } from '#server/platform/problems.ts';
import type { AuditLogStore } from '#server/stores/audit-log.ts';
import type { IdentityStore } from '#server/stores/identities.ts';
import type { ProfileStore } from '#server/stores/profiles.ts';
import type { SubjectReferenceStore } from '#server/stores/subject-references.ts';

export type StatingDependencies = {
  identities: Pick<IdentityStore, 'read'>;
  profiles: Pick<ProfileStore, 'read'>;
  references: Pick<SubjectReferenceStore, 'of'>;
  audit: Pick<AuditLogStore, 'record'>;
  /** Stores what is stated, and folds again whoever gains or loses events by it. */
  link: (stated: Stated) => Promise<unknown>;
  /** Drops what is kept ready for a customer. */
  forget: (profileId: string) => void;
  clock: Clock;
};

type Stated = { statement: Statement; write: (session: ClientSession) => Promise<void> };

const ways = {
  merge: { judge: mergeByHand, action: 'profile.merged' },
  undo: { judge: undoByHand, action: 'profile.merge-undone' },
} as const;
type Way = keyof typeof ways;

/** What the audit log calls what is done here. */
export const statingActions: readonly string[] = Object.values(ways).map(({ action }) => action);

const presentProfile = (profile: Profile): NonNullable<MergedSide['profile']> => ({
  id: profile.id,
  identities: profile.identities,
  version: profile.version,
  events: eventCount(profile),
  orders: profile.counters.orders,
  first_seen_at: profile.firstSeenAt.toISOString(),
  last_seen_at: profile.lastSeenAt.toISOString(),
});

type Said = { way: Way; from: string; into: string; reason: string; by: string; at: Date };

const impossible = { merge: 'merge-impossible', undo: 'undo-impossible' } as const satisfies Record<
  Way,
  ProblemCode
>;

/** A statement that is judged by the links as they are then, and what it came to claim. */
const judged = ({ way, from, into, at }: Said) => {
  const made: { claim?: LinkClaim } = {};
  const said = { from, into, at, messageId: `${way}-${randomUUID()}` };
  const statement: Statement = {
    about: [from, into],
    claimsOf: (links) => {
      const verdict = ways[way].judge(said, links);
      if ('fault' in verdict) throw problem(impossible[way], { detail: verdict.fault });
      made.claim = verdict.claim;
      return [verdict.claim];
    },
  };
  return { statement, made };
};

export const unknownIdentity = (identity: string) =>
  problem('not-found', { detail: `Nothing is known of ${identity}.` });

/** Merges identities and undoes that, as somebody says by hand. */
export const createStating = (dependencies: StatingDependencies) => {
  const { identities, profiles, references, audit, link, forget, clock } = dependencies;

  const requireKnown = async (identity: string): Promise<void> => {
    const isKnown = (await profiles.read(identity)) !== null || (await identities.read([identity])).size > 0;
    if (!isKnown) throw unknownIdentity(identity);
  };

  /** Each of both is told of under its own reference, with that of the other. */
  const telling = async ({ way, from, into, reason, by, at }: Said): Promise<Stated['write']> => {
    const [first, second] = [await references.of(from), await references.of(into)];
    const entry = { at, actor: by, action: ways[way].action };
    return async (session) => {
      await audit.record({ ...entry, subject: first, detail: { into: second, reason } }, session);
      await audit.record({ ...entry, subject: second, detail: { from: first, reason } }, session);
    };
  };

  const sideOf = async (identity: string): Promise<MergedSide> => {
    const profile = await profiles.read(identity);
    forget(identity);
    if (profile) forget(profile.id);
    return { identity, profile: profile && presentProfile(profile) };
  };

  const linkOf = async ({ from, to }: LinkClaim): Promise<MergeResponse['link']> => {
    const links = (await identities.read([from])).get(from) ?? [];
    const { cause, state, at } = links.find((each) => each.to === to)!;
    return { from, to, cause, state, since: at.toISOString() };
  };

  /**
   * Durable when it resolves, and both profiles are what they are by it.
   * @throws ProblemError 'not-found' for an identity that nothing is kept of, 'merge-impossible' or 'undo-impossible' where it cannot be
   */
  return async (way: Way, request: MergeRequest, by: string): Promise<MergeResponse> => {
    const [from, into] = [identityNamed(request.from), identityNamed(request.into)];
    await requireKnown(from);
    await requireKnown(into);
    const said = { way, from, into, reason: request.reason, by, at: clock() };
    const { statement, made } = judged(said);
    await link({ statement, write: await telling(said) });
    return { link: await linkOf(made.claim!), from: await sideOf(from), into: await sideOf(into) };
  };
};
