import type { Engagement, EngagementPoints, Session } from '#schemas/profile.ts';
import type { Settings } from '#schemas/settings.ts';
import { day, decayed } from './decay.ts';
import { limits } from './limits.ts';
import { own, setOwn } from './records.ts';
import type { FoldContext, FoldEvent } from './types.ts';

/** So many decayed points make a score of 50. */
const halfPoints = 50;

export const emptyEngagement = (): Engagement => ({ score: 0, raw: 0, at: null });

/**
 * Engagement on a scale of 0 to 100 from decayed points: `100 · (1 − 2^(−raw / 50))`. It rises steeply at
 * first and never quite reaches 100, so one order tells visitors apart and the hundredth changes little.
 * @example engagementScore(50) // 50
 */
const engagementScore = (raw: number): number => 100 * (1 - 2 ** (-raw / halfPoints));

/**
 * The points that make a score between 0 and 100: the inverse of the scale.
 * @example engagementPointsFor(50) // 50
 */
export const engagementPointsFor = (score: number): number => -halfPoints * Math.log2(1 - score / 100);

type Points = { raw: number; at: Date | null };

const pointsAt = (points: Points | undefined, at: Date, settings: Settings): number =>
  points === undefined
    ? 0
    : points.raw * decayed({ from: points.at, to: at, halfLifeDays: settings.engagement_half_life_days });

/** The score as of a later time: engagement fades while nothing happens. */
export const engagementAt = (engagement: Points, at: Date, settings: Settings): number =>
  engagementScore(pointsAt(engagement, at, settings));

/** Weeks begin on Monday, 00:00 UTC; 1970 began on a Thursday. */
export const weekOf = (at: Date): number => Math.floor((at.getTime() / day + 3) / 7);
export const endOfWeek = (week: number): Date => new Date(((week + 1) * 7 - 3) * day);

/** What happens in the mailbox happens by e-mail, whatever else is known. */
const channelOf = (event: FoldEvent, session: Session | null): string | undefined => {
  if (event.type.startsWith('email_')) return 'email';
  const said = event.context['channel'];
  return typeof said === 'string' && said !== '' ? said.slice(0, limits.textLength) : session?.channel;
};

/** The points of the newest week are first. */
const setWeek = (weeks: EngagementPoints[], points: EngagementPoints): void => {
  const [newest] = weeks;
  if (newest !== undefined && weekOf(newest.at) === weekOf(points.at)) weeks[0] = points;
  else if (weeks.unshift(points) > limits.engagementWeeks) weeks.pop();
};

const addToChannel = (
  channels: Record<string, EngagementPoints>,
  channel: string,
  { weight, at, settings }: { weight: number; at: Date; settings: Settings },
): void => {
  const before = own(channels, channel);
  if (before === undefined && Object.keys(channels).length >= limits.channels) return;
  setOwn(channels, channel, { raw: pointsAt(before, at, settings) + weight, at });
};

/** Engagement that a run of events may add to in place. */
export const openEngagement = (engagement: Engagement): Engagement => {
  const open = { ...engagement };
  if (open.channels) open.channels = { ...open.channels };
  if (open.weeks) open.weeks = [...open.weeks];
  return open;
};

/**
 * Adds the settings' weight of the event to the points, in place: of all and of the event's channel, which halve every
 * `engagement_half_life_days`. An event that names no channel, in a visit without one, counts for no channel.
 */
export const advanceEngagement = (
  engagement: Engagement,
  { event, session }: { event: FoldEvent; session: Session | null },
  { settings }: Pick<FoldContext, 'settings'>,
): void => {
  const weight = own(settings.engagement_weights, event.type) ?? 0;
  if (weight === 0) return;
  const { at } = event;
  const raw = pointsAt(engagement, at, settings) + weight;
  const channel = channelOf(event, session);
  engagement.score = engagementScore(raw);
  engagement.raw = raw;
  engagement.at = at;
  engagement.channels ??= {};
  if (channel !== undefined) addToChannel(engagement.channels, channel, { weight, at, settings });
  engagement.weeks ??= [];
  setWeek(engagement.weeks, { raw, at });
};
