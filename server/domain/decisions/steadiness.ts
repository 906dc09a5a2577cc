import { operatorOperands } from '#schemas/operators.ts';
import type { Profile } from '#schemas/profile.ts';
import { rampStarts } from '#schemas/ramp.ts';
import type { Schedule } from '#schemas/schedule.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import { type Comparison, comparisonsIn } from './comparisons.ts';
import { candidateKey } from './evidence.ts';
import { countedTimes } from './frequency-cap.ts';

/** What a release's choices depend on besides evidence and profile. */
type Dependence = {
  /** Keys of the context that anything reads; null where any of it may be. */
  context: readonly string[] | null;
  /** How often the clock alone may change a condition's answer, in milliseconds; 0 for at any time. */
  step: number;
  schedules: readonly Schedule[];
  /** Times at which the coverage of an experiment changes. */
  ramps: readonly number[];
};

const HOUR = 3_600_000;
const MINUTE = 60_000;
/** Clocks of all time zones differ by multiples of it. */
const QUARTER = 15 * MINUTE;
/** Products age by the clock, if slowly. */
const LONGEST = 5 * MINUTE;

/** What decisions read of the context without any condition: renditions, products, consent, split keys. */
const alwaysRead = ['channel', 'locale', 'product_id', 'gpc', 'account_id', 'cart_id', 'session_id'];

const steadyProfile =
  /^\$\.(known|traits|segments|affinities|journeys|first_seen_at|counters\.(orders|order_value|average_order_value|sessions|events))\b/;
const byTheHour = /^\$\.(hour|weekday|weekend|month|season)$/;

const isSteadyOperator = (operator: string): boolean => {
  const name = operator.slice(operator.lastIndexOf(':') + 1);
  if (!Object.hasOwn(operatorOperands, name)) return false;
  const { fact, value } = operatorOperands[name as keyof typeof operatorOperands];
  return fact !== 'history' && value !== 'duration';
};

const stepOfFact = ({ fact, path }: Comparison): number => {
  if (fact === 'context' || fact === 'cart' || fact === 'experiments') return Number.POSITIVE_INFINITY;
  if (fact === 'profile' && steadyProfile.test(path)) return Number.POSITIVE_INFINITY;
  return fact === 'time' && byTheHour.test(path) ? QUARTER : 0;
};

const stepOf = (comparison: Comparison): number => {
  const { operator } = comparison;
  return operator !== undefined && !isSteadyOperator(operator) ? 0 : stepOfFact(comparison);
};

const contextKeys = (comparisons: readonly Comparison[]): string[] | null => {
  const keys = comparisons
    .filter(({ fact }) => fact === 'context')
    .map(({ path }) => /^\$\.([\w-]+)(?=[.[]|$)/.exec(path)?.[1]);
  return keys.every((key) => key !== undefined) ? [...new Set([...alwaysRead, ...keys])].sort() : null;
};

const examine = ({
  rules,
  segments,
  audiences,
  conditions,
  experiments,
  variants,
}: CompiledRelease): Dependence => {
  const comparisons = [
    ...rules.items.map((rule) => rule.conditions),
    ...segments.items.map((segment) => segment.conditions),
    ...audiences.items.map(({ audience }) => audience),
    ...Object.values(conditions),
  ].flatMap(comparisonsIn);
  return {
    context: contextKeys(comparisons),
    step: Math.min(Number.POSITIVE_INFINITY, ...new Set(comparisons.map(stepOf))),
    schedules: [...rules.items, ...experiments, ...variants.values()].flatMap(
      ({ schedule }) => schedule ?? [],
    ),
    ramps: experiments.flatMap(({ ramp }) => rampStarts(ramp?.steps ?? []).filter((start) => start !== null)),
  };
};

// a release never changes
const examined = new WeakMap<CompiledRelease, Dependence>();

const dependenceOf = (release: CompiledRelease): Dependence => {
  const known = examined.get(release) ?? examine(release);
  examined.set(release, known);
  return known;
};

/**
 * What of a context the release's choices can depend on, as a key: two contexts of one class get the same.
 * @example contextClass(release, { device: 'mobile', referrer: '…' }) // the same for every referrer that no rule reads
 */
export const contextClass = (release: CompiledRelease, context: Record<string, unknown>): string => {
  const { context: keys } = dependenceOf(release);
  return JSON.stringify(keys === null ? context : keys.map((key) => context[key] ?? null));
};

const boundaries = ({ from, until, weekly, dates }: Schedule, at: number): number[] => [
  ...(from === undefined ? [] : [Date.parse(from)]),
  ...(until === undefined ? [] : [Date.parse(until)]),
  // hours and days begin and end with a minute
  ...(weekly === undefined && dates === undefined ? [] : [(Math.floor(at / MINUTE) + 1) * MINUTE]),
];

/** When a cap counts one showing less. */
const capEnds = ({ variants, rules }: CompiledRelease, profile: Profile | null, at: Date): number[] => {
  if (profile === null) return [];
  const { exposures, ruleShowings = {} } = profile;
  const capped = [
    ...[...variants.values()].map(({ placement, key, frequencyCap }) => {
      const id = candidateKey(placement, key);
      return { frequencyCap, times: Object.hasOwn(exposures, id) ? exposures[id]!.recent : [] };
    }),
    ...rules.items.map(({ key, frequencyCap }) => ({
      frequencyCap,
      times: Object.hasOwn(ruleShowings, key) ? ruleShowings[key]! : [],
    })),
  ];
  return capped.flatMap(({ frequencyCap, times }) =>
    frequencyCap === undefined
      ? []
      : countedTimes(frequencyCap, times, at).map((time) => time.getTime() + frequencyCap.hours * HOUR),
  );
};

/** When a consent ends. */
const consentEnds = (profile: Profile | null): number[] =>
  Object.values(profile?.consentDetails ?? {}).flatMap(({ until }) => (until ? [until.getTime()] : []));

type Standing = { release: CompiledRelease; profile: Profile | null; at: Date };

/**
 * Until when the clock alone changes nothing in what is chosen: before the next schedule, ramp, cap or consent that
 * begins or ends, the next hour where conditions read it, and five minutes at most. Null where a condition reads something that
 * time changes by itself, such as days since an order.
 * @example steadyUntil({ release, profile, at })?.toISOString() // '2026-03-14T09:35:00.000Z'
 */
export const steadyUntil = ({ release, profile, at }: Standing): Date | null => {
  const { step, schedules, ramps } = dependenceOf(release);
  if (step === 0) return null;
  const now = at.getTime();
  const next = [
    now + LONGEST,
    ...(step === QUARTER ? [(Math.floor(now / QUARTER) + 1) * QUARTER] : []),
    ...schedules.flatMap((schedule) => boundaries(schedule, now)),
    ...ramps,
    ...capEnds(release, profile, at),
    ...consentEnds(profile),
  ];
  return new Date(Math.min(...next.filter((time) => time > now)));
};
