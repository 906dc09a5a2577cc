import type { Facts } from '#schemas/facts.ts';
import type { Membership } from '#schemas/profile.ts';
import { day } from '#server/domain/profiles/decay.ts';

type Days = Readonly<Record<string, number>>;

/**
 * Days since each membership began, by segment.
 * @example daysInSegments([{ segment: 'vip', since: yesterday }], now) // { vip: 1 }
 */
export const daysInSegments = (memberships: readonly Membership[] = [], at: Date): Record<string, number> =>
  Object.fromEntries(
    memberships.map(({ segment, since }) => [segment, Math.max(0, at.getTime() - since.getTime()) / day]),
  );

/** The segments that facts say a customer is in. */
export const heldSegments = ({ profile }: Facts): readonly string[] =>
  (profile['segments'] as readonly string[] | undefined) ?? [];

/**
 * Facts of a customer who turned out to be in these segments: days are told of those alone, and whoever was not known
 * to be in one has only just come.
 */
export const withSegments = (facts: Facts, segments: readonly string[]): Facts => {
  const known = (facts.profile['days_in_segment'] as Days | undefined) ?? {};
  const days = Object.fromEntries(
    segments.map((key) => [key, Object.hasOwn(known, key) ? known[key]! : 0] as const),
  );
  return { ...facts, profile: { ...facts.profile, segments, days_in_segment: days } };
};
