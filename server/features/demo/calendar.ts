import type { Chance } from './chance.ts';

const hour = 3_600_000;
export const day = 24 * hour;

/** Sunday first. Sundays are the busiest, Fridays the quietest. */
const weekdayWeights = [1.45, 1, 0.95, 0.95, 1, 0.8, 1.25];
/** By local hour: quiet nights, a rise at lunch and the peak after dinner. */
const hourWeights = [
  0.25, 0.12, 0.08, 0.06, 0.08, 0.2, 0.5, 0.9, 1.1, 1.2, 1.3, 1.4, 1.7, 1.5, 1.2, 1.2, 1.3, 1.5, 1.7, 2.1,
  2.5, 2.3, 1.4, 0.6,
];
/** Trade grows by a fifth over the period. */
const growth = 0.2;

const dayWeight = (start: number, index: number, days: number): number => {
  const weekday = new Date(start + index * day).getUTCDay();
  return weekdayWeights[weekday]! * (1 + (growth * index) / days);
};

/** The start of the first day: whole days before the day of `now`, so that days are days. */
export const periodStart = (now: Date, days: number): number =>
  Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()) - (days - 1) * day;

type Period = { start: number; days: number; from: number };

/** A time for a visit: a day of the period from day `from` on, by weekday and trend, then an hour, then a minute. */
export const visitTime = (chance: Chance, { start, days, from }: Period): number => {
  const weights = Array.from({ length: days - from }, (_, index) => dayWeight(start, from + index, days));
  const date = start + (from + chance.weighted(weights)) * day;
  return date + chance.weighted(hourWeights) * hour + Math.floor(chance.between(0, hour));
};
