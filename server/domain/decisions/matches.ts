import type { Assignment, Gate } from '#schemas/decision-record.ts';
import type { Experiment } from '#schemas/experiment.ts';
import type { Facts } from '#schemas/facts.ts';
import type { Profile } from '#schemas/profile.ts';
import type { Rule } from '#schemas/rule.ts';
import { assign } from '#server/domain/assignment/assign.ts';
import { inHoldout } from '#server/domain/assignment/holdout.ts';
import { matchRules } from '#server/domain/conditions/match.ts';
import { isRunning, isScheduled } from '#server/domain/releases/schedule.ts';
import type { CompiledRelease, CompiledSet } from '#server/domain/releases/types.ts';
import { consentFor } from './consent.ts';
import type { Matches } from './types.ts';

type MatchInput = {
  release: CompiledRelease;
  facts: Facts;
  profile: Profile | null;
  /** What experiments hash on: the customer id as the caller knows it, else the anonymous id. */
  subject: string;
  at: Date;
};

/**
 * Whether the customer may get anything but defaults: consent first, then the holdout.
 * @example gateOf({ release, facts, profile: null, subject: 'a', at }).state // 'open'
 */
const gateOf = ({ release: { settings }, facts, profile, subject }: MatchInput): Gate => {
  const consent = consentFor('personalization', { profile, context: facts.context, settings });
  if (!consent.allowed) return { state: 'no_consent', basis: consent.basis };
  const share = settings.holdout_share;
  const held = inHoldout({ seed: settings.holdout_seed, value: subject, share });
  return held ? { state: 'holdout', share } : { state: 'open' };
};

const matching = async <T>({ items, compiled }: CompiledSet<T>, facts: Facts): Promise<T[]> =>
  (await matchRules(compiled, facts)).map((index) => items[index]!);

/** Segments that the release defines are computed anew; others, such as uploaded ones, are kept. */
const segmentsOf = async ({ release, facts, profile }: MatchInput): Promise<string[]> => {
  const { settings, segments } = release;
  const defined = new Set(segments.items.map(({ key }) => key));
  const kept = (profile?.segments ?? []).filter((key) => !defined.has(key));
  const matched = await matching(segments, facts);
  const usable = matched.filter(
    ({ purpose }) => consentFor(purpose, { profile, context: facts.context, settings }).allowed,
  );
  return [...kept, ...usable.map(({ key }) => key)];
};

/** A variation once shown stays, even when the customer has left the audience since. */
const stickyVariation = ({ key, variations }: Experiment, profile: Profile | null): string | undefined => {
  const held =
    profile !== null && Object.hasOwn(profile.assignments, key) ? profile.assignments[key] : undefined;
  return variations.find((variation) => variation.key === held)?.key;
};

const hashedVariation = (
  { key, seed = key, coverage, variations }: Experiment,
  value: string,
): string | undefined => {
  const index = assign({ seed, value, coverage, weights: variations.map(({ weight }) => weight) });
  return index === null ? undefined : variations[index]!.key;
};

type Entry = { experiment: Experiment; held: string | undefined };

/** The running experiments that the customer is part of: the audience holds, or a variation is held from before. */
const entriesOf = async ({ release, facts, profile, at }: MatchInput): Promise<Entry[]> => {
  const { audiences } = release;
  const open = new Set((await matchRules(audiences.compiled, facts)).map((index) => audiences.items[index]));
  return audiences.items
    .filter((experiment) => isRunning(experiment, at))
    .map((experiment) => ({ experiment, held: stickyVariation(experiment, profile) }))
    .filter(({ experiment, held }) => held !== undefined || open.has(experiment));
};

const assignmentOf = ({ experiment, held }: Entry, subject: string): Assignment[] => {
  const variation = held ?? hashedVariation(experiment, subject);
  return variation === undefined
    ? []
    : [{ experiment: experiment.key, variation, sticky: held !== undefined }];
};

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

/**
 * What of the release applies to a customer: segments, then experiments with the segments as facts, then rules
 * with both. Without consent, or in the holdout, nothing is matched.
 * @example (await matchAll({ release, facts, profile, subject: '42', at })).segments // ['loyal']
 */
export const matchAll = async (input: MatchInput): Promise<Matches> => {
  const gate = gateOf(input);
  if (gate.state !== 'open')
    return { gate, facts: input.facts, segments: [], assignments: [], experiments: [], rules: [] };
  const segments = await segmentsOf(input);
  const withSegments = { ...input.facts, profile: { ...input.facts.profile, segments } };
  const entries = await entriesOf({ ...input, facts: withSegments });
  const assignments = entries.flatMap((entry) => assignmentOf(entry, input.subject));
  const variations = Object.fromEntries(
    assignments.map(({ experiment, variation }) => [experiment, variation]),
  );
  const facts = { ...withSegments, experiments: variations };
  const matched = await matching(input.release.rules, facts);
  const rules = matched.filter((rule) => ruleApplies(rule, { ...input, facts }) === 'applies');
  const experiments = entries.map(({ experiment }) => experiment);
  return { gate, facts, segments, assignments, experiments, rules };
};
