import type { Purpose } from '#schemas/consent.ts';
import type { Gate } from '#schemas/decision-record.ts';
import type { Facts } from '#schemas/facts.ts';
import type { Profile } from '#schemas/profile.ts';
import type { Rule } from '#schemas/rule.ts';
import { inHoldout } from '#server/domain/assignment/holdout.ts';
import { standingsOf } from '#server/domain/assignment/standing.ts';
import type { CompiledRules } from '#server/domain/conditions/compile.ts';
import { matchRules } from '#server/domain/conditions/match.ts';
import { matchByReference } from '#server/domain/conditions/reference.ts';
import { isRunning, isScheduled } from '#server/domain/releases/schedule.ts';
import type { CompiledRelease, CompiledSet } from '#server/domain/releases/types.ts';
import { consentFor } from './consent.ts';
import { assignmentsOf, splitsOf } from './experiment.ts';
import { capStateOf } from './frequency-cap.ts';
import { heldSegments, withSegments } from './segment-facts.ts';
import type { Matches } from './types.ts';

type MatchInput = {
  release: CompiledRelease;
  facts: Facts;
  profile: Profile | null;
  /** What experiments hash on: the customer id as the caller knows it, else the anonymous id. */
  subject: string;
  /** What was shown first, by unit key; what the profile holds when absent. */
  held?: Readonly<Record<string, string>> | undefined;
  /** Experiment to the variation that a preview asks for. */
  preview?: Readonly<Record<string, string>> | undefined;
  at: Date;
};

/** No holdout holds who is forced into a variation to look at it. */
const isTester = ({ release, subject, preview, at }: MatchInput): boolean =>
  preview !== undefined ||
  release.experiments.some(
    (experiment) => Object.hasOwn(experiment.forcedVariations, subject) && isRunning(experiment, at),
  );

/**
 * Whether the customer may get anything but defaults: consent first, then the holdout.
 * @example gateOf({ release, facts, profile: null, subject: 'a', at }).state // 'open'
 */
const gateOf = (input: MatchInput): Gate => {
  const { facts, profile, subject, at } = input;
  const { settings } = input.release;
  const consent = consentFor('personalization', { profile, context: facts.context, settings, at });
  if (!consent.allowed) return { state: 'no_consent', basis: consent.basis };
  const share = settings.holdout_share;
  const held = inHoldout({ seed: settings.holdout_seed, value: subject, share });
  return held && !isTester(input) ? { state: 'holdout', share } : { state: 'open' };
};

const heldOutPlacements = ({ placements }: CompiledRelease, subject: string): string[] =>
  [...placements.values()]
    .filter(
      ({ key, holdoutShare: share, holdoutSeed: seed = `holdout/${key}` }) =>
        share > 0 && inHoldout({ seed, value: subject, share }),
    )
    .map(({ key }) => key);

/** What has to be matched before matching can go on. Whoever runs the passes answers, at once or in its own time. */
type Question = { compiled: CompiledRules; facts: Facts };
type Passes<T> = Generator<Question, T, number[]>;

function* matching<T>({ items, compiled }: CompiledSet<T>, facts: Facts): Passes<T[]> {
  return (yield { compiled, facts }).map((index) => items[index]!);
}

/** What memberships depend on. */
export type SegmentInput = Pick<MatchInput, 'release' | 'facts' | 'profile' | 'at'>;

/**
 * Segments by conditions are computed anew, each after those that it asks about; those by upload are kept, as far as
 * there is consent to their purpose.
 */
function* segmentsOf({ release, facts, profile, at }: SegmentInput): Passes<string[]> {
  const { settings, segments } = release;
  const isAllowed = (purpose: Purpose): boolean =>
    consentFor(purpose, { profile, context: facts.context, settings, at }).allowed;
  const defined = new Set(segments.items.map(({ key }) => key));
  const kept = heldSegments(facts).filter((key) => {
    const uploaded = segments.uploaded.get(key);
    return !defined.has(key) && (uploaded === undefined || isAllowed(uploaded.purpose));
  });
  const found = new Set<string>();
  for (const layer of segments.layers) {
    const known = withSegments(facts, [...kept, ...found]);
    for (const { key, purpose } of yield* matching(layer, known)) if (isAllowed(purpose)) found.add(key);
  }
  // in the order of publication, whatever the layer
  return [...kept, ...segments.items.flatMap(({ key }) => (found.has(key) ? [key] : []))];
}

