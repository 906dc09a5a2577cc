import type { ElementChoice } from '#schemas/decision-record.ts';
import type { FrequencyCap } from '#schemas/frequency-cap.ts';
import type { Profile } from '#schemas/profile.ts';
import type { Rule } from '#schemas/rule.ts';
import { originsOf, type Wishes } from './influence.ts';

const HOUR = 3_600_000;

/** The showings that count for a cap, and the cap itself. */
export type CapState = FrequencyCap & { shown: number };

/**
 * The times of showings that still count at a time: those of the cap's hours that went by.
 * @example countedTimes({ max: 2, hours: 24 }, [yesterday, lastWeek], at).length // 1
 */
export const countedTimes = ({ hours }: FrequencyCap, times: readonly Date[], at: Date): Date[] => {
  const since = at.getTime() - hours * HOUR;
  return times.filter((time) => time.getTime() > since);
};

/** The times of showings that a rule brought about. */
const timesOf = (profile: Profile | null, rule: string): readonly Date[] => {
  const showings = profile?.ruleShowings ?? {};
  return Object.hasOwn(showings, rule) ? showings[rule]! : [];
};

/**
 * How often a customer was shown what a rule with a cap asked for, within the cap's hours; null for one without.
 * @example capStateOf(rule, profile, at) // { shown: 3, max: 3, hours: 24 }
 */
export const capStateOf = (
  { key, frequencyCap }: Pick<Rule, 'key' | 'frequencyCap'>,
  profile: Profile | null,
  at: Date,
): CapState | null =>
  frequencyCap === undefined
    ? null
    : { ...frequencyCap, shown: countedTimes(frequencyCap, timesOf(profile, key), at).length };

type Shown = Pick<ElementChoice, 'because' | 'candidates'>;

/**
 * The rules with a cap that an element's showing counts for: those that decided it, that set parameters in it, or that
 * say how to fill it with products.
 * @example cappedRulesOf(element, wishes, new Set(['vip-hero'])) // ['vip-hero']
 */
export const cappedRulesOf = (
  { because, candidates }: Shown,
  { parameters, recommend }: Wishes,
  capped: ReadonlySet<string>,
): string[] => {
  if (capped.size === 0) return [];
  const origins = [
    ...originsOf(because),
    // a default that stands in for want of candidates gets no parameters
    ...(candidates.length > 0 ? parameters.map(({ origin }) => origin) : []),
    ...(recommend === null ? [] : [recommend.origin]),
  ];
  const rules = origins.flatMap((origin) =>
    'rule' in origin && capped.has(origin.rule) ? [origin.rule] : [],
  );
  return [...new Set(rules)];
};
