import type { Facts } from '#schemas/facts.ts';
import type { Profile } from '#schemas/profile.ts';
import { rampStarts } from '#schemas/ramp.ts';
import { actionsOf, type Rule } from '#schemas/rule.ts';
import type { Schedule } from '#schemas/schedule.ts';
import type { Variant } from '#schemas/variant.ts';
import { isFactReference } from '#server/domain/conditions/soundness.ts';
import { emptyProfile } from '#server/domain/profiles/empty.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import { type Clock, clockOf, isGuess, isMoving, type Leaf } from '#server/domain/segments/clocks.ts';
import { leavesIn } from '#server/domain/segments/next-change.ts';
import { type Comparison, comparisonsIn } from './comparisons.ts';
import { placementsOf } from './decide.ts';
import { candidateKey } from './evidence.ts';
import { countedTimes } from './frequency-cap.ts';

/** Conditions as the time changes them; `guess`: a fact of which nobody can say when it changes. */
type Timed = { clocks: readonly Clock[]; guess: string | null };

/** What a release's choices depend on besides evidence and profile. */
type Dependence = {
  /** Keys of the context that anything reads; null where any of it may be. */
  context: readonly string[] | null;
  rules: readonly { rule: Rule; timed: Timed }[];
  /** Segments, audiences and named conditions, which rules of any page may ask about. */
  others: Timed;
  /** Times at which the coverage of an experiment changes. */
  ramps: readonly number[];
};

const HOUR = 3_600_000;
const MINUTE = 60_000;
/** Products age by the clock, if slowly. */
const LONGEST = 5 * MINUTE;

/** What decisions read of the context without any condition: renditions, products, consent, split keys. */
const alwaysRead = ['channel', 'locale', 'product_id', 'gpc', 'account_id', 'cart_id', 'session_id'];
/** What stands in the context and is a fact of the visit. */
const ofVisit = ['pages_viewed', 'session_duration', 'interaction_depth', 'device', 'traffic_source'];

/** Facts that change with the request, with events or with evidence, and so with what choices are kept by. */
const keptBy: ReadonlySet<string> = new Set(['context', 'cart', 'experiments']);

const nameOf = ({ fact, path }: { fact: string; path?: string | undefined }): string =>
  [fact, path].filter(Boolean).join(' ');

/** Of two facts that are compared nobody knows when the one meets the other. */
const guessIn = (leaf: Leaf): string | null => {
  const { value } = leaf;
  if (!isFactReference(value)) return !keptBy.has(leaf.fact) && isGuess(clockOf(leaf)) ? nameOf(leaf) : null;
  const moving = [leaf, value].find(({ fact, path }) => !keptBy.has(fact) && isMoving(fact, path));
  return moving === undefined ? null : nameOf(moving);
};

const timedBy = (conditions: unknown): Timed => {
  const leaves = leavesIn(conditions);
  return {
    clocks: leaves.filter(({ fact }) => !keptBy.has(fact)).map(clockOf),
    guess: leaves.map(guessIn).find((guess) => guess !== null) ?? null,
  };
};

const contextKeys = (comparisons: readonly Comparison[]): string[] | null => {
  const keys = comparisons
    .filter(({ fact }) => fact === 'context')
    .map(({ path }) => /^\$\.([\w-]+)(?=[.[]|$)/.exec(path)?.[1]);
  if (keys.includes(undefined)) return null;
  const visit = comparisons.some(({ fact }) => fact === 'session') ? ofVisit : [];
  return [...new Set([...alwaysRead, ...visit, ...(keys as string[])])].sort();
};

const examine = ({ rules, segments, audiences, conditions, experiments }: CompiledRelease): Dependence => {
  const others = [
    ...segments.items.map((segment) => segment.conditions),
    ...audiences.items.map(({ audience }) => audience),
    ...Object.values(conditions),
  ];
  return {
    context: contextKeys([...others, ...rules.items.map((rule) => rule.conditions)].flatMap(comparisonsIn)),
    rules: rules.items.map((rule) => ({ rule, timed: timedBy(rule.conditions) })),
    others: timedBy(others),
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

type Asked = { page: string; placements: ReadonlySet<string> };

/** Whether a rule has a say in what is asked for: on its page, of its placements, of products, or by an event. */
const concerns = (rule: Rule, { page, placements }: Asked): boolean => {
  if (rule.pages !== undefined && !rule.pages.includes(page)) return false;
  const actions = actionsOf(rule);
  return (
    actions.length === 0 ||
    actions.some((action) => !('placement' in action) || placements.has(action.placement))
  );
};

/** When a cap counts one showing less. */
const capEnds = (
  { rules, variants }: { rules: readonly Rule[]; variants: readonly Variant[] },
  { profile, at }: Standing,
): number[] => {
  if (profile === null) return [];
  const { exposures, ruleShowings = {} } = profile;
  const capped = [
    ...variants.map(({ placement, key, frequencyCap }) => {
      const id = candidateKey(placement, key);
      return { frequencyCap, times: Object.hasOwn(exposures, id) ? exposures[id]!.recent : [] };
    }),
    ...rules.map(({ key, frequencyCap }) => ({
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

type Standing = {
  release: CompiledRelease;
  profile: Profile | null;
  facts: Facts;
  request: Parameters<typeof placementsOf>[0]['request'];
  at: Date;
};

/** Until when choices hold, or the fact that keeps it from being told. */
type Steadiness = { state: 'steady'; until: Date } | { state: 'unsteady'; fact: string };

const instantsOf = (timed: readonly Timed[], { release, profile, facts, at }: Standing): number[] => {
  const { settings } = release;
  // of somebody unknown nothing is known that began at any time
  const someone = profile ?? emptyProfile({ id: '', identity: '', subject: '', at });
  return timed.flatMap(({ clocks }) =>
    clocks.flatMap((clock) => clock({ profile: someone, facts, settings, at })),
  );
};

/**
 * Until when the clock alone changes nothing in what is chosen for a request: before the next schedule, ramp, cap or
 * consent that begins or ends, the next moment at which a condition that has a say may come out otherwise (days since
 * an order, the end of a visit, a window), and five minutes at most. Not to be told where such a condition reads what
 * changes at no moment that can be computed.
 * @example steadiness({ release, profile, facts, request, at }) // { state: 'steady', until: … }
 */
export const steadiness = (standing: Standing): Steadiness => {
  const { release, profile, request, at } = standing;
  const { rules, others, ramps } = dependenceOf(release);
  const asked = {
    page: request.page_type,
    placements: new Set(placementsOf({ release, request }).map(({ key }) => key)),
  };
  const heard = rules.filter(({ rule }) => concerns(rule, asked));
  const timed = [...heard.map((each) => each.timed), others];
  const fact = timed.find(({ guess }) => guess !== null)?.guess ?? null;
  if (fact !== null) return { state: 'unsteady', fact };
  const acting = {
    rules: heard.map(({ rule }) => rule),
    variants: [...release.variants.values()].filter(({ placement }) => asked.placements.has(placement)),
  };
  const scheduled = [...acting.rules, ...release.experiments, ...acting.variants];
  const now = at.getTime();
  const next = [
    now + LONGEST,
    ...instantsOf(timed, standing),
    ...scheduled.flatMap(({ schedule }) => (schedule === undefined ? [] : boundaries(schedule, now))),
    ...ramps,
    ...capEnds(acting, standing),
    ...consentEnds(profile),
  ].filter((time) => time > now);
  return { state: 'steady', until: new Date(Math.min(...next)) };
};
