import type { Engagement, Profile } from '#schemas/profile.ts';
import type { Settings } from '#schemas/settings.ts';
import { endOfWeek, engagementAt, weekOf } from './engagement.ts';
import { limits } from './limits.ts';
import { earlier } from './order.ts';

/** The score at a moment; null where the customer was not seen yet. */
type EngagementMoment = { at: Date; score: number | null };

/** As of a time that has been, from what is kept of each week; 0 before the first event. */
export const pastEngagement = (engagement: Engagement, at: Date, settings: Settings): number => {
  const kept = engagement.weeks ?? (engagement.at ? [{ raw: engagement.raw, at: engagement.at }] : []);
  const points = kept.find((week) => week.at <= at);
  return points === undefined ? 0 : engagementAt(points, at, settings);
};

/**
 * The score at the end of each of the last 26 weeks (Monday to Sunday, UTC), oldest first; the newest point is now.
 * Weeks without an event are on it too: the score fades through them. It is null for weeks that had ended before the
 * customer was first seen.
 * @example engagementHistory(profile, at, settings).length // 26
 */
export const engagementHistory = (
  { engagement, firstSeenAt }: Pick<Profile, 'engagement' | 'firstSeenAt'>,
  at: Date,
  settings: Settings,
): EngagementMoment[] =>
  Array.from({ length: limits.engagementWeeks }, (_, index) => {
    const end = earlier(at, endOfWeek(weekOf(at) - (limits.engagementWeeks - 1 - index)));
    return { at: end, score: end < firstSeenAt ? null : pastEngagement(engagement, end, settings) };
  });

/** Score by channel, highest first. */
export const engagementByChannel = (
  { channels = {} }: Engagement,
  at: Date,
  settings: Settings,
): { channel: string; score: number }[] =>
  Object.entries(channels)
    .map(([channel, points]) => ({ channel, score: engagementAt(points, at, settings) }))
    .sort((a, b) => b.score - a.score || (a.channel < b.channel ? -1 : 1));
