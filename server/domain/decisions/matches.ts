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
  const { facts, profile, subject } = input;
  const { settings } = input.release;
  const consent = consentFor('personalization', { profile, context: facts.context, settings });
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

/** Segments that the release defines are computed anew; others, such as uploaded ones, are kept. */
function* segmentsOf({ release, facts, profile }: MatchInput): Passes<string[]> {
  const { settings, segments } = release;
  const defined = new Set(segments.items.map(({ key }) => key));
  const kept = (profile?.segments ?? []).filter((key) => !defined.has(key));
  const matched = yield* matching(segments, facts);
  const usable = matched.filter(
    ({ purpose }) => consentFor(purpose, { profile, context: facts.context, settings }).allowed,
  );
  return [...kept, ...usable.map(({ key }) => key)];
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

/**
 * Whether a rule whose conditions hold also applies: on this page, at this time, for a purpose consented to.
 * @example ruleApplies(rule, input) // 'page'
 */
export const ruleApplies = (
  { pages, schedule, purpose }: Rule,
  { release: { settings }, facts, profile, at }: MatchInput,
): 'applies' | 'page' | 'schedule' | 'no_consent' => {
  if (pages !== undefined && !pages.includes(String(facts.context['page_type']))) return 'page';
  if (!isScheduled(schedule, at)) return 'schedule';
  return consentFor(purpose, { profile, context: facts.context, settings }).allowed
    ? 'applies'
    : 'no_consent';
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
  const withSegments = { ...input.facts, profile: { ...input.facts.profile, segments } };
  const standings = yield* standingsIn(input, withSegments);
  const assignments = assignmentsOf(standings);
  const variations = Object.fromEntries(
    assignments.map(({ experiment, variation }) => [experiment, variation]),
  );
  const facts = { ...withSegments, experiments: variations };
  const matched = yield* matching(release.rules, facts);
  const background = { ...input, facts };
  const rules = matched.filter((rule) => ruleApplies(rule, background) === 'applies');
  const splits = splitsOf(release.experiments, standings, at);
  const heldOut = heldOutPlacements(release, input.subject);
  return { gate, facts, heldOut, segments, assignments, standings, splits, rules };
}

const runPasses = (input: MatchInput): Matches => {
  const steps = passes(input);
  let step = steps.next();
  while (!step.done) step = steps.next(matchRules(step.value.compiled, step.value.facts));
  return step.value;
};

const runPassesByReference = async (input: MatchInput): Promise<Matches> => {
  const steps = passes(input);
  let step = steps.next();
  while (!step.done) step = steps.next(await matchByReference(step.value.compiled, step.value.facts));
  return step.value;
};

/**
 * What of the release applies to a customer: segments, then experiments with the segments as facts, then rules
 * with both. Without consent, or in the holdout, nothing is matched. It is there at once, unless the release asks
 * the reference matcher.
 * @example (await matchAll({ release, facts, profile, subject: '42', at })).segments // ['loyal']
 */
export const matchAll = (input: MatchInput): Matches | Promise<Matches> =>
  input.release.matcher === 'reference' ? runPassesByReference(input) : runPasses(input);
