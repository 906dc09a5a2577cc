import type { TopCondition } from '#schemas/condition.ts';
import type { ConsentBasis, Gate } from '#schemas/decision-record.ts';
import type { SplitKey } from '#schemas/exclusion-group.ts';
import type { Experiment } from '#schemas/experiment.ts';
import type { Facts } from '#schemas/facts.ts';
import type { JourneyStateEffect } from '#schemas/journey.ts';
import type { Profile } from '#schemas/profile.ts';
import type { Rule } from '#schemas/rule.ts';

import { bucket } from '#server/domain/assignment/hash.ts';
import { coverageAt } from '#server/domain/assignment/ramp.ts';
import { splitValue } from '#server/domain/assignment/split-value.ts';
import { groupParts, type LeftOut } from '#server/domain/assignment/standing.ts';
import { type ConditionTrace, explainConditions, notEvaluated } from '#server/domain/conditions/explain.ts';
import { journeyEffect } from '#server/domain/journeys/compile.ts';
import { isRunning } from '#server/domain/releases/schedule.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import { consentFor } from './consent.ts';
import { type DecideInput, decide } from './decide.ts';
import { type CapState, capStateOf } from './frequency-cap.ts';
import { type Goal, goalsOf } from './goals.ts';
import { matchAll, ruleApplies } from './matches.ts';
import { reasonsOf } from './reasons.ts';
import { type RuleOutcome, type RuleVerdict, ruleOutcome } from './rule-outcome.ts';
import { withSegments } from './segment-facts.ts';
import type { DecidedElement, Decision, Matches } from './types.ts';

export type RuleTrace = {
  key: string;
  name: string;
  priority: number;
  /** Did it act, and if not, what stopped it? */
  verdict: RuleVerdict;
  /** What its acting came to: whether it decided an element, or what it lost to. */
  outcome: RuleOutcome;
  /** How often it was shown within the hours of its frequency cap; absent for a rule without one. */
  cap?: CapState;
  actions: Rule['event'];
  conditions: ConditionTrace;
};
export type SegmentTrace = { key: string; name: string; member: boolean; conditions: ConditionTrace };
export type ExperimentTrace = {
  key: string;
  name: string;
  running: boolean;
  seed: string;
  splitKey: SplitKey;
  /** What was hashed, and where it fell in 0–1; null when the split key is not known. */
  value: string | null;
  bucket: number | null;
  /** Share of the audience that was covered at the time. */
  coverage: number;
  /** Where the customer is in the exclusion group, and the experiment's parts of it. */
  group: { key: string; position: number | null; ranges: readonly (readonly [number, number])[] } | null;
  variation: string | null;
  sticky: boolean;
  /** By what the customer is in it, or why not. */
  verdict: 'preview' | 'listed' | 'held' | 'hash' | LeftOut | 'gate_closed';
  audience: ConditionTrace | null;
};
export type JourneyTrace = { key: string; state: string; since: Date; effect: JourneyStateEffect | null };
export type ElementTrace = Pick<
  DecidedElement,
  'placement' | 'variant' | 'source' | 'propensity' | 'candidates' | 'rejected' | 'because'
> & { reasons: ReturnType<typeof reasonsOf> };

/** Everything that led to a decision, to the last condition. */
export type Trace = {
  /** Open or not, with what says that the customer's data may be used or not. */
  gate: Gate & { basis: ConsentBasis };
  facts: Facts;
  goals: { name: string; metric: string; share: number }[];
  segments: SegmentTrace[];
  experiments: ExperimentTrace[];
  journeys: JourneyTrace[];
  /** In the order they act. */
  rules: RuleTrace[];
  elements: ElementTrace[];
};

type ExplainInput = Omit<DecideInput, 'matches'> & {
  facts: Facts;
  subject: string;
  held?: Readonly<Record<string, string>> | undefined;
  preview?: Readonly<Record<string, string>> | undefined;
};

/** As they act: by priority, then by publication. */
const inOrder = ({ items, compiled: { ranks } }: CompiledRelease['rules']): Rule[] => {
  const ordered: Rule[] = [];
  for (const [index, rule] of items.entries()) ordered[ranks[index]!] = rule;
  return ordered;
};

type Background = { input: ExplainInput; matches: Matches };

const isOpen = ({ matches }: Background): boolean => matches.gate.state === 'open';

/** What says that data may be used, or not, is told of an open gate too. */
const traceGate = ({ input, matches: { gate, facts } }: Background): Trace['gate'] => {
  const { profile, at, release } = input;
  const { context } = facts;
  const { basis } = consentFor('personalization', { profile, context, settings: release.settings, at });
  return { ...gate, basis };
};

/** Without consent, or in the holdout, no condition is asked. */
const traceIfOpen = (condition: TopCondition, facts: Facts, background: Background): ConditionTrace => {
  const trace = explainConditions(condition, facts, { conditions: background.input.release.conditions });
  return isOpen(background) ? trace : notEvaluated(trace);
};