/** Audiences are read before anyone is assigned, so that they cannot depend on each other. */
function* standingsIn(
  { release, profile, held = profile?.assignments ?? {}, subject, at, preview = {} }: MatchInput,
  facts: Facts,
): Passes<Matches['standings']> {
  const open = new Set(yield* matching(release.audiences, facts));
  return standingsOf({
    experiments: release.experiments,
    groups: release.settings.exclusion_groups,
    inAudience: (experiment) => open.has(experiment),
    subject,
    facts,
    held,
    preview,
    at,
  });
}

const isCapped = (rule: Rule, { profile, at }: MatchInput): boolean => {
  const state = capStateOf(rule, profile, at);
  return state !== null && state.shown >= state.max;
};

/**
 * Whether a rule whose conditions hold also applies: on this page, at this time, for a purpose consented to, and to a
 * customer who was not shown it as often as may be.
 * @example ruleApplies(rule, input) // 'page'
 */
export const ruleApplies = (
  rule: Rule,
  input: MatchInput,
): 'applies' | 'page' | 'schedule' | 'no_consent' | 'capped' => {
  const { pages, schedule, purpose } = rule;
  const { facts, profile, at } = input;
  const { settings } = input.release;
  if (pages !== undefined && !pages.includes(String(facts.context['page_type']))) return 'page';
  if (!isScheduled(schedule, at)) return 'schedule';
  if (!consentFor(purpose, { profile, context: facts.context, settings, at }).allowed) return 'no_consent';
  return isCapped(rule, input) ? 'capped' : 'applies';
};

/** What a preview shows although nothing may be known of the customer: the variations that it names. */
const closed = ({ release, facts, subject, at, preview = {} }: MatchInput, gate: Gate): Matches => {
  const standings = standingsOf({
    experiments: release.experiments.filter(({ key }) => Object.hasOwn(preview, key)),
    groups: {},
    inAudience: () => false,
    subject,
    facts,
    held: {},
    preview,
    at,
  });
  const assignments = assignmentsOf(standings).filter(({ forced }) => forced === 'preview');
  const nothing = { heldOut: [], segments: [], standings: new Map(), splits: [], rules: [] };
  return { gate, facts, assignments, ...nothing };
};

function* passes(input: MatchInput): Passes<Matches> {
  const gate = gateOf(input);
  if (gate.state !== 'open') return closed(input, gate);
  const { release, at } = input;
  const segments = yield* segmentsOf(input);
  const known = withSegments(input.facts, segments);
  const standings = yield* standingsIn(input, known);
  const assignments = assignmentsOf(standings);
  const variations = Object.fromEntries(
    assignments.map(({ experiment, variation }) => [experiment, variation]),
  );
  const facts = { ...known, experiments: variations };
  const matched = yield* matching(release.rules, facts);
  const background = { ...input, facts };
  const rules = matched.filter((rule) => ruleApplies(rule, background) === 'applies');
  const splits = splitsOf(release.experiments, standings, at);
  const heldOut = heldOutPlacements(release, input.subject);
  return { gate, facts, heldOut, segments, assignments, standings, splits, rules };
}

const runPasses = <T>(steps: Passes<T>): T => {
  let step = steps.next();
  while (!step.done) step = steps.next(matchRules(step.value.compiled, step.value.facts));
  return step.value;
};

const runPassesByReference = async <T>(steps: Passes<T>): Promise<T> => {
  let step = steps.next();
  while (!step.done) step = steps.next(await matchByReference(step.value.compiled, step.value.facts));
  return step.value;
};

const runWith = <T>({ matcher }: CompiledRelease, steps: Passes<T>): T | Promise<T> =>
  matcher === 'reference' ? runPassesByReference(steps) : runPasses(steps);

/**
 * The segments that a customer is in, whether or not decisions are open to them.
 * @example await matchSegments({ release, facts, profile, at }) // ['loyal']
 */
export const matchSegments = (input: SegmentInput): string[] | Promise<string[]> =>
  runWith(input.release, segmentsOf(input));

/**
 * What of the release applies to a customer: segments, then experiments with the segments as facts, then rules
 * with both. Without consent, or in the holdout, nothing is matched. It is there at once, unless the release asks
 * the reference matcher.
 * @example (await matchAll({ release, facts, profile, subject: '42', at })).segments // ['loyal']
 */
export const matchAll = (input: MatchInput): Matches | Promise<Matches> =>
  runWith(input.release, passes(input));
