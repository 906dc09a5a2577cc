import type { Facts } from '#schemas/facts.ts';
import type { Profile } from '#schemas/profile.ts';
import type { Settings } from '#schemas/settings.ts';
import { durationOf, instantOf } from '#server/domain/conditions/date-comparisons.ts';
import { type AskedOfHistory, askedOfHistory } from '#server/domain/conditions/history-query.ts';
import type { TallyFact, Window } from '#server/domain/conditions/history-tally.ts';
import { type PathSegment, parsePath, valueAt } from '#server/domain/conditions/path.ts';
import { isFactReference } from '#server/domain/conditions/soundness.ts';
import { day } from '#server/domain/profiles/decay.ts';
import { engagementPointsFor } from '#server/domain/profiles/engagement.ts';
import { nextDay, nextHour } from './local-clock.ts';

/** One comparison, wherever it stands in the conditions of segments. */
export type Leaf = { fact: string; path?: string | undefined; operator: string; value: unknown };
/** Whose memberships, and what is known of them at a time. */
export type Standing = { profile: Profile; facts: Facts; settings: Settings; at: Date };
/** Instants after which a comparison may come out otherwise; those that have passed say nothing. */
export type Clock = (standing: Standing) => readonly number[];

const hour = 3_600_000;

/** For what fades or moves without a time that could be told: looked at again after an hour. */
const hourly: Clock = ({ at }) => [at.getTime() + hour];
const daily: Clock = ({ at }) => [at.getTime() + day];
const sessionEnd: Clock = ({ profile, settings }) =>
  profile.session === null
    ? []
    : [profile.session.lastEventAt.getTime() + settings.behavioral_tracking.session_timeout * 1000 + 1];

const flat = (value: unknown): unknown[] => (Array.isArray(value) ? value.flat() : [value]);
const numbersIn = (value: unknown): number[] => flat(value).filter((item) => typeof item === 'number');
const datesIn = (value: unknown): number[] =>
  flat(value)
    .map(instantOf)
    .filter((instant) => !Number.isNaN(instant));

/** Around an instant that was computed: a comparison may turn just before, at, or just after it. */
const around = (instant: number): number[] => {
  const whole = Math.floor(instant);
  return [whole - 1, whole, whole + 1, whole + 2];
};

/** Of a fact that grows by one with each unit of time since a date. */
const growing =
  (value: unknown, unit: number, since: (standing: Standing) => Date | null | undefined): Clock =>
  (standing) => {
    const start = since(standing)?.getTime();
    return start === undefined ? [] : numbersIn(value).flatMap((number) => around(start + number * unit));
  };

/** Of engagement: it falls, so it meets each number once. */
const fading =
  (value: unknown, channel: string | undefined): Clock =>
  (standing) => {
    const { profile, settings } = standing;
    const points = channel === undefined ? profile.engagement : profile.engagement.channels?.[channel];
    if (!points?.at || points.raw <= 0) return [];
    const [from, halfLife] = [points.at.getTime(), settings.engagement_half_life_days * day];
    return numbersIn(value).flatMap((score) => {
      // next to its ends the scale is finer than numbers are
      if (score <= 0 || score >= 100) return daily(standing);
      const wanted = engagementPointsFor(score);
      return points.raw < wanted ? [] : around(from + halfLife * Math.log2(points.raw / wanted));
    });
  };

/** An instant at which a count changes, and by how much. */
type Edge = { at: number; by: number };

/** Every hour or day in which something happened begins to count, and stops when the window has left it behind. */
const edgesOf = (tally: TallyFact, { unit, ms }: Window): Edge[] => {
  const length = unit === 'hours' ? hour : day;
  return Object.entries(tally[unit] ?? {}).flatMap(([name, count]) => {
    const begins = Date.parse(unit === 'hours' ? `${name}:00Z` : name);
    return [
      { at: begins, by: count },
      { at: begins + length + ms, by: -count },
    ];
  });
};

/** The first edge at which the count is no longer within its bounds, or is again. */
const counting =
  ({ query: { key, window, atLeast, atMost } }: AskedOfHistory): Clock =>
  ({ facts, at }) => {
    const tally = valueAt(facts.profile['history'], [key]) as TallyFact | undefined;
    if (window === null || typeof tally !== 'object' || tally === null) return [];
    const now = at.getTime();
    const edges = edgesOf(tally, window).sort((a, b) => a.at - b.at);
    let count = 0;
    for (const edge of edges) if (edge.at <= now) count += edge.by;
    const isWithin = (): boolean => count >= atLeast && count <= atMost;
    const before = isWithin();
    for (const [index, edge] of edges.entries()) {
      if (edge.at <= now) continue;
      count += edge.by;
      if (edges[index + 1]?.at !== edge.at && isWithin() !== before) return [edge.at];
    }
    return [];
  };