const verdictOn = (rule: Rule, { result }: ConditionTrace, { input }: Background): RuleVerdict => {
  if (result === null) return 'gate_closed';
  return result ? ruleApplies(rule, input) : 'did_not_match';
};

const traceRule = (rule: Rule, background: Background, elements: readonly DecidedElement[]): RuleTrace => {
  const { input, matches } = background;
  const trace = traceIfOpen(rule.conditions, matches.facts, background);
  const cap = capStateOf(rule, input.profile, input.at);
  const verdict = verdictOn(rule, trace, background);
  const judged = { key: rule.key, verdict, actions: rule.event };
  return {
    key: rule.key,
    name: rule.name,
    priority: rule.priority,
    verdict,
    outcome: ruleOutcome(judged, { gate: matches.gate, elements }),
    ...(cap && { cap }),
    actions: rule.event,
    conditions: trace,
  };
};

/** What a segment asks of other segments is shown with those that the customer turned out to be in. */
const traceSegments = (background: Background): SegmentTrace[] => {
  const { release, facts: given } = background.input;
  const { matches } = background;
  const facts = withSegments(given, matches.segments);
  return release.segments.items.map(({ key, name, conditions }) => ({
    key,
    name,
    member: matches.segments.includes(key),
    conditions: traceIfOpen(conditions, facts, background),
  }));
};

const traceGroup = ({ group }: Experiment, value: string | null, release: CompiledRelease) => {
  if (group === undefined) return null;
  const { seed } = groupParts(group, release.settings.exclusion_groups);
  const position = value === null ? null : bucket({ seed, value });
  return { key: group.key, position, ranges: group.ranges };
};

const traceVerdict = ({ key }: Experiment, { matches: { standings } }: Background) => {
  const standing = standings.get(key);
  if (standing === undefined) return 'gate_closed';
  return standing.state === 'assigned' ? standing.by : standing.because;
};

/** Nobody new can be in an experiment that is stopped, so its audience is not asked either. */
const traceAudience = (
  audience: TopCondition,
  facts: Facts,
  { status }: Experiment,
  background: Background,
): ConditionTrace => {
  const trace = traceIfOpen(audience, facts, background);
  return status === 'running' ? trace : notEvaluated(trace);
};

const traceExperiment = (experiment: Experiment, background: Background): ExperimentTrace => {
  const { input, matches } = background;
  const { key, name, seed = key, splitKey, audience } = experiment;
  const { release, at } = input;
  const assigned = matches.assignments.find((assignment) => assignment.experiment === key);
  // an audience was read before anyone was assigned
  const facts = { ...matches.facts, experiments: {} };
  const value = splitValue(splitKey, { ...input, facts }) ?? null;
  return {
    key,
    name,
    running: isRunning(experiment, at),
    seed,
    splitKey,
    value,
    bucket: value === null ? null : bucket({ seed, value }),
    coverage: coverageAt(experiment, at),
    group: traceGroup(experiment, value, release),
    variation: assigned?.variation ?? null,
    sticky: assigned?.sticky ?? false,
    verdict: traceVerdict(experiment, background),
    audience: audience === undefined ? null : traceAudience(audience, facts, experiment, background),
  };
};

const traceJourneys = (release: CompiledRelease, profile: Profile | null): JourneyTrace[] =>
  Object.entries(profile?.journeys ?? {}).map(([key, { state, since }]) => {
    const journey = release.journeys.get(key);
    return { key, state, since, effect: (journey && journeyEffect(journey, state)) ?? null };
  });

const traceElement = (element: DecidedElement, { input, matches }: Background): ElementTrace => {
  const { placement, variant, source, propensity, candidates, rejected, because } = element;
  const reasons = reasonsOf(element, { release: input.release, matches });
  return { placement, variant, source, propensity, candidates, rejected, because, reasons };
};

const presentGoal = ({ name, metric, share }: Goal): Trace['goals'][number] => ({
  name,
  metric: metric.key,
  share,
});

/**
 * Decides once more with everything written down. The decision is the one that the same input gave, since both go
 * through the same functions; the trace adds for every rule, segment and audience what each comparison expected
 * and found, the buckets of experiments, the states of journeys, and the scores of candidates.
 * @example (await explainDecision(input)).trace.rules[0].verdict // 'applies'
 */
export const explainDecision = async (input: ExplainInput): Promise<{ decision: Decision; trace: Trace }> => {
  const matches = await matchAll(input);
  const decision = decide({ ...input, matches });
  const background = { input, matches };
  const { release, request } = input;
  const trace: Trace = {
    gate: traceGate(background),
    facts: matches.facts,
    goals: goalsOf(request.personalization_goals, release).map(presentGoal),
    segments: traceSegments(background),
    experiments: release.experiments.map((experiment) => traceExperiment(experiment, background)),
    journeys: traceJourneys(release, input.profile),
    rules: inOrder(release.rules).map((rule) => traceRule(rule, background, decision.elements)),
    elements: decision.elements.map((element) => traceElement(element, background)),
  };
  return { decision, trace };
};
