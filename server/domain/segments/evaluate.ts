import type { Profile } from '#schemas/profile.ts';
import type { Evidence } from '#server/domain/decisions/evidence.ts';
import { buildFacts } from '#server/domain/decisions/facts.ts';
import { matchSegments } from '#server/domain/decisions/matches.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import { type MembershipChange, membershipChanges } from './membership.ts';
import { nextChange } from './next-change.ts';

type Input = {
  profile: Profile;
  /** Segments whose uploads hold one of the customer's identities. */
  uploaded: readonly string[];
  release: CompiledRelease;
  evidence: Pick<Evidence, 'catalogue'>;
  at: Date;
};

/** What a profile holds of segments, and how it came to it. */
export type Evaluated = Required<Pick<Profile, 'segments' | 'memberships' | 'segmentsDueAt'>> & {
  changes: MembershipChange[];
};

const factsOf = ({ profile, uploaded, release, evidence, at }: Input) => {
  const known = { ...profile, segments: [...uploaded] };
  return buildFacts({ profile: known, identity: profile.id, context: {}, release, evidence, at });
};

/**
 * The segments that a customer is in at a time, computed from nothing but their profile: as decisions do it, without
 * any request's context.
 * @example await membershipOf({ profile, uploaded: [], release, evidence, at }) // ['loyal']
 */
export const membershipOf = (input: Input): string[] | Promise<string[]> => {
  const { profile, release, at } = input;
  return matchSegments({ release, facts: factsOf(input), profile, at });
};

/**
 * A customer's memberships brought up to a time: who entered and left what, since when each goes on, and when time
 * alone may change them next.
 * @example (await evaluate({ profile, uploaded: [], release, evidence, at })).changes // [{ segment: 'vip', change: 'entered' }]
 */
export const evaluate = async (input: Input): Promise<Evaluated> => {
  const { profile, uploaded, release, at } = input;
  const facts = factsOf(input);
  const keys = await matchSegments({ release, facts, profile, at });
  const { memberships, changes } = membershipChanges(profile.memberships ?? [], keys, at);
  const now: Profile = { ...profile, segments: [...uploaded], memberships };
  const segmentsDueAt = nextChange({ profile: now, facts, release, at });
  return { segments: now.segments, memberships, segmentsDueAt, changes };
};

const sameKeys = (a: readonly string[], b: readonly string[]): boolean => a.join(' ') === b.join(' ');

/**
 * Whether a profile has to be written. That its memberships may change later than it says has not: it is looked at
 * once more at the earlier time, and that is all.
 */
export const isOutOfDate = (profile: Profile, after: Evaluated, at: Date): boolean => {
  const due = profile.segmentsDueAt?.getTime() ?? Number.POSITIVE_INFINITY;
  const next = after.segmentsDueAt?.getTime() ?? Number.POSITIVE_INFINITY;
  return (
    after.changes.length > 0 ||
    !sameKeys(profile.segments, after.segments) ||
    next < due ||
    due <= at.getTime()
  );
};
