import type { Membership } from '#schemas/profile.ts';

/** Someone came into a segment, or left it. */
export type MembershipChange = { segment: string; change: 'entered' | 'left' };

/** As many as a profile has room for. */
const mostMemberships = 1000;

const byKey = (a: { segment: string }, b: { segment: string }): number => (a.segment < b.segment ? -1 : 1);

/**
 * Memberships brought up to date: those that go on keep their time, in order of their keys. With what changed.
 * @example membershipChanges([], ['vip'], at).changes // [{ segment: 'vip', change: 'entered' }]
 */
export const membershipChanges = (
  before: readonly Membership[],
  keys: readonly string[],
  at: Date,
): { memberships: Membership[]; changes: MembershipChange[] } => {
  const since = new Map(before.map((membership) => [membership.segment, membership.since]));
  const memberships = [...new Set(keys)]
    .map((segment) => ({ segment, since: since.get(segment) ?? at }))
    .sort(byKey)
    .slice(0, mostMemberships);
  const now = new Set(memberships.map(({ segment }) => segment));
  const entered = memberships.filter(({ segment }) => !since.has(segment));
  const left = before.filter(({ segment }) => !now.has(segment));
  const changes: MembershipChange[] = [
    ...entered.map(({ segment }) => ({ segment, change: 'entered' as const })),
    ...left.map(({ segment }) => ({ segment, change: 'left' as const })),
  ];
  return { memberships, changes: changes.sort(byKey) };
};
