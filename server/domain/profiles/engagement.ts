import type { Profile } from '#schemas/profile.ts';
import type { Settings } from '#schemas/settings.ts';
import { decayed } from './decay.ts';
import { own } from './records.ts';
import type { FoldContext, FoldEvent } from './types.ts';

type Engagement = Profile['engagement'];

/** So many decayed points make a score of 50. */
const halfPoints = 50;

export const emptyEngagement = (): Engagement => ({ score: 0, raw: 0, at: null });

/**
 * Engagement on a scale of 0 to 100 from decayed points: `100 · (1 − 2^(−raw / 50))`. It rises steeply at
 * first and never quite reaches 100, so one order tells visitors apart and the hundredth changes little.
 * @example engagementScore(50) // 50
 */
const engagementScore = (raw: number): number => 100 * (1 - 2 ** (-raw / halfPoints));

/** The score as of a later time: engagement fades while nothing happens. */
export const engagementAt = (engagement: Engagement, at: Date, settings: Settings): number => {
  const halfLifeDays = settings.engagement_half_life_days;
  return engagementScore(engagement.raw * decayed({ from: engagement.at, to: at, halfLifeDays }));
};

/** Adds the settings' weight of the event to the points, which halve every `engagement_half_life_days`. */
export const foldEngagement = (
  engagement: Engagement,
  event: FoldEvent,
  { settings }: Pick<FoldContext, 'settings'>,
): Engagement => {
  const weight = own(settings.engagement_weights, event.type) ?? 0;
  if (weight === 0) return engagement;
  const halfLifeDays = settings.engagement_half_life_days;
  const raw = engagement.raw * decayed({ from: engagement.at, to: event.at, halfLifeDays }) + weight;
  return { score: engagementScore(raw), raw, at: event.at };
};