/** Of a date that is to lie no longer ago than a duration: when it comes, and when it is too long ago. */
const lasting =
  (fact: string, steps: readonly PathSegment[], duration: number): Clock =>
  ({ facts }) =>
    datesIn(valueAt(facts, [fact, ...steps])).flatMap((instant) => [instant, instant + duration + 1]);

const operatorName = (operator: string): string => operator.slice(operator.lastIndexOf(':') + 1);

const ofTime = (step: PathSegment | undefined, value: unknown): Clock => {
  if (step === 'now') return () => datesIn(value).flatMap((instant) => [instant, instant + 1]);
  const next =
    step === 'weekday' || step === 'weekend' || step === 'month' || step === 'season' ? nextDay : nextHour;
  return ({ profile, settings, at }) => [
    next(at, profile.timeZone === undefined ? [settings.time_zone] : [profile.timeZone, settings.time_zone]),
  ];
};

const still: Clock = () => [];
/** Parts of a profile that only events, uploads and publishing change. */
const stillParts = ['known', 'traits', 'segments', 'first_seen_at', 'counters', 'affinities', 'journeys'];

const ofProfile = (steps: readonly PathSegment[], { value }: Leaf): Clock => {
  const [part, inner] = steps;
  const path = steps.join('.');
  if (path === 'days_since_first_seen') return growing(value, day, ({ profile }) => profile.firstSeenAt);
  if (path === 'days_since_last_seen') return growing(value, day, ({ profile }) => profile.lastSeenAt);
  if (path === 'counters.days_since_last_order')
    return growing(value, day, ({ profile }) => profile.counters.lastOrderAt);
  if (part === 'days_in_segment' && steps.length === 2)
    return growing(
      value,
      day,
      ({ profile }) => profile.memberships?.find(({ segment }) => segment === inner)?.since,
    );
  if (path === 'engagement.score') return fading(value, undefined);
  if (part === 'engagement' && inner === 'channels' && steps.length === 3)
    return fading(value, String(steps[2]));
  // ages change on birthdays
  if (part === 'demographics') return inner === 'age_group' ? daily : still;
  return stillParts.includes(String(part)) && path !== 'counters' ? still : hourly;
};

const ofSession = (steps: readonly PathSegment[], { value }: Leaf): Clock => {
  if (steps[0] !== 'duration') return sessionEnd;
  const spent = growing(value, 1000, ({ profile }) => profile.session?.startedAt);
  return (standing) => [...sessionEnd(standing), ...spent(standing)];
};

const ofFact = (leaf: Leaf, steps: readonly PathSegment[]): Clock => {
  switch (leaf.fact) {
    case 'profile':
      return ofProfile(steps, leaf);
    case 'session':
      return ofSession(steps, leaf);
    case 'time':
      return ofTime(steps[0], leaf.value);
    case 'cart':
      // prices change with the catalogue
      return steps[0] === 'value' ? hourly : still;
    default:
      return still;
  }
};

/**
 * Whether time alone changes a fact.
 * @example isMoving('profile', '$.days_since_last_seen') // true
 */
export const isMoving = (fact: string, path: string | undefined): boolean =>
  clockOf({ fact, path, operator: 'equal', value: null }) !== still;

/**
 * When a comparison's answer may change without any event: exact for dates, days, windows, visits and engagement; for
 * what fades in other ways, and for what is compared with another moving fact, an hour at most.
 * @example clockOf({ fact: 'profile', path: '$.traits.plan', operator: 'equal', value: 'pro' })(standing) // []
 */
export const clockOf = (leaf: Leaf): Clock => {
  const { fact, path = '$', operator, value } = leaf;
  const history = askedOfHistory(leaf);
  if (history !== null) return counting(history);
  const steps = path === '$' || path === '' ? [] : parsePath(path);
  if (isFactReference(value)) {
    const moves = isMoving(fact, path) || isMoving(value.fact, value.path);
    return moves || operatorName(operator) === 'withinLast' ? hourly : still;
  }
  if (steps === null || steps.length === 0)
    return fact === 'context' || fact === 'experiments' ? still : hourly;
  if (operatorName(operator) === 'withinLast' && !(fact === 'time'))
    return lasting(fact, steps, durationOf(value));
  return ofFact(leaf, steps);
};

/**
 * Whether it is only guessed when a comparison's answer may change, so that it may do so sooner.
 * @example isGuess(clockOf({ fact: 'profile', path: '$', operator: 'equal', value: 1 })) // true
 */
export const isGuess = (clock: Clock): boolean => clock === hourly || clock === daily;
