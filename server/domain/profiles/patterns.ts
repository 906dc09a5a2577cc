import type { Patterns, Place, Session } from '#schemas/profile.ts';
import { weekdays } from '#schemas/schedule.ts';
import { wallClock } from '#server/domain/releases/wall-clock.ts';
import { day } from './decay.ts';
import { limits } from './limits.ts';
import { own, setOwn, strongest } from './records.ts';
import type { FoldEvent } from './types.ts';

const halfLifeDays = 90;
const landmark = Date.UTC(2020, 0, 1);

/**
 * What an event weighs beside others: twice as much as one of 90 days before. Weights grow with the time of the event
 * instead of shrinking with the time that passes, so sums never need to be brought up to date; only their ratios mean
 * anything. Source: G. Cormode et al., Forward decay, ICDE 2009.
 * @example forwardWeight(new Date('2020-03-31')) // 2
 */
const forwardWeight = (at: Date): number => 2 ** ((at.getTime() - landmark) / day / halfLifeDays);

export const emptyPatterns = (): Patterns => ({
  hours: new Array<number>(24).fill(0),
  weekdays: new Array<number>(7).fill(0),
  devices: {},
  channels: {},
  events: 0,
});

const localClock = (at: Date, zone: string): { hour: number; weekday: number } => {
  const clock = zone === 'UTC' ? null : wallClock(at, zone);
  if (clock === null) return { hour: at.getUTCHours(), weekday: at.getUTCDay() };
  return { hour: clock.hour, weekday: weekdays.indexOf(clock.weekday) };
};

/** One more name than the limit drops the weakest. */
const raisedName = (
  weights: Record<string, number>,
  name: string | undefined,
  weight: number,
): Record<string, number> => {
  if (name === undefined) return weights;
  const before = own(weights, name);
  setOwn(weights, name, (before ?? 0) + weight);
  return before === undefined ? strongest(weights, limits.channels, (value) => value) : weights;
};

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value.slice(0, limits.textLength) : undefined;

const placeIn = (value: unknown): Place | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  const said = value as Record<string, unknown>;
  const [country, region, city] = [text(said['country']), text(said['region']), text(said['city'])];
  const place = {
    ...(country !== undefined && { country }),
    ...(region !== undefined && { region }),
    ...(city !== undefined && { city }),
  };
  return Object.keys(place).length === 0 ? undefined : place;
};

type Activity = {
  event: FoldEvent;
  /** The visit that the event belongs to. */
  session: Session | null;
  /** IANA zone of the customer, else of the shop. */
  zone: string;
};

/** Patterns that a run of events may add to in place. */
export const openPatterns = (patterns: Patterns): Patterns => ({
  ...patterns,
  hours: [...patterns.hours],
  weekdays: [...patterns.weekdays],
  devices: { ...patterns.devices },
  channels: { ...patterns.channels },
});

/**
 * Adds an event of a visit to when and with what the customer is active, in place: local hour and weekday, device,
 * channel, and the newest place that an event's context told (`geo`, or the Segment protocol's `location`).
 */
export const advancePatterns = (patterns: Patterns, { event, session, zone }: Activity): void => {
  const weight = forwardWeight(event.at);
  const { hour, weekday } = localClock(event.at, zone);
  const place = placeIn(event.context['geo']) ?? placeIn(event.context['location']);
  patterns.hours[hour]! += weight;
  patterns.weekdays[weekday]! += weight;
  patterns.devices = raisedName(patterns.devices, session?.device, weight);
  patterns.channels = raisedName(patterns.channels, session?.channel, weight);
  patterns.events += 1;
  if (place) patterns.place = place;
};

/** Values as shares of their sum; nothing where there is nothing to share. */
const sharesOf = (values: readonly number[]): number[] => {
  const total = values.reduce((sum, value) => sum + value, 0);
  return total > 0 ? values.map((value) => value / total) : [];
};

/** A name with its share of all activity, 0 to 1. */
type Preference = { name: string; share: number };

/**
 * Names by their share of the recent activity, the largest first.
 * @example preferencesIn({ mobile: 3, desktop: 1 })[0] // { name: 'mobile', share: 0.75 }
 */
export const preferencesIn = (weights: Record<string, number> = {}): Preference[] => {
  const names = Object.keys(weights);
  return sharesOf(Object.values(weights))
    .map((share, index) => ({ name: names[index]!, share }))
    .sort((a, b) => b.share - a.share || (a.name < b.name ? -1 : 1));
};

/** Shares of the recent activity by local hour (0–23) and weekday (Sunday first); null before the first visit. */
export const activityOf = (
  patterns: Patterns | undefined,
): { hours: number[]; weekdays: number[]; events: number } | null =>
  patterns === undefined
    ? null
    : { hours: sharesOf(patterns.hours), weekdays: sharesOf(patterns.weekdays), events: patterns.events };
